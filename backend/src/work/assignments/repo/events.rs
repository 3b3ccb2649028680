//! Rows of the timeline.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use shared::dto::work::assignment::TimelineKind;
use shared::id::AssignmentId;
use uuid::Uuid;

use super::AssignmentEvent;
use crate::platform::db::entity::assignment_event;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// What happened to an assignment, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn events(
    db: &impl Connection,
    assignment_id: AssignmentId,
) -> AppResult<Vec<AssignmentEvent>> {
    assignment_event::Entity::find()
        .filter(assignment_event::Column::AssignmentId.eq(assignment_id.0))
        .order_by_asc(assignment_event::Column::Id)
        .rows(db)
        .await
}

/// The approvals of assignments, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn approvals(
    db: &impl Connection,
    ids: impl Iterator<Item = Uuid>,
) -> AppResult<Vec<AssignmentEvent>> {
    assignment_event::Entity::find()
        .filter(assignment_event::Column::AssignmentId.is_in(ids))
        .filter(assignment_event::Column::Kind.eq(TimelineKind::Approved.as_str()))
        .order_by_asc(assignment_event::Column::Id)
        .rows(db)
        .await
}

/// Adds an entry.
///
/// # Errors
/// When the database fails.
pub async fn insert_event(db: &impl Connection, row: AssignmentEvent) -> AppResult<()> {
    let row = row.into_active_model();
    assignment_event::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

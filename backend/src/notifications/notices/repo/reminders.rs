//! What the escalation watches, and which of its steps have been taken.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QuerySelect, RelationTrait,
};
use shared::state::ExtensionState;
use uuid::Uuid;

use crate::platform::db::entity::{assignment, extension, reminder, task};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments::repo::is_waiting;

/// The work of open tasks that waits for its unit and whose working deadline is `until` or before.
///
/// # Errors
/// The database.
pub async fn waiting_work(
    db: &impl Connection,
    commune_id: Uuid,
    until: DateTime<Utc>,
) -> AppResult<Vec<assignment::Model>> {
    use assignment::Column as C;
    assignment::Entity::find()
        .join(JoinType::InnerJoin, assignment::Relation::Task.def())
        .filter(task::Column::State.eq("open"))
        .filter(C::CommuneId.eq(commune_id))
        .filter(C::Visible.eq(true))
        .filter(is_waiting())
        .filter(C::DueKey.lte(until.timestamp_millis()))
        .rows(db)
        .await
}

/// Assignment, task and last submission of the reports that wait for their review.
///
/// # Errors
/// The database.
pub async fn waiting_reviews(
    db: &impl Connection,
    commune_id: Uuid,
) -> AppResult<Vec<(Uuid, Uuid, Option<DateTime<Utc>>)>> {
    use assignment::Column as C;
    assignment::Entity::find()
        .select_only()
        .column(C::Id)
        .column(C::TaskId)
        .column(C::LastSubmittedAt)
        .filter(C::CommuneId.eq(commune_id))
        .filter(Expr::cust("assignments.state = 'submitted'"))
        .rows(db)
        .await
}

/// Extension, assignment, task and instant of the requests that wait for a decision.
///
/// # Errors
/// The database.
pub async fn waiting_extensions(
    db: &impl Connection,
    commune_id: Uuid,
) -> AppResult<Vec<(Uuid, Uuid, Uuid, DateTime<Utc>)>> {
    use extension::Column as C;
    extension::Entity::find()
        .join(JoinType::InnerJoin, extension::Relation::Assignment.def())
        .select_only()
        .columns([C::Id, C::AssignmentId])
        .column(assignment::Column::TaskId)
        .column(C::AskedAt)
        .filter(C::CommuneId.eq(commune_id))
        .filter(C::State.eq(ExtensionState::Asked.as_str()))
        .rows(db)
        .await
}

/// Whether a request still waits for a decision.
///
/// # Errors
/// The database.
pub async fn extension_waits(db: &impl Connection, id: Uuid) -> AppResult<bool> {
    let requested = extension::Entity::find()
        .filter(extension::Column::Id.eq(id))
        .filter(extension::Column::State.eq(ExtensionState::Asked.as_str()));
    Ok(requested.row::<extension::Model>(db).await?.is_some())
}

/// The steps that have been taken of some subjects.
///
/// # Errors
/// The database.
pub async fn taken(
    db: &impl Connection,
    subjects: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<(Uuid, String)>> {
    let rows = reminder::Entity::find()
        .filter(reminder::Column::SubjectId.is_in(subjects))
        .rows::<reminder::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.step)).collect())
}

/// Whether a step of a subject has been taken.
///
/// # Errors
/// The database.
pub async fn is_taken(db: &impl Connection, subject: Uuid, step: &str) -> AppResult<bool> {
    let row =
        reminder::Entity::find_by_id((subject, step.to_owned())).row::<reminder::Model>(db).await?;
    Ok(row.is_some())
}

/// Takes a step of a subject; whether it was there to be taken.
///
/// # Errors
/// The database.
pub async fn take(
    db: &impl Connection,
    commune_id: Uuid,
    subject_id: Uuid,
    step: &str,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let row = reminder::Model { subject_id, step: step.to_owned(), commune_id, at: now };
    let once = [reminder::Column::SubjectId, reminder::Column::Step];
    let written = reminder::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(written > 0)
}

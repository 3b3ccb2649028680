//! What notices need of the assignments that they are about, besides the rows with their names.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::state::ExtensionState;
use uuid::Uuid;

use crate::platform::db::entity::{assignment, assignment_event, extension};
use crate::platform::db::stored::Stored;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// Assignment and post of each time that some assignments were given, the oldest first.
///
/// # Errors
/// The database.
pub async fn assigning_posts(db: &impl Connection, ids: &[Uuid]) -> AppResult<Vec<(Uuid, Uuid)>> {
    use assignment_event::Column as C;
    assignment_event::Entity::find()
        .select_only()
        .column(C::AssignmentId)
        .column(C::PostId)
        .filter(C::AssignmentId.is_in(ids.iter().copied()))
        .filter(C::Kind.eq("assigned"))
        .order_by_asc(C::Id)
        .rows(db)
        .await
}

/// Assignment and unit that answers for it.
///
/// # Errors
/// The database.
pub async fn responsible_units(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<(Uuid, Uuid)>> {
    assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .column(assignment::Column::ResponsibleUnitId)
        .filter(assignment::Column::Id.is_in(ids))
        .rows(db)
        .await
}

/// Assignment and state of the requests for later deadlines that are in one of `states`.
///
/// # Errors
/// The database.
pub async fn extensions(
    db: &impl Connection,
    ids: &[Uuid],
    states: impl IntoIterator<Item = ExtensionState>,
) -> AppResult<Vec<(Uuid, ExtensionState)>> {
    use extension::Column as C;
    let rows: Vec<(Uuid, Stored<ExtensionState>)> = extension::Entity::find()
        .select_only()
        .columns([C::AssignmentId, C::State])
        .filter(C::AssignmentId.is_in(ids.iter().copied()))
        .filter(C::State.is_in(states.into_iter().map(Stored)))
        .rows(db)
        .await?;
    Ok(rows.into_iter().map(|(id, state)| (id, state.0)).collect())
}

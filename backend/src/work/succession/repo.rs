//! Rows that a unit leaves behind: its open work, the parts it has given, its posts.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};
use shared::id::UnitId;
use shared::state::AssignmentState;

use crate::platform::db::entity::{assignment, post, unit_succession};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments;
use crate::work::assignments::repo::Assignment;

pub use crate::platform::db::entity::unit_succession::Model as UnitSuccession;

/// The assignments in some states that a unit answers for.
///
/// # Errors
/// The database.
pub async fn assignments_in(
    db: &impl Connection,
    unit_id: UnitId,
    states: impl IntoIterator<Item = AssignmentState>,
) -> AppResult<Vec<Assignment>> {
    let states = states.into_iter().map(AssignmentState::as_str);
    assignment::Entity::find()
        .filter(assignment::Column::ResponsibleUnitId.eq(unit_id.0))
        .filter(assignment::Column::State.is_in(states))
        .rows(db)
        .await
}

/// How many of the parts that a unit has given are neither approved nor cancelled.
///
/// # Errors
/// The database.
pub async fn count_open_parts(db: &impl Connection, unit_id: UnitId) -> AppResult<u64> {
    let parts = assignments::repo::parts_given_by(unit_id.0);
    assignment::Entity::find()
        .filter(assignment::Column::Id.in_subquery(parts))
        .filter(assignment::Column::State.is_not_in(["approved", "cancelled"]))
        .count_rows(db)
        .await
}

/// The posts of a unit that go on after a day.
///
/// # Errors
/// The database.
pub async fn posts_after(
    db: &impl Connection,
    unit_id: UnitId,
    day: NaiveDate,
) -> AppResult<Vec<post::Model>> {
    let open =
        Condition::any().add(post::Column::ValidTo.is_null()).add(post::Column::ValidTo.gt(day));
    post::Entity::find().filter(post::Column::UnitId.eq(unit_id.0)).filter(open).rows(db).await
}

/// Adds which unit goes on with the work of another.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: UnitSuccession) -> AppResult<()> {
    unit_succession::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

//! Counts of assignments that hang on a person's units and posts.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shared::state::AssignmentState;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::assignment;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// How many assignments of these states `units` are responsible for.
///
/// # Errors
/// The database.
pub async fn count_of_units(
    db: &impl Connection,
    scope: Scope,
    units: &[Uuid],
    states: impl IntoIterator<Item = AssignmentState>,
) -> AppResult<u64> {
    let words = states.into_iter().map(AssignmentState::as_str);
    assignment::Entity::find()
        .filter(assignment::Column::CommuneId.eq(scope.commune_id))
        .filter(assignment::Column::ResponsibleUnitId.is_in(units.iter().copied()))
        .filter(assignment::Column::State.is_in(words))
        .count_rows(db)
        .await
}

/// How many assignments of this state `posts` review.
///
/// # Errors
/// The database.
pub async fn count_of_reviewers(
    db: &impl Connection,
    scope: Scope,
    posts: impl IntoIterator<Item = Uuid>,
    state: AssignmentState,
) -> AppResult<u64> {
    assignment::Entity::find()
        .filter(assignment::Column::CommuneId.eq(scope.commune_id))
        .filter(assignment::Column::ReviewerPostId.is_in(posts))
        .filter(assignment::Column::State.eq(state.as_str()))
        .count_rows(db)
        .await
}

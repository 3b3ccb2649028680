//! Rows of what was found, each read through the scope of its own list.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::platform::access::Scope;
use crate::platform::db::entity::{activity, assignment, directive, report, task};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::{activities, directives, reports, tasks};

/// The tasks of `ids` that a scope shows.
///
/// # Errors
/// The database.
pub async fn tasks(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<task::Model>> {
    tasks::repo::readable_by(&scope).filter(task::Column::Id.is_in(ids)).rows(db).await
}

/// The directives of `ids` that a scope shows.
///
/// # Errors
/// The database.
pub async fn directives(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<directive::Model>> {
    directive::Entity::find()
        .filter(directives::repo::readable_by(scope, scope.own_unit_id.is_some()))
        .filter(directive::Column::Id.is_in(ids))
        .rows(db)
        .await
}

/// The reports of `ids` that a scope shows.
///
/// # Errors
/// The database.
pub async fn reports(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<report::Model>> {
    reports::repo::readable_by(&scope).filter(report::Column::Id.is_in(ids)).rows(db).await
}

/// The activities of `ids` that a scope shows.
///
/// # Errors
/// The database.
pub async fn activities(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<activity::Model>> {
    activities::repo::in_scope(scope).filter(activity::Column::Id.is_in(ids)).rows(db).await
}

/// Assignments by id, whatever the scope: for those who may see their reports.
///
/// # Errors
/// The database.
pub async fn assignments(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<assignment::Model>> {
    assignment::Entity::find().filter(assignment::Column::Id.is_in(ids)).rows(db).await
}

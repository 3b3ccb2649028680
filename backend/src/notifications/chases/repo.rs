//! Rows that chasing looks at.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shared::id::AssignmentId;
use uuid::Uuid;

use crate::platform::access::Scope;
use crate::platform::db::entity::{assignment, task};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments::repo::readable_by;
use crate::work::assignments::repo::{AssignmentRow, with_names};

/// Those of `ids` that the scope reads and that are no drafts.
///
/// # Errors
/// The database.
pub async fn list(
    db: &impl Connection,
    scope: &Scope,
    ids: &[AssignmentId],
) -> AppResult<Vec<AssignmentRow>> {
    let select = readable_by(scope)
        .filter(assignment::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(assignment::Column::Visible.eq(true));
    with_names(select).rows(db).await
}

/// Those of `ids` that are open tasks.
///
/// # Errors
/// The database.
pub async fn open_tasks(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<Uuid>> {
    let tasks = task::Entity::find()
        .filter(task::Column::Id.is_in(ids))
        .filter(task::Column::State.eq("open"))
        .rows::<task::Model>(db)
        .await?;
    Ok(tasks.into_iter().map(|task| task.id).collect())
}

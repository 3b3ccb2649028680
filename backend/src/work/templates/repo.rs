//! Rows of templates, and of what plans name.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder};
use shared::dto::page::Page;
use shared::id::TaskId;
use shared::state::AssignmentState;
use uuid::Uuid;

use crate::organisation::units::repo::Unit;
use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{assignment, task_template, unit, unit_succession};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::versioned::UniqueName;
use crate::work::assignments::repo::Assignment;

pub use crate::platform::db::entity::task_template::Model as Template;

impl UniqueName for Template {
    const SORT_KEY: task_template::Column = task_template::Column::SortKey;
    const TAKEN: &'static str = "Đã có mẫu tên này.";
}

/// One page of templates, by name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<Template>> {
    use task_template::Column as C;
    let select = task_template::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "name".into(), column: C::SortKey, id: C::Id, order: Order::Asc };
    let key = |row: &Template| (Key::Text(row.sort_key.clone()), row.id);
    page(db, select, sort, paging, key).await
}

/// The assignments of a task that are not cancelled, without parts, the oldest first.
///
/// # Errors
/// The database.
pub async fn assignments_of_task(
    db: &impl Connection,
    task_id: TaskId,
) -> AppResult<Vec<Assignment>> {
    assignment::Entity::find()
        .filter(assignment::Column::TaskId.eq(task_id.0))
        .filter(assignment::Column::ParentAssignmentId.is_null())
        .filter(assignment::Column::State.ne(AssignmentState::Cancelled.as_str()))
        .order_by_asc(assignment::Column::Id)
        .rows(db)
        .await
}

/// All units of a commune, the ended ones too.
///
/// # Errors
/// The database.
pub async fn units(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<Unit>> {
    unit::Entity::find().filter(unit::Column::CommuneId.eq(commune_id)).rows(db).await
}

/// The ids of the units that went on with the work of others, by those others.
///
/// # Errors
/// The database.
pub async fn successors(
    db: &impl Connection,
    units: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, Vec<Uuid>>> {
    let rows = unit_succession::Entity::find()
        .filter(unit_succession::Column::FromUnitId.is_in(units))
        .rows::<unit_succession::Model>(db)
        .await?;
    let mut followed: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        followed.entry(row.from_unit_id).or_default().push(row.to_unit_id);
    }
    Ok(followed)
}

//! Details of tasks: targets, topics, channels, audiences, and how far the units are.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
};
use shared::catalogue::CatalogueKind;
use shared::dto::page::Named;
use shared::dto::work::task::{TargetView, TaskProgress};
use shared::id::{CatalogueId, TaskId};
use uuid::Uuid;

use crate::platform::access::Scope;
use crate::platform::db::entity::{catalogue_item, task_item, task_target};
use crate::platform::db::row::row;
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments;

/// The targets of tasks, in order.
///
/// # Errors
/// When the database fails.
pub async fn targets(
    db: &impl Connection,
    task_ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, Vec<TargetView>>> {
    let rows: Vec<FoundTarget> = task_target::Entity::find()
        .join(JoinType::InnerJoin, task_target::Relation::Indicator.def())
        .column_as(catalogue_item::Column::Name, "name")
        .column_as(catalogue_item::Column::UnitOfMeasure, "unit_of_measure")
        .filter(task_target::Column::TaskId.is_in(task_ids))
        .order_by_asc(task_target::Column::Position)
        .rows(db)
        .await?;
    let mut targets: HashMap<Uuid, Vec<TargetView>> = HashMap::new();
    for found in rows {
        targets.entry(found.row.task_id).or_default().push(TargetView {
            indicator_id: found.row.indicator_id.into(),
            name: found.name,
            unit_of_measure: found.unit_of_measure.unwrap_or_default(),
            amount: found.row.amount,
        });
    }
    Ok(targets)
}

/// A target with its indicator's words.
#[derive(Debug, FromQueryResult)]
struct FoundTarget {
    #[sea_orm(nested)]
    row: task_target::Model,
    name: String,
    unit_of_measure: Option<String>,
}
row!(FoundTarget [row: task_target::Model] { name, unit_of_measure });

/// Topics, channels and audiences of one task.
///
/// # Errors
/// When the database fails.
pub async fn items(
    db: &impl Connection,
    task_id: TaskId,
) -> AppResult<[Vec<Named<CatalogueId>>; 3]> {
    let named = catalogue_item::Entity::find()
        .join(JoinType::InnerJoin, task_item::Relation::Item.def().rev())
        .filter(task_item::Column::TaskId.eq(task_id.0))
        .order_by_asc(catalogue_item::Column::Position)
        .order_by_asc(catalogue_item::Column::Id)
        .rows::<catalogue_item::Model>(db)
        .await?;
    Ok([CatalogueKind::Topics, CatalogueKind::Channels, CatalogueKind::Audiences].map(|kind| {
        named
            .iter()
            .filter(|row| row.kind == kind)
            .map(|row| Named { id: row.id.into(), name: row.name.clone() })
            .collect()
    }))
}

/// The counts of one task.
#[derive(Debug, FromQueryResult)]
struct Progress {
    task_id: Uuid,
    assigned: i64,
    acknowledged: i64,
    submitted: i64,
    approved: i64,
    overdue: i64,
}

row!(Progress { task_id, assigned, acknowledged, submitted, approved, overdue });

/// How far the units of tasks are, by task; those without assignments are left out.
///
/// # Errors
/// When the database fails.
pub async fn progress(
    db: &impl Connection,
    scope: &Scope,
    task_ids: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<HashMap<Uuid, TaskProgress>> {
    if task_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut bound = Bound::new(db);
    let passed = bound.bind(assignments::repo::last_passed_key(now));
    let ids: Vec<String> = task_ids.iter().map(|id| bound.bind(*id)).collect();
    let unit = match scope.unit_id {
        Some(unit) => format!("AND responsible_unit_id = {}", bound.bind(unit)),
        None => String::new(),
    };
    let waits = assignments::repo::waits_for_unit("assignments");
    let overdue = format!("visible = true AND {waits} AND due_key <= {passed}");
    let sum = |when: &str| format!("SUM(CASE WHEN {when} THEN 1 ELSE 0 END)");
    let sql = format!(
        "SELECT task_id, COUNT(*) AS assigned, {acknowledged} AS acknowledged, \
         {submitted} AS submitted, {approved} AS approved, {overdue} AS overdue \
         FROM assignments WHERE task_id IN ({ids}) AND state <> 'cancelled' \
         AND parent_assignment_id IS NULL {unit} GROUP BY task_id",
        acknowledged = sum("state <> 'assigned'"),
        submitted = sum("state = 'submitted'"),
        approved = sum("state = 'approved'"),
        overdue = sum(&overdue),
        ids = ids.join(", "),
    );
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let rows = bound.rows::<Progress>(db, &sql).await?.into_iter();
    Ok(rows
        .map(|row| {
            let progress = TaskProgress {
                assigned: count(row.assigned),
                acknowledged: count(row.acknowledged),
                submitted: count(row.submitted),
                approved: count(row.approved),
                overdue: count(row.overdue),
            };
            (row.task_id, progress)
        })
        .collect())
}

/// Replaces the targets of a task.
///
/// # Errors
/// When the database fails.
pub async fn set_targets(
    db: &impl Connection,
    task_id: TaskId,
    targets: &[shared::dto::work::task::Target],
) -> AppResult<()> {
    task_target::Entity::delete_many()
        .filter(task_target::Column::TaskId.eq(task_id.0))
        .exec(db)
        .await?;
    let rows: Vec<task_target::ActiveModel> = (0..)
        .zip(targets)
        .map(|(position, target)| {
            task_target::Model {
                task_id: task_id.0,
                indicator_id: target.indicator_id.0,
                amount: target.amount,
                position,
            }
            .into()
        })
        .collect();
    if !rows.is_empty() {
        task_target::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Adds topics, channels and audiences to a task.
///
/// # Errors
/// When the database fails.
pub async fn add_items(
    db: &impl Connection,
    task_id: TaskId,
    items: &[(CatalogueId, CatalogueKind)],
) -> AppResult<()> {
    let rows: Vec<task_item::ActiveModel> = items
        .iter()
        .map(|(item_id, kind)| {
            task_item::Model { task_id: task_id.0, item_id: item_id.0, kind: (*kind).into() }.into()
        })
        .collect();
    if !rows.is_empty() {
        task_item::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

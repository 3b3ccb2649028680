//! Tasks as they are read: rows joined with names, targets and counts, a page at a time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};
use shared::catalogue::CatalogueKind;
use shared::dto::page::Named;
use shared::dto::task::{TargetView, TaskProgress, TaskSummary, TaskView};
use shared::id::CatalogueId;
use uuid::Uuid;

use crate::platform::access::Scope;
use crate::platform::db::entity::{
    catalogue_item, clause, directive, task, task_item, task_target,
};
use crate::platform::db::names;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;
use crate::work::assignments::overdue::{passed, waits_for_unit};
use crate::work::events::anchor;
use crate::work::recurrences;

/// Names that a page of tasks or assignments needs.
pub struct Sources {
    directives: HashMap<Uuid, directive::Model>,
    clauses: HashMap<Uuid, clause::Model>,
}

impl Sources {
    /// The directives and clauses of `tasks`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &impl ConnectionTrait, tasks: &[task::Model]) -> AppResult<Self> {
        let ids: Vec<Uuid> = tasks.iter().filter_map(|task| task.directive_id).collect();
        let clauses: Vec<Uuid> = tasks.iter().filter_map(|task| task.clause_id).collect();
        // Most free tasks cite nothing.
        if ids.is_empty() {
            return Ok(Self { directives: HashMap::new(), clauses: HashMap::new() });
        }
        let directives = directive::Entity::find().filter(directive::Column::Id.is_in(ids));
        let clauses = clause::Entity::find().filter(clause::Column::Id.is_in(clauses));
        Ok(Self {
            directives: directives.all(db).await?.into_iter().map(|row| (row.id, row)).collect(),
            clauses: clauses.all(db).await?.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// The directive of a task: its number, or its subject while it has none.
    #[must_use]
    pub fn directive(&self, task: &task::Model) -> Option<Named<shared::id::DirectiveId>> {
        let row = self.directives.get(&task.directive_id?)?;
        let name = row.number.clone().unwrap_or_else(|| row.subject.clone());
        Some(Named { id: row.id.into(), name })
    }

    /// The clause of a task.
    #[must_use]
    pub fn clause(&self, task: &task::Model) -> Option<&clause::Model> {
        self.clauses.get(&task.clause_id?)
    }
}

/// The targets of tasks, in order.
///
/// # Errors
/// When the database fails.
pub async fn targets(
    db: &impl ConnectionTrait,
    task_ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, Vec<TargetView>>> {
    let indicator = task_target::Entity::belongs_to(catalogue_item::Entity)
        .from(task_target::Column::IndicatorId)
        .to(catalogue_item::Column::Id);
    let rows: Vec<FoundTarget> = task_target::Entity::find()
        .join(JoinType::InnerJoin, indicator.into())
        .column_as(catalogue_item::Column::Name, "name")
        .column_as(catalogue_item::Column::UnitOfMeasure, "unit_of_measure")
        .filter(task_target::Column::TaskId.is_in(task_ids))
        .order_by_asc(task_target::Column::Position)
        .into_model()
        .all(db)
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

/// Topics, channels and audiences of one task.
///
/// # Errors
/// When the database fails.
pub async fn items(
    db: &impl ConnectionTrait,
    task_id: Uuid,
) -> AppResult<[Vec<Named<CatalogueId>>; 3]> {
    let item = task_item::Entity::belongs_to(catalogue_item::Entity)
        .from(task_item::Column::ItemId)
        .to(catalogue_item::Column::Id);
    let cited: RelationDef = item.into();
    let named = catalogue_item::Entity::find()
        .join(JoinType::InnerJoin, cited.rev())
        .filter(task_item::Column::TaskId.eq(task_id))
        .order_by_asc(catalogue_item::Column::Position)
        .order_by_asc(catalogue_item::Column::Id)
        .all(db)
        .await?;
    Ok([CatalogueKind::Topics, CatalogueKind::Channels, CatalogueKind::Audiences].map(|kind| {
        named
            .iter()
            .filter(|row| row.kind == kind)
            .map(|row| Named { id: row.id.into(), name: row.name.clone() })
            .collect()
    }))
}

/// How far the units of one task are.
#[derive(Debug, FromQueryResult)]
struct Progress {
    task_id: Uuid,
    assigned: i64,
    acknowledged: i64,
    submitted: i64,
    approved: i64,
    overdue: i64,
}

async fn progress(
    db: &impl ConnectionTrait,
    scope: &Scope,
    task_ids: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<HashMap<Uuid, TaskProgress>> {
    if task_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut bound = Bound::new(db);
    let passed = bound.bind(passed(now));
    let ids: Vec<String> = task_ids.iter().map(|id| bound.bind(*id)).collect();
    let unit = match scope.unit_id {
        Some(unit) => format!("AND responsible_unit_id = {}", bound.bind(unit)),
        None => String::new(),
    };
    let waits = waits_for_unit("assignments");
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
    let rows = bound.all::<Progress>(db, &sql).await?.into_iter();
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

/// A page of tasks as the ledger shows them.
///
/// # Errors
/// When the database fails.
pub async fn summaries(
    db: &impl ConnectionTrait,
    scope: &Scope,
    rows: Vec<task::Model>,
    now: DateTime<Utc>,
) -> AppResult<Vec<TaskSummary>> {
    let sources = Sources::load(db, &rows).await?;
    summaries_of(db, scope, rows, &sources, now).await
}

async fn summaries_of(
    db: &impl ConnectionTrait,
    scope: &Scope,
    rows: Vec<task::Model>,
    sources: &Sources,
    now: DateTime<Utc>,
) -> AppResult<Vec<TaskSummary>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut counts = progress(db, scope, &ids, now).await?;
    Ok(rows
        .into_iter()
        .map(|row| TaskSummary {
            id: row.id.into(),
            directive: sources.directive(&row),
            clause_number: sources.clause(&row).map(|clause| clause.number),
            progress: counts.remove(&row.id).unwrap_or_default(),
            title: row.title,
            state: row.state.0,
            priority: row.priority.0,
            due_at: row.due_at,
            created_at: row.created_at,
            version: row.version,
        })
        .collect())
}

/// One task with everything its page shows.
///
/// # Errors
/// When the database fails.
pub async fn full(
    db: &impl ConnectionTrait,
    scope: &Scope,
    row: task::Model,
    now: DateTime<Utc>,
) -> AppResult<TaskView> {
    let sources = Sources::load(db, std::slice::from_ref(&row)).await?;
    let clause = sources
        .clause(&row)
        .map(|clause| Named { id: clause.id.into(), name: clause.words.clone() });
    let [topics, channels, audiences] = items(db, row.id).await?;
    let targets = targets(db, vec![row.id]).await?.remove(&row.id).unwrap_or_default();
    let reviewer = names::post(db, row.reviewer_post_id).await?;
    let (description, ended_reason) = (row.description.clone(), row.ended_reason.clone());
    let reviewer = Named { id: row.reviewer_post_id.into(), name: reviewer };
    let anchor = anchor::view(db, row.id).await?;
    let recurrence = recurrences::view::of_task(db, row.id).await?;
    let mut summaries = summaries_of(db, scope, vec![row], &sources, now).await?;
    let summary = summaries.pop().ok_or(shared::ErrorCode::NotFound)?;
    Ok(TaskView {
        summary,
        description,
        clause,
        topics,
        channels,
        audiences,
        targets,
        reviewer,
        ended_reason,
        anchor,
        recurrence,
    })
}

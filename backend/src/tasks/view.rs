//! Tasks as they are read: rows joined with names, targets and counts, a page at a time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::deadline::Timeliness;
use shared::dto::page::Named;
use shared::dto::task::{TargetView, TaskProgress, TaskSummary, TaskView};
use shared::id::CatalogueId;
use shared::state::{Priority, TaskState};
use uuid::Uuid;

use crate::assignments;
use crate::catalogues::repo::by_ids;
use crate::db::entity::{
    assignment, catalogue_item, clause, directive, task, task_item, task_target,
};
use crate::error::AppResult;
use crate::http::Scope;

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
    task_ids: Vec<Uuid>,
) -> AppResult<HashMap<Uuid, Vec<TargetView>>> {
    let rows = task_target::Entity::find()
        .filter(task_target::Column::TaskId.is_in(task_ids))
        .order_by_asc(task_target::Column::Position)
        .all(db)
        .await?;
    let items = by_ids(db, rows.iter().map(|row| row.indicator_id)).await?;
    let mut targets: HashMap<Uuid, Vec<TargetView>> = HashMap::new();
    for row in rows {
        let Some(item) = items.get(&row.indicator_id) else { continue };
        targets.entry(row.task_id).or_default().push(TargetView {
            indicator_id: item.id.into(),
            name: item.name.clone(),
            unit_of_measure: item.unit_of_measure.clone().unwrap_or_default(),
            amount: row.amount,
        });
    }
    Ok(targets)
}

/// Topics, channels and audiences of one task.
///
/// # Errors
/// When the database fails.
pub async fn items(
    db: &impl ConnectionTrait,
    task_id: Uuid,
) -> AppResult<[Vec<Named<CatalogueId>>; 3]> {
    let rows =
        task_item::Entity::find().filter(task_item::Column::TaskId.eq(task_id)).all(db).await?;
    let names = by_ids(db, rows.iter().map(|row| row.item_id)).await?;
    let mut named: Vec<&catalogue_item::Model> = names.values().collect();
    named.sort_by_key(|row| (row.position, row.id));
    Ok(["topics", "channels", "audiences"].map(|kind| {
        named
            .iter()
            .filter(|row| row.kind == kind)
            .map(|row| Named { id: row.id.into(), name: row.name.clone() })
            .collect()
    }))
}

async fn progress(
    db: &impl ConnectionTrait,
    scope: &Scope,
    task_ids: Vec<Uuid>,
    now: DateTime<Utc>,
) -> AppResult<HashMap<Uuid, TaskProgress>> {
    let mut select = assignment::Entity::find()
        .filter(assignment::Column::TaskId.is_in(task_ids))
        .filter(assignment::Column::State.ne("cancelled"))
        .filter(assignment::Column::ParentAssignmentId.is_null());
    if let Some(unit) = scope.unit_id {
        select = select.filter(assignment::Column::ResponsibleUnitId.eq(unit));
    }
    let mut counts: HashMap<Uuid, TaskProgress> = HashMap::new();
    for row in select.all(db).await? {
        let count = counts.entry(row.task_id).or_default();
        let late = assignments::view::facts(&row).timeliness(now) == Timeliness::Overdue;
        count.assigned += 1;
        count.acknowledged += u64::from(row.state != "assigned");
        count.submitted += u64::from(row.state == "submitted");
        count.approved += u64::from(row.state == "approved");
        count.overdue += u64::from(row.visible && late);
    }
    Ok(counts)
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
    let ids = rows.iter().map(|row| row.id).collect();
    let mut counts = progress(db, scope, ids, now).await?;
    Ok(rows
        .into_iter()
        .map(|row| TaskSummary {
            id: row.id.into(),
            directive: sources.directive(&row),
            clause_number: sources.clause(&row).map(|clause| clause.number),
            progress: counts.remove(&row.id).unwrap_or_default(),
            title: row.title,
            state: TaskState::parse(&row.state).unwrap_or(TaskState::Draft),
            priority: Priority::parse(&row.priority).unwrap_or(Priority::Normal),
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
    let reviewer = assignments::view::post_name(db, row.reviewer_post_id).await?;
    let (description, ended_reason) = (row.description.clone(), row.ended_reason.clone());
    let reviewer = Named { id: row.reviewer_post_id.into(), name: reviewer };
    let mut summaries = summaries(db, scope, vec![row], now).await?;
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
    })
}

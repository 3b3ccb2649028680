//! Tasks as they are read: rows joined with names, targets and counts, a page at a time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use shared::dto::page::Named;
use shared::dto::work::task::{TaskSummary, TaskView};
use uuid::Uuid;

use super::repo::{self, Task};
use crate::platform::access::Scope;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::work::directives;
use crate::work::directives::repo::{Clause, Directive};
use crate::work::events::anchor;
use crate::work::recurrences;

/// What tasks cite.
struct Sources {
    directives: HashMap<Uuid, Directive>,
    clauses: HashMap<Uuid, Clause>,
}

impl Sources {
    /// The directives and clauses of `tasks`.
    async fn load(db: &impl Connection, tasks: &[Task]) -> AppResult<Self> {
        let ids: Vec<Uuid> = tasks.iter().filter_map(|task| task.directive_id).collect();
        let clauses: Vec<Uuid> = tasks.iter().filter_map(|task| task.clause_id).collect();
        // Most free tasks cite nothing.
        if ids.is_empty() {
            return Ok(Self { directives: HashMap::new(), clauses: HashMap::new() });
        }
        Ok(Self {
            directives: directives::repo::by_ids(db, &ids).await?,
            clauses: directives::repo::clauses_by_ids(db, &clauses).await?,
        })
    }

    /// The directive of a task: its number, or its subject while it has none.
    fn directive(&self, task: &Task) -> Option<Named<shared::id::DirectiveId>> {
        let row = self.directives.get(&task.directive_id?)?;
        let name = row.number.clone().unwrap_or_else(|| row.subject.clone());
        Some(Named { id: row.id.into(), name })
    }

    /// The clause of a task.
    fn clause(&self, task: &Task) -> Option<&Clause> {
        self.clauses.get(&task.clause_id?)
    }
}

/// A page of tasks as the ledger shows them.
///
/// # Errors
/// When the database fails.
pub async fn summaries(
    db: &impl Connection,
    scope: &Scope,
    rows: Vec<Task>,
    now: DateTime<Utc>,
) -> AppResult<Vec<TaskSummary>> {
    let sources = Sources::load(db, &rows).await?;
    summaries_of(db, scope, rows, &sources, now).await
}

async fn summaries_of(
    db: &impl Connection,
    scope: &Scope,
    rows: Vec<Task>,
    sources: &Sources,
    now: DateTime<Utc>,
) -> AppResult<Vec<TaskSummary>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut counts = repo::progress(db, scope, &ids, now).await?;
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
    db: &impl Connection,
    scope: &Scope,
    row: Task,
    now: DateTime<Utc>,
) -> AppResult<TaskView> {
    let sources = Sources::load(db, std::slice::from_ref(&row)).await?;
    let clause = sources
        .clause(&row)
        .map(|clause| Named { id: clause.id.into(), name: clause.words.clone() });
    let [topics, channels, audiences] = repo::items(db, row.id.into()).await?;
    let targets = repo::targets(db, vec![row.id]).await?.remove(&row.id).unwrap_or_default();
    let reviewer = names::post(db, row.reviewer_post_id).await?;
    let (description, ended_reason) = (row.description.clone(), row.ended_reason.clone());
    let reviewer = Named { id: row.reviewer_post_id.into(), name: reviewer };
    let anchor = anchor::view(db, row.id.into()).await?;
    let recurrence = recurrences::view::of_task(db, row.id.into()).await?;
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

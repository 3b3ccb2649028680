//! Recurrences as they are read.

use std::collections::HashMap;

use chrono::{DateTime, Days, Utc};
use shared::ErrorCode;
use shared::dto::page::Named;
use shared::dto::work::recurrence::{MadeTask, RecurrenceState, RecurrenceView, TaskRecurrence};
use shared::id::TaskId;
use shared::time::day_of;
use uuid::Uuid;

use super::periods;
use super::repo::{self, Recurrence, RecurrenceTask};
use crate::organisation::holidays;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::work::tasks;
use crate::work::templates::plan;
use crate::work::templates::resolve::ResolvedPlans;

/// A year and a day lie between two tasks at most.
const MAX_GAP_DAYS: u64 = 367;

/// Recurrences of a commune with what they make next and made last.
///
/// # Errors
/// The database.
pub async fn all(
    db: &impl Connection,
    commune_id: Uuid,
    rows: Vec<Recurrence>,
    now: DateTime<Utc>,
) -> AppResult<Vec<RecurrenceView>> {
    let Some(first) = rows.iter().map(|row| row.counts_from).min() else {
        return Ok(Vec::new());
    };
    let day = day_of(now);
    let holidays = holidays::repo::since(db, commune_id, first).await?;
    let plans = rows.iter().map(|row| plan::read(&row.plan)).collect::<AppResult<Vec<_>>>()?;
    let today = ResolvedPlans::load(db, commune_id, &plans, day).await?;
    let makers = names::posts(db, rows.iter().map(|row| row.created_by).collect()).await?;
    let mut settled = repo::settled(db, rows.iter().map(|row| row.id)).await?;
    let made = settled.values().filter_map(|made| last_made(made)?.task_id);
    let titles = tasks::repo::titles(db, made).await?;
    rows.into_iter()
        .zip(plans)
        .map(|(row, plan)| {
            let settled = settled.remove(&row.id).unwrap_or_default();
            let state = row.state.0;
            let ahead = Days::new(u64::from(periods::lead(&row)) + MAX_GAP_DAYS);
            let until = day.max(row.counts_from).checked_add_days(ahead).unwrap_or(day);
            let next = match state {
                RecurrenceState::Active => periods::open(&row, &settled, until, &holidays)?,
                _ => Vec::new(),
            };
            let maker = makers.get(&row.created_by).cloned().unwrap_or_default();
            Ok(RecurrenceView {
                state,
                rule: periods::rule(&row)?,
                lead_days: periods::lead(&row),
                starts_on: row.starts_on,
                ends_on: row.ends_on,
                task: today.view(plan),
                created_by: Named { id: row.created_by.into(), name: maker },
                next: next.into_iter().next(),
                last: last_made(&settled).and_then(|made| made_task(made, &titles)),
                made: settled.iter().filter(|one| one.task_id.is_some()).count() as u64,
                id: row.id.into(),
                name: row.name,
                last_error: row.last_error,
                failed_at: row.failed_at,
                version: row.version,
            })
        })
        .collect()
}

/// The task that was made last.
fn last_made(settled: &[RecurrenceTask]) -> Option<&RecurrenceTask> {
    settled.iter().filter(|one| one.task_id.is_some()).max_by_key(|one| one.task_id)
}

fn made_task(made: &RecurrenceTask, titles: &HashMap<Uuid, String>) -> Option<MadeTask> {
    let id = made.task_id?;
    Some(MadeTask {
        period_key: made.period_key.clone(),
        task: Named { id: id.into(), name: titles.get(&id)?.clone() },
        made_at: made.made_at,
        late: made.late,
    })
}

/// One recurrence.
///
/// # Errors
/// The database.
pub async fn one(
    db: &impl Connection,
    row: Recurrence,
    now: DateTime<Utc>,
) -> AppResult<RecurrenceView> {
    let mut views = all(db, row.commune_id, vec![row], now).await?;
    Ok(views.pop().ok_or(ErrorCode::NotFound)?)
}

/// The recurrence that made a task.
///
/// # Errors
/// The database.
pub async fn of_task(db: &impl Connection, task_id: TaskId) -> AppResult<Option<TaskRecurrence>> {
    let found = repo::of_task(db, task_id).await?;
    Ok(found.map(|(made, row)| TaskRecurrence {
        id: row.id.into(),
        name: row.name,
        period_key: made.period_key,
        made_late: made.late,
    }))
}

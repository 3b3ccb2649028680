//! Finds of what steps of the escalation have come. They are taken in `steps`.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use shared::escalation::{Escalation, Step};
use shared::state::NoticeKind;
use shared::time::{day_of, end_of_day};
use uuid::Uuid;

use super::repo::reminders as repo;
use super::steps::{self, Due};
use crate::organisation::settings::Office;
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::jobs::tally::Tally;
use crate::platform::repo::communes::{self, Commune};
use crate::platform::settings;
use crate::work::assignments::repo::facts;

/// Subjects told in one transaction; those of one task are never torn apart.
const BATCH: usize = 100;

/// Sends what the escalation says, where the office works now.
///
/// # Errors
/// The database.
pub async fn run(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    for commune in communes::list(&app.db.read).await? {
        match remind(app, &commune).await {
            Ok(sent) => tally.add_done(commune.id, sent),
            Err(error) => {
                tracing::error!(%error, commune = %commune.code, "reminders failed");
                tally.add_failure(commune.id, error.to_string());
            }
        }
    }
    if tally.has_done_anything() {
        app.hub.notify();
    }
    Ok(tally)
}

/// The same for one commune; how many were told.
///
/// # Errors
/// The database.
pub async fn remind(app: &App, commune: &Commune) -> AppResult<i64> {
    let (db, now) = (&app.db.read, app.clock.now());
    let settings = settings::parse(&commune.settings)?;
    // Openings are looked for backwards from now too: what fell on a holiday goes out after it.
    let long_ago = day_of(now) - Duration::days(400);
    let office = Office::of(db, commune.id, settings, long_ago).await?;
    let (settings, holidays) = (&office.settings, &office.holidays);
    let escalation = Escalation { settings, hours: office.hours, holidays };
    if !escalation.is_open(now) {
        return Ok(0);
    }
    let mut due = of_work(db, commune.id, &escalation, now).await?;
    due.extend(of_reviews(db, commune.id, &escalation, now).await?);
    due.extend(of_extensions(db, commune.id, &escalation, now).await?);
    // In one order, whoever scans: what two servers take at once does not interlock.
    due.sort_unstable_by_key(|due| (due.task, due.subject));
    let mut sent = 0;
    for batch in batches(&due) {
        let taken = taken_steps(db, batch).await?;
        let pending: Vec<&Due> = batch
            .iter()
            .filter(|due| {
                due.steps.iter().any(|step| !taken.contains(&(due.subject, step.key(due.of))))
            })
            .collect();
        if !pending.is_empty() {
            sent += steps::send_due(app, commune.id, &pending, now).await?;
        }
    }
    Ok(sent)
}

/// Whole tasks, about so many subjects at a time.
fn batches(due: &[Due]) -> impl Iterator<Item = &[Due]> {
    let mut rest = due;
    std::iter::from_fn(move || {
        let last = rest.get(BATCH.min(rest.len()).checked_sub(1)?)?;
        let end = rest.partition_point(|due| due.task <= last.task);
        let (batch, others) = rest.split_at(end);
        rest = others;
        Some(batch)
    })
}

/// Work that waits for its unit.
async fn of_work(
    db: &impl Connection,
    commune_id: Uuid,
    escalation: &Escalation<'_>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Due>> {
    let farthest = escalation.settings.remind_days_before.iter().max().copied().unwrap_or(0);
    let until = end_of_day(day_of(now) + Duration::days(i64::from(farthest)));
    let rows = repo::waiting_work(db, commune_id, until).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let facts = facts(&row);
            let since = row.due_set_at.unwrap_or(row.created_at);
            let steps = escalation.of_work(&facts, since, now);
            let before = steps.iter().any(|step| matches!(step, Step::Before(_)));
            let kind = if before { NoticeKind::DueSoon } else { NoticeKind::Overdue };
            let of = facts.working_due()?;
            (!steps.is_empty()).then_some(Due {
                subject: row.id,
                assignment: row.id,
                task: row.task_id,
                of,
                kind,
                steps,
            })
        })
        .collect())
}

/// Reports that wait for their review.
async fn of_reviews(
    db: &impl Connection,
    commune_id: Uuid,
    escalation: &Escalation<'_>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Due>> {
    let rows = repo::waiting_reviews(db, commune_id).await?;
    let due = rows.into_iter().filter_map(|(id, task, sent)| {
        let of = sent?;
        let steps = escalation.of_waiting(of, now);
        let kind = NoticeKind::Waiting;
        (!steps.is_empty()).then_some(Due { subject: id, assignment: id, task, of, kind, steps })
    });
    Ok(due.collect())
}

/// Requests for later deadlines that wait for a decision.
async fn of_extensions(
    db: &impl Connection,
    commune_id: Uuid,
    escalation: &Escalation<'_>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Due>> {
    let rows = repo::waiting_extensions(db, commune_id).await?;
    let due = rows.into_iter().filter_map(|(subject, assignment, task, of)| {
        let steps = escalation.of_waiting(of, now);
        let kind = NoticeKind::ExtensionWaiting;
        (!steps.is_empty()).then_some(Due { subject, assignment, task, of, kind, steps })
    });
    Ok(due.collect())
}

/// Which steps of these have been taken.
async fn taken_steps(db: &impl Connection, due: &[Due]) -> AppResult<HashSet<(Uuid, String)>> {
    let taken = repo::taken(db, due.iter().map(|due| due.subject)).await?;
    Ok(taken.into_iter().collect())
}

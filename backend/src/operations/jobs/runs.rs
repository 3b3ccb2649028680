//! How runs of jobs went, and how the jobs stand.

use std::time::Duration;

use chrono::{DateTime, Utc};
use shared::dto::operations::jobs::{JobRunView, JobView, JobsView, MailView};
use shared::dto::page::Page;
use uuid::Uuid;

use super::repo::runs::{Filter, Readable};
use super::repo::{self, waiting};
use crate::platform::app::App;
use crate::platform::backup;
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::id::id_at;
use crate::platform::jobs::job::Job;
use crate::platform::jobs::repo::leases;
use crate::platform::jobs::repo::runs::{self as rows, JobRun};
use crate::platform::jobs::tally::Count;
use crate::platform::repo::communes;

/// Writes down how a run went.
///
/// # Errors
/// The database.
pub async fn write(
    app: &App,
    job: Job,
    commune_id: Option<Uuid>,
    (started_at, took): (DateTime<Utc>, Duration),
    count: Count,
) -> AppResult<()> {
    let row = JobRun {
        id: id_at(started_at),
        job: job.as_str().into(),
        started_at,
        took_ms: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
        done: count.done,
        failed: count.failed,
        error: count.error,
        worker: app.worker.to_string(),
        commune_id,
    };
    rows::insert(app.db.writer(), row).await
}

/// The runs that a commune's administrator may read of: what failed for others may name their
/// people and addresses. Those of the server as a whole are everybody's only where all that it
/// does is one commune's.
async fn readable_runs(db: &impl Connection, commune_id: Uuid) -> AppResult<Readable> {
    Ok(Readable { commune_id, whole: communes::count(db).await? == 1 })
}

/// The commune's runs, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    commune_id: Uuid,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<JobRunView>> {
    let readable = readable_runs(db, commune_id).await?;
    let found = repo::runs::list(db, readable, filter, paging).await?;
    let items = found.items.into_iter().map(view).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

fn view(row: JobRun) -> JobRunView {
    JobRunView {
        job: row.job,
        started_at: row.started_at,
        took_ms: row.took_ms,
        done: row.done,
        failed: row.failed,
        error: row.error,
        worker: row.worker,
    }
}

/// State of all background jobs, for a commune.
///
/// # Errors
/// The database.
pub async fn jobs_view(app: &App, commune_id: Uuid) -> AppResult<JobsView> {
    let db = &app.db.read;
    let readable = readable_runs(db, commune_id).await?;
    let leases = leases::list(db).await?;
    let mut jobs = Vec::with_capacity(Job::ALL.len());
    for job in Job::ALL {
        let lease = leases.iter().find(|row| row.job == job.as_str());
        let last = repo::runs::last(db, readable, job.as_str()).await?;
        jobs.push(JobView {
            job: job.as_str().into(),
            looked_at: lease.map(|row| row.looked_at),
            worker: lease.map(|row| row.worker.clone()),
            last_run: last.map(view),
        });
    }
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let last_failed = waiting::last_failed_mail(db, commune_id).await?;
    Ok(JobsView {
        jobs,
        backup: backup::status::view(app).await?,
        outbox_waiting: count(waiting::count_outbox(db, commune_id).await?),
        mail: MailView {
            configured: app.config.mail.is_some(),
            from: app.config.mail.as_ref().map(|mail| mail.from.to_string()),
            waiting: count(waiting::count_mails(db, commune_id, "waiting").await?),
            failed: count(waiting::count_mails(db, commune_id, "failed").await?),
            last_error: last_failed.and_then(|row| row.error),
            webhook: app.config.gateway.is_some(),
        },
    })
}

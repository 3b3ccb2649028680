//! The status of backups, for the administrator. That one was made is written down as a run of the
//! job, whoever made it, so that every server knows.

use std::time::Duration as Elapsed;

use chrono::{DateTime, Duration, Utc};
use shared::dto::operations::jobs::BackupView;

use super::folder;
use crate::platform::app::App;
use crate::platform::db::Db;
use crate::platform::error::AppResult;
use crate::platform::id::id_at;
use crate::platform::jobs::job::Job;
use crate::platform::jobs::repo::runs::{self, JobRun};
use crate::platform::jobs::tally::Count;

/// An administrator is warned when the last backup is older: a day's was missed, and the next is
/// late.
const OLD_DAYS: i64 = 2;

/// Whether the last run has failed since then.
///
/// # Errors
/// The database.
pub async fn failed_since(db: &Db, since: DateTime<Utc>) -> AppResult<bool> {
    let last = runs::last(&db.read, Job::Backup.as_str()).await?;
    Ok(last.is_some_and(|run| run.done == 0 && run.started_at > since))
}

/// Writes down that a backup was made by a command. A database whose schema is older than such
/// notes goes without.
pub async fn record_run(db: &Db, worker: &str, at: DateTime<Utc>, took: Elapsed, count: Count) {
    let row = JobRun {
        id: id_at(at),
        job: Job::Backup.as_str().into(),
        started_at: at,
        took_ms: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
        done: count.done,
        failed: count.failed,
        error: count.error,
        worker: worker.into(),
        commune_id: None,
    };
    if let Err(error) = runs::insert(db.writer(), row).await {
        tracing::warn!(%error, "that a backup was made is not written down");
    }
}

/// How backups stand.
///
/// # Errors
/// The database.
pub async fn view(app: &App) -> AppResult<BackupView> {
    let backups = &app.config.backups;
    let last = runs::last_done(&app.db.read, Job::Backup.as_str()).await?;
    let newest = runs::last(&app.db.read, Job::Backup.as_str()).await?;
    let last_at = last.map(|run| run.started_at);
    let old = app.clock.now() - Duration::days(OLD_DAYS);
    let same = backups.dir.as_ref().is_some_and(|dir| {
        folder::on_same_filesystem(dir, &app.config.data_dir).unwrap_or_default()
    });
    Ok(BackupView {
        scheduled: backups.dir.is_some(),
        hour: i64::from(backups.hour),
        keep_days: i64::from(backups.keep_days),
        encrypted: !backups.encryption.words().is_empty(),
        same_filesystem: same,
        last_at,
        old: last_at.is_none_or(|at| at < old),
        error: newest.and_then(|run| run.error),
    })
}

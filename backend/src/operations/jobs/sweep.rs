//! Clearing away what has had its time: kept answers, files nobody attached, ended sessions.

use std::collections::{HashMap, HashSet};
use std::time::Duration as Elapsed;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::repo::expired;
use crate::platform::app::App;
use crate::platform::audit::redact;
use crate::platform::audit::repo::Attachment;
use crate::platform::error::AppResult;
use crate::platform::http::cookie;
use crate::platform::unit_of_work::write_as_system;

/// A repeated request is answered again for so long, and a file waits so long to be attached.
const RETENTION_DAYS: i64 = 7;
/// A file waits so long where the disk is nearly full.
const RETENTION_DAYS_LOW_SPACE: i64 = 1;
/// Ended sessions are kept for so long, to tell where an address is known from.
const SESSION_DAYS: i64 = 30;
const ATTEMPT_DAYS: i64 = 1;
/// Runs of jobs, and mails that were sent or given up.
const RUNS_DAYS: i64 = 90;
/// Notices, read or not, digests, and steps of what is settled.
const NOTICE_DAYS: i64 = 366;
/// Rows and names looked at in one go.
const BATCH: usize = 500;
/// A file without a row that is younger may belong to an upload that is under way.
const ORPHAN_MIN_AGE: Elapsed = Elapsed::from_secs(24 * 3600);

/// Clears everything that is due.
///
/// # Errors
/// When the database or the disk fails.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    delete_expired_rows(app, now).await?;
    let days = if app.disk.is_short() { RETENTION_DAYS_LOW_SPACE } else { RETENTION_DAYS };
    delete_unattached_files(app, now - Duration::days(days)).await?;
    delete_orphaned_files(app).await
}

async fn delete_expired_rows(app: &App, now: DateTime<Utc>) -> AppResult<()> {
    let tx = app.db.begin_without_timeout().await?;
    let before = |days| now - Duration::days(days);
    expired::delete_idempotency_keys(&tx, before(RETENTION_DAYS)).await?;
    expired::delete_login_attempts(&tx, before(ATTEMPT_DAYS)).await?;
    expired::delete_known_devices(&tx, before(cookie::KNOWN_DAYS)).await?;
    expired::delete_email_changes(&tx, now).await?;
    expired::delete_runs(&tx, before(RUNS_DAYS)).await?;
    expired::delete_mails(&tx, before(RUNS_DAYS)).await?;
    expired::delete_notices(&tx, before(NOTICE_DAYS)).await?;
    expired::delete_digests(&tx, before(NOTICE_DAYS)).await?;
    expired::delete_settled_reminders(&tx, before(NOTICE_DAYS)).await?;
    expired::delete_sessions(&tx, before(SESSION_DAYS)).await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes files that were uploaded before `before` and never attached. What a revision once held
/// stays, though the report has let go of it.
async fn delete_unattached_files(app: &App, before: DateTime<Utc>) -> AppResult<()> {
    let mut by_commune: HashMap<Uuid, Vec<Attachment>> = HashMap::new();
    for row in expired::list_unattached_files(&app.db.read, before, BATCH as u64).await? {
        by_commune.entry(row.commune_id).or_default().push(row);
    }
    for (commune, rows) in by_commune {
        let Some(first) = rows.first().map(|row| row.id) else { continue };
        write_as_system(app, commune, "server", "attachment.sweep", async |work| {
            let deleted: Vec<_> = rows.iter().map(redact::file).collect();
            work.audit(Some(&deleted), None::<&()>);
            // Asked again: one may have been attached meanwhile.
            let ids = rows.iter().map(|row| row.id);
            expired::delete_unattached_files(&work.tx, before, ids).await?;
            Ok(((), ("attachment", first)))
        })
        .await?;
    }
    Ok(())
}

/// Removes the bytes to which no row refers any more, or never came to.
async fn delete_orphaned_files(app: &App) -> AppResult<()> {
    let store = app.store.clone();
    let old = actix_web::web::block(move || store.older_than(ORPHAN_MIN_AGE)).await??;
    for hashes in old.chunks(BATCH) {
        let used: HashSet<String> = expired::hashes_of_files(&app.db.read, hashes)
            .await?
            .into_iter()
            .flat_map(|(file, thumbnail)| [Some(file), thumbnail])
            .flatten()
            .collect();
        let orphans: Vec<String> =
            hashes.iter().filter(|hash| !used.contains(*hash)).cloned().collect();
        let store = app.store.clone();
        actix_web::web::block(move || {
            orphans.iter().try_for_each(|hash| store.remove_old(hash, ORPHAN_MIN_AGE))
        })
        .await??;
    }
    Ok(())
}

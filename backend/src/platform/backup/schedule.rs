//! Backups that the server makes by itself: once a day, and before a migration; and how long
//! they stay.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration as Elapsed;

use chrono::{DateTime, Duration, Utc};
use migrations::{Migrate, Migrator};
use shared::time::{day_of, start_of_day};

use super::database::blocking;
use super::folder::{self, Lock, path_error};
use super::make::{MadeBackup, Plan, make};
use super::manifest::{Manifest, Reason};
use super::{pool, status};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::error::{AppError, AppResult};
use crate::platform::jobs::job::Job;
use crate::platform::jobs::lease::{self, LEASE};
use crate::platform::jobs::tally::{Count, Tally};

/// So many backups before migrations stay in the data folder.
const BEFORE_MIGRATIONS: usize = 3;
/// After a failure it is tried again so much later.
const PAUSE_MINUTES: i64 = 30;

/// The last moment at which a backup was due.
fn last_due(now: DateTime<Utc>, hour: u32) -> DateTime<Utc> {
    let due = start_of_day(day_of(now)) + Duration::hours(i64::from(hour));
    if due > now { due - Duration::days(1) } else { due }
}

/// Makes the day's backup where it is due, and removes those that have had their time.
///
/// # Errors
/// Why it could not be made.
pub async fn run(app: &App) -> AppResult<Tally> {
    let now = app.clock.now();
    let Some(dir) = app.config.backups.dir.clone() else { return Ok(Tally::default()) };
    if status::failed_since(&app.db, now - Duration::minutes(PAUSE_MINUTES)).await? {
        return Ok(Tally::default());
    }
    let due = last_due(now, app.config.backups.hour);
    match make_daily(app, &dir, now, due).await {
        Ok(None) => Ok(Tally::default()),
        Ok(Some(made)) => {
            let mut tally = Tally::default();
            tally.server = count(&made);
            Ok(tally)
        }
        Err(error) => Err(AppError::Internal(error)),
    }
}

/// What a backup counts as in the list of runs.
#[must_use]
pub fn count(made: &MadeBackup) -> Count {
    let lost = &made.manifest.lost;
    Count {
        done: 1,
        failed: i64::try_from(lost.len()).unwrap_or(i64::MAX),
        error: lost.first().map(|lost| format!("files/{}: {}", lost.sha256, lost.why)),
    }
}

async fn make_daily(
    app: &App,
    dir: &Path,
    now: DateTime<Utc>,
    due: DateTime<Utc>,
) -> Result<Option<MadeBackup>, String> {
    // A folder that is not there may be a disk that is not: made here, it would fill another.
    if !dir.is_dir() {
        return Err(folder::missing_folder(dir));
    }
    let looked_at = dir.to_path_buf();
    let lock = blocking(move || begin_if_due(&looked_at, due)).await?;
    let Some(lock) = lock else { return Ok(None) };
    let encryption = &app.config.backups.encryption;
    let reason = Reason::Scheduled;
    let plan = Plan { config: &app.config, now, dir, encryption, reason };
    let made = renewing_lease(app, make(&plan, &lock)).await?;
    let (dir, before) = (dir.to_path_buf(), now - days(&app.config));
    blocking(move || remove_expired(&dir, |manifest| manifest.made_at < before)).await?;
    Ok(Some(made))
}

/// The lock of the folder where a backup is due, and nobody makes one just now.
fn begin_if_due(dir: &Path, due: DateTime<Utc>) -> Result<Option<Lock>, String> {
    let is_due = || {
        let newest = folder::newest(dir).map_err(path_error(dir))?;
        Ok::<_, String>(newest.is_none_or(|(_, manifest)| manifest.made_at < due))
    };
    if !is_due()? {
        return Ok(None);
    }
    let lock = folder::lock(dir, false)?;
    // Another may have made it just before.
    Ok(if is_due()? { lock } else { None })
}

fn days(config: &Config) -> Duration {
    Duration::days(i64::from(config.backups.keep_days))
}

/// A backup takes longer than a lease: it is renewed, so that no other server begins as well.
async fn renewing_lease<T>(app: &App, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(Clock::scaled(LEASE / 3)) => {
                if let Err(error) = lease::take(app, Job::Backup).await {
                    tracing::warn!(%error, "the lease of the backup was not renewed");
                }
            }
        }
    }
}

/// Removes backups that the server made by itself and that are `over`, but never the newest; then
/// the evidence that no backup names any more. While one manifest cannot be read, nothing is
/// cleared: what it names is not known.
fn remove_expired(dir: &Path, over: impl Fn(&Manifest) -> bool) -> Result<(), String> {
    let mut named = HashSet::new();
    let mut unknown = false;
    let finished = folder::finished(dir).map_err(path_error(dir))?;
    let newest = finished.last().cloned();
    for folder in finished {
        let Ok(manifest) = Manifest::read(&folder) else {
            tracing::error!(backup = %folder.display(), "the manifest of a backup is damaged");
            unknown = true;
            continue;
        };
        let ours = manifest.reason != Reason::Asked;
        if ours && over(&manifest) && newest.as_ref() != Some(&folder) {
            remove_backup(dir, &folder)?;
        } else {
            let pool = &manifest.pool;
            named.extend(manifest.files.iter().map(|file| (pool.clone(), file.sha256.clone())));
        }
    }
    if unknown { Ok(()) } else { pool::remove_unnamed(dir, &named) }
}

/// Removes one backup: first its name, so that a half removed one does not count.
fn remove_backup(dir: &Path, folder: &Path) -> Result<(), String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let aside = dir.join(format!("unfinished-{name}"));
    fs::rename(folder, &aside).map_err(path_error(folder))?;
    fs::remove_dir_all(&aside).map_err(path_error(&aside))
}

/// Makes a backup of a database that is about to be migrated. Says so on the console.
///
/// # Errors
/// Where it fails and the configuration does not say that the migration goes on without.
pub async fn before_migration(config: &Config, db: &Db, now: DateTime<Utc>) -> Result<(), String> {
    // A database that is newer than this program is refused by whoever migrates.
    let Ok(pending) = Migrator::get_pending_migrations(db.writer()).await else { return Ok(()) };
    let all = Migrator::migrations().len();
    if pending.is_empty() || pending.len() == all {
        return Ok(());
    }
    let count = pending.len();
    eprintln!("a backup before the database is migrated ({count} steps)…");
    match migration_backup(config, now).await {
        Ok(made) => {
            eprintln!("it is in {}", made.folder.display());
            Ok(())
        }
        Err(error) if config.backups.migrate_without => {
            eprintln!("there is no backup: {error}; the migration goes on as it was told to");
            Ok(())
        }
        Err(error) => Err(format!(
            "the database is not migrated, for a backup before failed: {error}. \
             --migrate-without-backup true goes on without"
        )),
    }
}

async fn migration_backup(config: &Config, now: DateTime<Utc>) -> Result<MadeBackup, String> {
    let own = config.data_dir.join("backups");
    let dir: PathBuf = config.backups.dir.clone().unwrap_or_else(|| own.clone());
    if dir == own {
        folder::create_private(&dir)?;
    }
    let lock = {
        let dir = dir.clone();
        blocking(move || folder::lock(&dir, true)).await?
    };
    let lock = lock.ok_or("another backup is being made")?;
    let (encryption, reason) = (&config.backups.encryption, Reason::Migration);
    let made = make(&Plan { config, now, dir: &dir, encryption, reason }, &lock).await?;
    if dir == own {
        let finished = folder::finished(&dir).map_err(path_error(&dir))?;
        let from = finished.len().saturating_sub(BEFORE_MIGRATIONS);
        let oldest = finished.get(from).map(|folder| Manifest::read(folder));
        if let Some(Ok(oldest)) = oldest {
            remove_expired(&dir, |manifest| manifest.made_at < oldest.made_at)?;
        }
    }
    Ok(made)
}

/// How often the job looks.
pub const EVERY: Elapsed = Elapsed::from_secs(60);

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn backup_day_begins_at_the_configured_hour() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc);
        for (now, due) in [
            ("2026-11-16T21:59:59+07:00", "2026-11-15T22:00:00+07:00"),
            ("2026-11-16T22:00:00+07:00", "2026-11-16T22:00:00+07:00"),
            ("2026-11-17T06:00:00+07:00", "2026-11-16T22:00:00+07:00"),
        ] {
            assert_eq!(last_due(at(now), 22), at(due), "{now}");
        }
    }
}

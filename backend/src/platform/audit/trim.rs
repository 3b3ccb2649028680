//! How long the log is kept: so many months, a setting. What is older goes month by month, and the
//! link before the first that stays is kept as a checkpoint, sealed by the key.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde_json::json;
use shared::time::{day_of, start_of_day};
use uuid::Uuid;

use super::chain::checkpoint_mac;
use super::repo::entries::{self, AuditEntry};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::jobs::tally::Tally;
use crate::platform::repo::communes;
use crate::platform::settings;
use crate::platform::unit_of_work::write_as_system;

/// Months that are kept whatever is set.
const MIN_MONTHS: u32 = 12;

/// Before when entries go: whole months stay, so that trimming is written down once a month.
fn cutoff(now: DateTime<Utc>, months: u32) -> Option<DateTime<Utc>> {
    let today = day_of(now);
    let month = NaiveDate::from_ymd_opt(today.year(), today.month(), 1)?;
    month.checked_sub_months(Months::new(months.max(MIN_MONTHS))).map(start_of_day)
}

/// Trims every commune's log to what its settings say. One commune's settings that cannot be read hold
/// up no other.
///
/// # Errors
/// The database.
pub async fn trim(app: &App, tally: &mut Tally) -> AppResult<()> {
    for commune in communes::ids(&app.db.read).await? {
        let months = match settings::of(&app.db.read, commune).await {
            Ok(settings) => settings.audit_months,
            Err(error) => {
                tally.add_failure(commune, error.to_string());
                continue;
            }
        };
        let Some(before) = cutoff(app.clock.now(), months) else { continue };
        let oldest = entries::first(&app.db.read, commune).await?;
        if oldest.is_some_and(|entry| entry.at < before) {
            trim_one(app, commune, before).await?;
        }
    }
    Ok(())
}

/// The last entry that goes: the one before the first that is young enough. Times are as the clock
/// said and may go back; numbers do not.
async fn last_expired(
    tx: &impl Connection,
    commune: Uuid,
    before: DateTime<Utc>,
) -> AppResult<Option<AuditEntry>> {
    let first_kept = entries::first_since(tx, commune, before).await?;
    entries::last(tx, commune, first_kept.map(|entry| entry.seq)).await
}

async fn trim_one(app: &App, commune: Uuid, before: DateTime<Utc>) -> AppResult<()> {
    write_as_system(app, commune, "server", "audit.trim", async |work| {
        let object = ("commune", commune);
        // Asked again: another server may have trimmed meanwhile.
        let Some(last) = last_expired(&work.tx, commune, before).await? else {
            work.skip_entry();
            return Ok(((), object));
        };
        let deleted = entries::delete_up_to(&work.tx, commune, last.seq).await?;
        let mut head = work.head().await;
        head.trimmed_seq = last.seq;
        head.trimmed_hash.clone_from(&last.hash);
        head.trimmed_mac = checkpoint_mac(&app.audit_key, &head)?;
        let summary = json!({
            "entries": deleted, "up_to": last.seq, "hash": last.hash, "before": before,
        });
        work.audit(None::<&()>, Some(&summary));
        Ok(((), object))
    })
    .await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn trim_limit_is_the_start_of_a_month() {
        let now = "2026-11-28T10:00:00+07:00".parse().unwrap();
        assert_eq!(cutoff(now, 24).unwrap().to_rfc3339(), "2024-10-31T17:00:00+00:00");
        assert_eq!(cutoff(now, 12).unwrap().to_rfc3339(), "2025-10-31T17:00:00+00:00");
    }
}

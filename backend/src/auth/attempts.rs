//! Limits on guessing: by user name, a burst of five, then a delay that doubles up to 15
//! minutes. Counted in the database, so that a restart forgives nothing. No lasting lock-out
//! and no ban of an address: a whole office shares one.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};
use shared::ErrorCode;

use crate::app::App;
use crate::db::entity::login_attempt;
use crate::error::{AppError, AppResult};

const BURST: i64 = 5;
const LONGEST_SECONDS: i64 = 15 * 60;
/// After this long without a failure the count begins anew.
const FORGIVEN_AFTER_SECONDS: i64 = 3600;

/// The delay after so many failures.
#[must_use]
pub fn delay(failures: i64) -> Option<Duration> {
    (failures >= BURST).then(|| {
        let doublings = u32::try_from(failures - BURST).unwrap_or(10).min(10);
        Duration::seconds((10 * 2_i64.pow(doublings)).min(LONGEST_SECONDS))
    })
}

/// Refuses while the name is delayed; answers the failures so far.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn check(db: &impl ConnectionTrait, name: &str, now: DateTime<Utc>) -> AppResult<i64> {
    let Some(row) = login_attempt::Entity::find_by_id(name.to_owned()).one(db).await? else {
        return Ok(0);
    };
    match row.blocked_until {
        Some(until) if until > now => {
            let seconds = (until - now).num_seconds() + 1;
            Err(AppError::Wait(ErrorCode::TooManyRequests, seconds))
        }
        _ if (now - row.updated_at).num_seconds() > FORGIVEN_AFTER_SECONDS => Ok(0),
        _ => Ok(row.failures),
    }
}

/// Counts an attempt before it is made, so that guesses sent at once count too; a success
/// forgives it.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn reserve(app: &App, name: &str, now: DateTime<Utc>) -> AppResult<()> {
    let tx = app.db.begin().await?;
    let row = login_attempt::Model {
        name_key: name.to_owned(),
        failures: 0,
        blocked_until: None,
        updated_at: now,
    };
    // Makes the row or locks it.
    login_attempt::Entity::insert(login_attempt::ActiveModel::from(row))
        .on_conflict(
            OnConflict::column(login_attempt::Column::NameKey)
                .update_column(login_attempt::Column::NameKey)
                .to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    let failures = check(&tx, name, now).await?;
    record(&tx, name, failures + 1, now).await?;
    Ok(tx.commit().await?)
}

/// Counts one failure more, or none after a success.
///
/// # Errors
/// When the database fails.
pub async fn record(
    db: &impl ConnectionTrait,
    name: &str,
    failures: i64,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let row = login_attempt::Model {
        name_key: name.to_owned(),
        failures,
        blocked_until: delay(failures).map(|wait| now + wait),
        updated_at: now,
    };
    login_attempt::Entity::insert(login_attempt::ActiveModel::from(row))
        .on_conflict(
            OnConflict::column(login_attempt::Column::NameKey)
                .update_columns([
                    login_attempt::Column::Failures,
                    login_attempt::Column::BlockedUntil,
                    login_attempt::Column::UpdatedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_begins_at_five_and_grows_to_fifteen_minutes() {
        assert_eq!(delay(4), None);
        assert_eq!(delay(5), Some(Duration::seconds(10)));
        assert_eq!(delay(6), Some(Duration::seconds(20)));
        assert_eq!(delay(100), Some(Duration::minutes(15)));
    }
}

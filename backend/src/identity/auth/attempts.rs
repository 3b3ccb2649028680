//! Limits on guessing: a burst of five, then a delay that doubles up to 15 minutes. Counted in the
//! database, so that a restart forgives nothing. No lasting lock-out and no ban of an address: a
//! whole office shares one. What is counted together, a [`Counter`] says (ADR 27).

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use shared::ErrorCode;
use uuid::Uuid;

use super::repo::attempts::{self as repo, LoginAttempt};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};

const BURST: i64 = 5;
const MAX_DELAY_SECONDS: i64 = 15 * 60;
/// After this long without a failure the count begins anew.
const RESET_AFTER_SECONDS: i64 = 3600;

/// What failures are counted under. Each kind has a prefix of its own, for anybody may type anything
/// as a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter(String);

impl Counter {
    /// Logins under a name, from where the person has not been before.
    #[must_use]
    pub fn name(name_key: &str) -> Self {
        Self(format!("name:{name_key}"))
    }

    /// Logins from a device that has logged in as that person before.
    #[must_use]
    pub fn device(user_id: Uuid, device_id: Uuid) -> Self {
        Self(format!("device:{user_id}:{device_id}"))
    }

    /// Logins from an address, as it is counted, from which that person has logged in before.
    #[must_use]
    pub fn address(user_id: Uuid, network: IpAddr) -> Self {
        Self(format!("address:{user_id}:{network}"))
    }

    /// Proofs that somebody who is logged in gives for a change of the own account. Apart from
    /// logins, so that strangers keep nobody from changing the own password.
    #[must_use]
    pub fn account_change(user_id: Uuid) -> Self {
        Self(format!("own:{user_id}"))
    }

    /// Codes that a person has had sent to new addresses of e-mail.
    #[must_use]
    pub fn codes_sent(user_id: Uuid) -> Self {
        Self(format!("codes:{user_id}"))
    }

    /// Guesses of such a code.
    #[must_use]
    pub fn email_code(user_id: Uuid) -> Self {
        Self(format!("email:{user_id}"))
    }

    /// Codes of the second factor that come with an invitation.
    #[must_use]
    pub fn invited(user_id: Uuid) -> Self {
        Self(format!("invited:{user_id}"))
    }
}

/// The delay after so many failures.
#[must_use]
pub fn delay(failures: i64) -> Option<Duration> {
    (failures >= BURST).then(|| {
        let doublings = u32::try_from(failures - BURST).unwrap_or(10).min(10);
        Duration::seconds((10 * 2_i64.pow(doublings)).min(MAX_DELAY_SECONDS))
    })
}

/// Refuses while the counter is delayed; answers the failures so far.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn check(db: &impl Connection, counter: &Counter, now: DateTime<Utc>) -> AppResult<i64> {
    let Some(row) = repo::find(db, &counter.0).await? else {
        return Ok(0);
    };
    match row.blocked_until {
        Some(until) if until > now => {
            let seconds = (until - now).num_seconds() + 1;
            Err(AppError::Wait(ErrorCode::TooManyRequests, seconds))
        }
        _ if (now - row.updated_at).num_seconds() > RESET_AFTER_SECONDS => Ok(0),
        _ => Ok(row.failures),
    }
}

/// Counts an attempt before it is made, so that guesses sent at once count too; a success
/// forgives it.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn reserve(app: &App, counter: &Counter, now: DateTime<Utc>) -> AppResult<()> {
    let tx = app.db.begin().await?;
    repo::lock(&tx, &counter.0, now).await?;
    let failures = check(&tx, counter, now).await?;
    set_failures(&tx, counter, failures + 1, now).await?;
    Ok(tx.commit().await?)
}

/// Takes back one attempt that turned out to be no failure, and leaves the others counted: what was
/// reserved was allowed, so nothing delays now.
///
/// # Errors
/// When the database fails.
pub async fn refund(db: &impl Connection, counter: &Counter, now: DateTime<Utc>) -> AppResult<()> {
    repo::lock(db, &counter.0, now).await?;
    let row = repo::find(db, &counter.0).await?;
    let failures = row.map_or(0, |row| row.failures - 1).max(0);
    store(db, counter, (failures, None), now).await
}

/// Compares a password, counted before it is: only what was compared and found wrong stays counted.
///
/// # Errors
/// 429 with the seconds to wait; 503 when the hasher is busy, which is no failure.
pub async fn verify(
    app: &App,
    counter: &Counter,
    password: &str,
    stored: Option<String>,
) -> AppResult<bool> {
    reserve(app, counter, app.clock.now()).await?;
    refund_on_error(app, counter, app.hasher.verify(password, stored).await).await
}

/// Gives the attempt back where the server was too busy to look at it.
///
/// # Errors
/// What `result` is, and the database.
pub async fn refund_on_error<T>(
    app: &App,
    counter: &Counter,
    result: AppResult<T>,
) -> AppResult<T> {
    if result.is_err() {
        let tx = app.db.begin().await?;
        refund(&tx, counter, app.clock.now()).await?;
        tx.commit().await?;
    }
    result
}

/// Sets how many failures are counted: one more, or none after a success.
///
/// # Errors
/// When the database fails.
pub async fn set_failures(
    db: &impl Connection,
    counter: &Counter,
    failures: i64,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let until = delay(failures).map(|wait| now + wait);
    store(db, counter, (failures, until), now).await
}

async fn store(
    db: &impl Connection,
    counter: &Counter,
    (failures, blocked_until): (i64, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let row =
        LoginAttempt { name_key: counter.0.clone(), failures, blocked_until, updated_at: now };
    repo::upsert(db, row).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delay_begins_at_five_failures_and_stops_at_fifteen_minutes() {
        assert_eq!(delay(4), None);
        assert_eq!(delay(5), Some(Duration::seconds(10)));
        assert_eq!(delay(6), Some(Duration::seconds(20)));
        assert_eq!(delay(100), Some(Duration::minutes(15)));
    }

    /// Whoever types the key of another counter as a name counts under a name.
    #[test]
    fn login_name_like_a_counter_key_counts_apart() {
        let (user, device) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for counter in
            [Counter::device(user, device), Counter::account_change(user), Counter::invited(user)]
        {
            assert_ne!(Counter::name(&counter.0), counter);
        }
    }
}

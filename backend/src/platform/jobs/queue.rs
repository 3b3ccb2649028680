//! Rows that are worked through by any number of workers: claimed by a lease, put off when they
//! fail.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::Condition;

use super::repo;
use crate::platform::db::Db;
use crate::platform::error::AppResult;

pub use super::repo::queue::{Queue, claim, due, release_until};

/// Lets go of a row that has failed `attempts` times before, for longer each time.
///
/// # Errors
/// The database.
pub async fn postpone<Q: Queue>(
    db: &Db,
    this: Condition,
    attempts: i64,
    now: DateTime<Utc>,
    error: &str,
) -> AppResult<()> {
    let next = now + back_off(attempts);
    repo::queue::postpone::<Q>(db, this, attempts + 1, next, error).await
}

/// How long to wait after so many failures: half a minute, doubled each time, six hours at most.
#[must_use]
pub fn back_off(attempts: i64) -> TimeDelta {
    let doubled = 30_i64.saturating_mul(1 << attempts.clamp(0, 12));
    TimeDelta::seconds(doubled.min(6 * 3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_up_to_six_hours() {
        let seconds: Vec<i64> =
            [0, 1, 2, 9, 10, 60].iter().map(|n| back_off(*n).num_seconds()).collect();
        assert_eq!(seconds, [30, 60, 120, 15_360, 21_600, 21_600]);
    }
}

//! Tables of rows that any number of workers work through.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::db::entity::{mail, outbox};
use crate::platform::error::AppResult;

/// A table of rows that wait.
pub trait Queue: EntityTrait {
    /// Until when a worker has the row, by the machine's clock.
    const LEASED_UNTIL: Self::Column;
    /// From when on it is due, by the work's clock.
    const NEXT_KEY: Self::Column;
    /// How often it failed.
    const ATTEMPTS: Self::Column;
    /// How it failed last.
    const ERROR: Self::Column;
}

impl Queue for outbox::Entity {
    const LEASED_UNTIL: Self::Column = outbox::Column::LeasedUntil;
    const NEXT_KEY: Self::Column = outbox::Column::NextKey;
    const ATTEMPTS: Self::Column = outbox::Column::Attempts;
    const ERROR: Self::Column = outbox::Column::Error;
}

impl Queue for mail::Entity {
    const LEASED_UNTIL: Self::Column = mail::Column::LeasedUntil;
    const NEXT_KEY: Self::Column = mail::Column::NextKey;
    const ATTEMPTS: Self::Column = mail::Column::Attempts;
    const ERROR: Self::Column = mail::Column::Error;
}

/// The rows that are due at `now` and that no worker has.
#[must_use]
pub fn due<Q: Queue>(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Q::NEXT_KEY.lte(now.timestamp_millis()))
        .add(Q::LEASED_UNTIL.lt(Clock::lease_now()))
}

/// Whether the row that `this` says is this worker's until the lease ends.
///
/// # Errors
/// The database.
pub async fn claim<Q: Queue>(db: &Db, this: Condition, lease: Duration) -> AppResult<bool> {
    let taken = Q::update_many()
        .col_expr(Q::LEASED_UNTIL, Expr::value(Clock::leased_until(lease)))
        .filter(this)
        .filter(Q::LEASED_UNTIL.lt(Clock::lease_now()))
        .exec(db.writer())
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Lets go of a row until `at`.
///
/// # Errors
/// The database.
pub async fn release_until<Q: Queue>(db: &Db, this: Condition, at: DateTime<Utc>) -> AppResult<()> {
    Q::update_many()
        .col_expr(Q::NEXT_KEY, Expr::value(at.timestamp_millis()))
        .col_expr(Q::LEASED_UNTIL, Expr::value(0))
        .filter(this)
        .exec(db.writer())
        .await?;
    Ok(())
}

/// Lets go of a row until `at`, with how often it failed and how it did last.
///
/// # Errors
/// The database.
pub async fn postpone<Q: Queue>(
    db: &Db,
    this: Condition,
    attempts: i64,
    at: DateTime<Utc>,
    error: &str,
) -> AppResult<()> {
    Q::update_many()
        .col_expr(Q::ATTEMPTS, Expr::value(attempts))
        .col_expr(Q::NEXT_KEY, Expr::value(at.timestamp_millis()))
        .col_expr(Q::LEASED_UNTIL, Expr::value(0))
        .col_expr(Q::ERROR, Expr::value(error))
        .filter(this)
        .exec(db.writer())
        .await?;
    Ok(())
}

//! The database: how it is reached and what its rows are.

pub mod assignment_sum;
pub mod connect;
pub mod direct;
pub mod entity;
pub mod filter;
pub mod names;
pub mod page;
pub mod read;
pub mod row;
pub mod sql;
pub mod stored;
pub mod turns;
pub mod versioned;

use chrono::{Datelike, NaiveDate};

pub use connect::Db;
pub use read::{Connection, ReadQuery};

/// The days' order: 0 where there is none.
#[must_use]
pub fn day_key(day: Option<NaiveDate>) -> i64 {
    day.map_or(0, |day| i64::from(day.num_days_from_ce()))
}

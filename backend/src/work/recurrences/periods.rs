//! The periods of a recurrence: which are made, which are to be.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use shared::recurrence::{Occurrence, Rule, occurrences};

use super::repo::{Recurrence, RecurrenceTask, settled};
use crate::organisation::holidays;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// The rule of a row.
///
/// # Errors
/// When it is none.
pub fn rule(row: &Recurrence) -> AppResult<Rule> {
    Ok(serde_json::from_str(&row.rule)?)
}

/// How many days before its deadline a task is made.
#[must_use]
pub fn lead(row: &Recurrence) -> u32 {
    u32::try_from(row.lead_days).unwrap_or_default()
}

/// What is neither made nor skipped with a deadline up to `until`, earliest first.
///
/// # Errors
/// When the rule cannot be read.
pub fn open(
    row: &Recurrence,
    settled: &[RecurrenceTask],
    until: NaiveDate,
    holidays: &[NaiveDate],
) -> AppResult<Vec<Occurrence>> {
    let keys: HashSet<&str> = settled.iter().map(|one| one.period_key.as_str()).collect();
    let until = row.ends_on.map_or(until, |end| end.min(until));
    let mut all = occurrences(&rule(row)?, lead(row), row.counts_from, until, holidays);
    all.retain(|one| !keys.contains(one.period_key.as_str()));
    Ok(all)
}

/// What is to be made by `day` and is not yet.
///
/// # Errors
/// The database.
pub async fn due(
    db: &impl Connection,
    row: &Recurrence,
    day: NaiveDate,
) -> AppResult<Vec<Occurrence>> {
    let holidays = holidays::repo::since(db, row.commune_id, row.counts_from).await?;
    let settled = settled(db, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let until = day.checked_add_days(Days::new(lead(row).into())).unwrap_or(day);
    let mut due = open(row, &settled, until, &holidays)?;
    due.retain(|one| one.make_on <= day);
    Ok(due)
}

//! Days gathered into spans of 1, 4, 16 … 4,096 days, so that any window of days is the sum of few of
//! them: at most 6 at each end of a width, and 40 in all.
//!
//! A span is a number: its level × [`LEVEL`] + the day divided by the width of the level; at level 0 it
//! is the day itself, counted from the first of the year 1 (`activities.day_key`).

use chrono::NaiveDate;

use crate::platform::db::day_key;

/// What separates the levels; days are numbers below it.
pub const LEVEL: i64 = 1_000_000;
/// The widest spans are of 4^6 days.
pub const LEVELS: u32 = 7;

/// Activities are held within these years (`work::activities::input`).
const YEARS: (i32, i32) = (2000, 2100);

/// How many days a span of a level holds.
#[must_use]
pub const fn width(level: u32) -> i64 {
    4_i64.pow(level)
}

/// The spans that make up the days from `from` to `to`, both included; each day is in one of them. An
/// open end is where activities begin or end.
#[must_use]
pub fn cover(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Vec<i64> {
    let key = |day: NaiveDate| day_key(Some(day));
    let first = NaiveDate::from_ymd_opt(YEARS.0, 1, 1).map_or(0, key);
    let last = NaiveDate::from_ymd_opt(YEARS.1, 12, 31).map_or(LEVEL, key);
    let mut at = from.map_or(first, key).max(first);
    let end = to.map_or(last, key).min(last) + 1;
    let mut spans = Vec::new();
    while at < end {
        // The widest span that begins here and ends in time.
        let level = (0..LEVELS)
            .rev()
            .find(|level| at % width(*level) == 0 && at + width(*level) <= end)
            .unwrap_or_default();
        spans.push(i64::from(level) * LEVEL + at / width(level));
        at += width(level);
    }
    spans
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use chrono::Duration;

    use super::*;

    /// The days that a span holds.
    fn days(span: i64) -> std::ops::Range<i64> {
        let width = width(u32::try_from(span / LEVEL).unwrap());
        let index = span % LEVEL;
        index * width..(index + 1) * width
    }

    #[test]
    fn cover_of_any_window_holds_each_of_its_days_once_in_few_spans() {
        let start = NaiveDate::from_ymd_opt(2025, 12, 15).unwrap();
        for first in 0..400 {
            for length in [0, 1, 2, 3, 6, 27, 30, 31, 89, 91, 274, 364, 365, 1_000, 4_500] {
                let from = start + Duration::days(first);
                let to = from + Duration::days(length);
                let spans = cover(Some(from), Some(to));
                let found: Vec<i64> = spans.iter().flat_map(|span| days(*span)).collect();
                assert_eq!(
                    found,
                    (day_key(Some(from))..=day_key(Some(to))).collect::<Vec<_>>(),
                    "{from} {to}"
                );
                assert!(spans.len() <= 40, "{from} {to}: {}", spans.len());
            }
        }
    }

    #[test]
    fn cover_with_open_ends_begins_in_2000_and_ends_with_2100() {
        let all = cover(None, None);
        let found: Vec<i64> = all.iter().flat_map(|span| days(*span)).collect();
        let day = |y, m, d| day_key(NaiveDate::from_ymd_opt(y, m, d));
        assert_eq!(found, (day(2000, 1, 1)..=day(2100, 12, 31)).collect::<Vec<_>>());
        assert!(all.len() <= 40, "{}", all.len());
        let before = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        assert_eq!(cover(Some(before), Some(NaiveDate::MAX)), all);
        assert_eq!(cover(None, Some(before)), Vec::<i64>::new());
        let to = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        assert_eq!(cover(Some(to + Duration::days(1)), Some(to)), Vec::<i64>::new());
    }
}

//! Which days the calendar shows.

use crate::{routes::Route, tr};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use shared::time::format_day;

/// How many days are shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// A month, by whole weeks.
    Month,
    /// A week, Monday first.
    Week,
    /// A day.
    Day,
}

impl Span {
    /// The span of a word of the address.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "week" => Self::Week,
            "day" => Self::Day,
            _ => Self::Month,
        }
    }

    /// Its word in the address: none for what is shown by default.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Month => "",
            Self::Week => "week",
            Self::Day => "day",
        }
    }

    /// The first and the last day that are shown around `day`.
    #[must_use]
    pub fn range(self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let whole = |day: NaiveDate| day.week(Weekday::Mon);
        match self {
            Self::Month => {
                let (first, last) = month(day);
                (whole(first).first_day(), whole(last).last_day())
            }
            Self::Week => (whole(day).first_day(), whole(day).last_day()),
            Self::Day => (day, day),
        }
    }

    /// The day from which the span before or after is shown.
    #[must_use]
    pub fn step(self, day: NaiveDate, on: bool) -> NaiveDate {
        let (first, _) = month(day);
        let moved = match (self, on) {
            (Self::Month, true) => first.checked_add_months(Months::new(1)),
            (Self::Month, false) => first.checked_sub_months(Months::new(1)),
            (Self::Week, true) => day.checked_add_days(Days::new(7)),
            (Self::Week, false) => day.checked_sub_days(Days::new(7)),
            (Self::Day, true) => day.succ_opt(),
            (Self::Day, false) => day.pred_opt(),
        };
        moved.unwrap_or(day)
    }

    /// "Tháng 11/2026", "Tuần 16/11/2026 – 22/11/2026", "thứ Sáu, 20/11/2026".
    #[must_use]
    pub fn title(self, day: NaiveDate) -> String {
        let (from, to) = self.range(day);
        match self {
            Self::Month => month_title(day),
            Self::Week => tr!(calendar.week_of, from = format_day(from), to = format_day(to)),
            Self::Day => crate::words::sentence(&crate::words::day_named(day)),
        }
    }
}

/// The first and the last day of a month.
#[must_use]
pub(super) fn month(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1));
    (first, next.and_then(|next| next.pred_opt()).unwrap_or(day))
}

/// "Tháng 11/2026".
#[must_use]
pub(super) fn month_title(day: NaiveDate) -> String {
    tr!(calendar.month_of, month = format!("{}/{}", day.month(), day.year()))
}

/// The first days of the months around one, to choose from: a year before and two after.
#[must_use]
pub(super) fn months_around(day: NaiveDate) -> Vec<NaiveDate> {
    let start = month(day).0.checked_sub_months(Months::new(12)).unwrap_or(day);
    (0..37).filter_map(|n| start.checked_add_months(Months::new(n))).collect()
}

/// The address of the calendar around a day; `kept` holds its filters.
#[must_use]
pub(super) fn address(kept: &str, span: Span, day: NaiveDate) -> String {
    let mut parts = vec![format!("day={day}")];
    if span != Span::Month {
        parts.push(format!("view={}", span.word()));
    }
    if !kept.is_empty() {
        parts.push(kept.to_owned());
    }
    format!("{}?{}", Route::Calendar.path(), parts.join("&"))
}

/// What the server is asked for: which days, and how much of each.
#[must_use]
pub(super) fn question(kept: &str, (from, to): (NaiveDate, NaiveDate), each: usize) -> String {
    let days = format!("from={from}&to={to}&each={each}");
    if kept.is_empty() { days } else { format!("{days}&{kept}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_shown_by_whole_weeks() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
        assert_eq!(Span::Month.range(day(11, 23)), (day(10, 26), day(12, 6)));
        assert_eq!(Span::Month.step(day(10, 31), true), day(11, 1));
        assert_eq!(Span::Week.range(day(11, 22)), (day(11, 16), day(11, 22)));
    }
}

//! When the deadlines of a recurrence fall: each in a period of its own, named by a key that
//! never changes, so that a period's task is made once.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::period::{PeriodKind, window};
use crate::validate::Checks;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WeekDay {
    /// Thứ Hai.
    Monday,
    /// Thứ Ba.
    Tuesday,
    /// Thứ Tư.
    Wednesday,
    /// Thứ Năm.
    Thursday,
    /// Thứ Sáu.
    Friday,
    /// Thứ Bảy.
    Saturday,
    /// Chủ nhật.
    Sunday,
}

impl WeekDay {
    /// Monday first, as the office counts.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

/// When deadlines fall.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rule {
    /// Each week.
    Weekly {
        /// On this day.
        weekday: WeekDay,
    },
    /// Each month.
    Monthly {
        /// On this day of it, 1 to 31; on its last where it is shorter.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 31, example = 25))]
        day: u32,
    },
    /// Each month, on its last working day.
    MonthlyLastWorkingDay,
    /// Each quarter of the calendar, on its last day.
    QuarterlyLastDay,
    /// Each quarter of the calendar, on its last working day.
    QuarterlyLastWorkingDay,
    /// Each reporting period of these kinds, on the last day of its window.
    ReportingPeriods {
        /// Which kinds, one at least.
        #[cfg_attr(feature = "openapi", schema(min_items = 1))]
        kinds: Vec<PeriodKind>,
    },
}

/// One task to be made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Occurrence {
    /// The day of its deadline.
    pub due_on: NaiveDate,
    /// The day on which the task is made.
    pub make_on: NaiveDate,
    /// The period it is for: "2026-W48", "2026-12", "2026-Q4", "2026-third_quarter".
    #[cfg_attr(feature = "openapi", schema(example = "2026-W48"))]
    pub period_key: String,
}

impl Rule {
    /// Notes what is wrong with the rule.
    pub fn check(&self, checks: &mut Checks) {
        match self {
            Self::Monthly { day } => {
                let good = (1..=31).contains(day);
                checks.ensure(good, "rule.day", "out_of_range", "Chọn ngày từ 1 đến 31.");
            }
            Self::ReportingPeriods { kinds } => {
                let words = "Chọn ít nhất một kỳ báo cáo.";
                checks.ensure(!kinds.is_empty(), "rule.kinds", "required", words);
            }
            _ => {}
        }
    }

    /// The deadlines from `from` to `to`, both days included, with the keys of their periods.
    fn deadlines(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        holidays: &[NaiveDate],
    ) -> Vec<(NaiveDate, String)> {
        let month_key = |day: NaiveDate| format!("{}-{:02}", day.year(), day.month());
        let quarter_key = |day: NaiveDate| format!("{}-Q{}", day.year(), day.quarter());
        let all: Vec<(NaiveDate, String)> = match self {
            Self::Weekly { weekday } => weekly(*weekday, from, to),
            Self::Monthly { day } => months(from, to)
                .map(|last| last.with_day(*day).unwrap_or(last))
                .map(|due| (due, month_key(due)))
                .collect(),
            Self::MonthlyLastWorkingDay => months(from, to)
                .map(|last| last_working_day(last, holidays))
                .map(|due| (due, month_key(due)))
                .collect(),
            Self::QuarterlyLastDay => {
                quarters(from, to).map(|last| (last, quarter_key(last))).collect()
            }
            Self::QuarterlyLastWorkingDay => quarters(from, to)
                .map(|last| last_working_day(last, holidays))
                .map(|due| (due, quarter_key(due)))
                .collect(),
            Self::ReportingPeriods { kinds } => reporting(kinds, from, to),
        };
        all.into_iter().filter(|(due, _)| (from..=to).contains(due)).collect()
    }
}

/// The tasks whose deadlines fall from `from` to `to`, both days included, earliest first. Each is
/// made `lead_days` before its deadline, though never before `from`.
#[must_use]
pub fn occurrences(
    rule: &Rule,
    lead_days: u32,
    from: NaiveDate,
    to: NaiveDate,
    holidays: &[NaiveDate],
) -> Vec<Occurrence> {
    let lead = Days::new(lead_days.into());
    let mut all: Vec<Occurrence> = rule
        .deadlines(from, to, holidays)
        .into_iter()
        .map(|(due_on, period_key)| {
            let make_on = due_on.checked_sub_days(lead).map_or(from, |day| day.max(from));
            Occurrence { due_on, make_on, period_key }
        })
        .collect();
    all.sort();
    all
}

fn weekly(weekday: WeekDay, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, String)> {
    let wanted = weekday as u64;
    let ahead = (wanted + 7 - u64::from(from.weekday().num_days_from_monday())) % 7;
    let first = from.checked_add_days(Days::new(ahead));
    std::iter::successors(first, |day| day.checked_add_days(Days::new(7)))
        .take_while(|day| *day <= to)
        .map(|day| {
            let week = day.iso_week();
            (day, format!("{}-W{:02}", week.year(), week.week()))
        })
        .collect()
}

/// The last day of each month that `from` to `to` touches.
fn months(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let next = |day: NaiveDate| last_of_month(day.checked_add_days(Days::new(1))?);
    std::iter::successors(last_of_month(from), move |last| next(*last))
        .take_while(move |last| last.with_day(1).is_some_and(|first| first <= to))
}

/// The last day of each quarter that `from` to `to` touches.
fn quarters(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let beyond = to.checked_add_days(Days::new(92)).unwrap_or(to);
    months(from, beyond).filter(|last| last.month() % 3 == 0)
}

fn last_of_month(day: NaiveDate) -> Option<NaiveDate> {
    let (year, month) = match day.month() {
        12 => (day.year() + 1, 1),
        month => (day.year(), month + 1),
    };
    NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
}

/// The last day of a month on which the office works; the last of all where it never does.
fn last_working_day(last: NaiveDate, holidays: &[NaiveDate]) -> NaiveDate {
    let works = |day: &NaiveDate| {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays.contains(day)
    };
    std::iter::successors(Some(last), NaiveDate::pred_opt)
        .take_while(|day| day.month() == last.month())
        .find(works)
        .unwrap_or(last)
}

fn reporting(kinds: &[PeriodKind], from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, String)> {
    let known = [
        (PeriodKind::FirstQuarter, "first_quarter"),
        (PeriodKind::HalfYear, "half_year"),
        (PeriodKind::ThirdQuarter, "third_quarter"),
        (PeriodKind::Year, "year"),
    ];
    (from.year()..=to.year())
        .flat_map(|year| known.map(|(kind, word)| (year, kind, word)))
        .filter(|(_, kind, _)| kinds.contains(kind))
        .filter_map(|(year, kind, word)| Some((window(kind, year)?.1, format!("{year}-{word}"))))
        .collect()
}

#[cfg(test)]
#[path = "recurrence_tests.rs"]
mod tests;

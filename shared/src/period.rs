//! Reporting windows (581/BNV-CCHC): they do not match the calendar (docs/DOMAIN.md §4).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A kind of reporting period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// Quý I: 15/12 of the year before to 14/3.
    FirstQuarter,
    /// 6 tháng: 15/12 of the year before to 14/6.
    HalfYear,
    /// Quý III: 15/6 to 14/9.
    ThirdQuarter,
    /// Năm: 15/12 of the year before to 14/12.
    Year,
}

/// The data window of a period, both days included; `None` for a year outside the calendar.
#[must_use]
pub fn window(kind: PeriodKind, year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let day = NaiveDate::from_ymd_opt;
    Some(match kind {
        PeriodKind::FirstQuarter => (day(year - 1, 12, 15)?, day(year, 3, 14)?),
        PeriodKind::HalfYear => (day(year - 1, 12, 15)?, day(year, 6, 14)?),
        PeriodKind::ThirdQuarter => (day(year, 6, 15)?, day(year, 9, 14)?),
        PeriodKind::Year => (day(year - 1, 12, 15)?, day(year, 12, 14)?),
    })
}

/// The reporting year in which a day counts: from 15/12 it is the next one.
#[must_use]
pub fn reporting_year(day: NaiveDate) -> i32 {
    use chrono::Datelike;
    let next = day.month() == 12 && day.day() >= 15;
    day.year() + i32::from(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    #[test]
    fn reporting_year_turns_between_14_and_15_december() {
        assert_eq!(reporting_year(day(2026, 12, 14)), 2026);
        assert_eq!(reporting_year(day(2026, 12, 15)), 2027);
        assert_eq!(window(PeriodKind::Year, 2026), Some((day(2025, 12, 15), day(2026, 12, 14))));
    }

    #[test]
    fn third_quarter_is_from_15_june_to_14_september() {
        assert_eq!(
            window(PeriodKind::ThirdQuarter, 2026),
            Some((day(2026, 6, 15), day(2026, 9, 14)))
        );
    }
}

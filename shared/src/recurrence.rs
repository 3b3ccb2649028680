//! When the deadlines of a recurrence fall.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::period::PeriodKind;

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
        #[cfg_attr(feature = "openapi", schema(example = 25))]
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
        kinds: Vec<PeriodKind>,
    },
}

/// One task to be made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Occurrence {
    /// The day on which the task is made.
    pub make_on: NaiveDate,
    /// The day of its deadline.
    pub due_on: NaiveDate,
    /// The period it is for: "2026-W48", "2026-12", "2026-Q4", "2026-third_quarter".
    #[cfg_attr(feature = "openapi", schema(example = "2026-W48"))]
    pub period_key: String,
}

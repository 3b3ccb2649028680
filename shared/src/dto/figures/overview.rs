//! The dashboard and the statistics.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::CatalogueKind;
use crate::dto::page::Named;
use crate::dto::work::report::ReportSummary;
use crate::id::{CatalogueId, UnitId};
use crate::state::UnitKind;

/// The four official results against the original deadline, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultCounts {
    /// Hoàn thành đúng hạn.
    pub done_on_time: u64,
    /// Hoàn thành quá hạn.
    pub done_late: u64,
    /// Đang thực hiện.
    pub in_progress: u64,
    /// Quá hạn chưa hoàn thành.
    pub overdue_not_done: u64,
}

/// One unit's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitRow {
    /// The unit.
    pub unit: Named<UnitId>,
    /// What kind.
    pub kind: UnitKind,
    /// Live or done assignments, cancelled ones left out.
    pub assigned: u64,
    /// Acknowledged or further.
    pub acknowledged: u64,
    /// Waiting for review.
    pub submitted: u64,
    /// Approved.
    pub approved: u64,
    /// Past the working deadline and not submitted.
    pub overdue: u64,
    /// Against the original deadline.
    pub results: ResultCounts,
}

/// What changed since the start of yesterday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SinceYesterday {
    /// Reports submitted.
    pub submitted: u64,
    /// Reports approved.
    pub approved: u64,
    /// Reports returned.
    pub returned: u64,
    /// Assignments that became overdue.
    pub became_overdue: u64,
}

/// The overview of whoever asks, within their scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dashboard {
    /// When it was counted.
    pub now: DateTime<Utc>,
    /// Past the working deadline and not submitted.
    pub overdue: u64,
    /// In how many units.
    pub overdue_units: u64,
    /// The longest, in days.
    pub overdue_longest_days: i64,
    /// Reports that wait for the asker's review.
    pub awaiting_review: u64,
    /// Of those, waiting over 48 hours.
    pub awaiting_over_48h: u64,
    /// Due within 7 days and not submitted.
    pub due_in_7_days: u64,
    /// Not yet acknowledged.
    pub not_acknowledged: u64,
    /// Per cent of finished or overdue assignments that were in time; none without any.
    pub on_time_percent: Option<u64>,
    /// The four results.
    pub results: ResultCounts,
    /// One row a unit.
    pub units: Vec<UnitRow>,
    /// The reports that wait longest for the asker, at most five.
    pub inbox: Vec<ReportSummary>,
    /// What changed.
    pub since_yesterday: SinceYesterday,
}

/// Timeliness by unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelinessStatistics {
    /// When it was counted.
    pub now: DateTime<Utc>,
    /// The whole scope.
    pub total: ResultCounts,
    /// One row a unit.
    pub units: Vec<UnitRow>,
}

/// One cell of the coverage: how many activities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageCell {
    /// The topic or channel.
    pub item_id: CatalogueId,
    /// The village reached.
    pub unit_id: UnitId,
    /// Approved activities, each counted once a village.
    pub activities: u64,
}

/// Topics or channels × villages, approved activities only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageStatistics {
    /// `topics` or `channels`.
    pub by: CatalogueKind,
    /// The rows.
    pub items: Vec<Named<CatalogueId>>,
    /// The columns.
    pub villages: Vec<Named<UnitId>>,
    /// The cells that are not empty.
    pub cells: Vec<CoverageCell>,
}

/// The sum of one indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndicatorSum {
    /// Which indicator.
    pub indicator: Named<CatalogueId>,
    /// Its unit of measure.
    pub unit_of_measure: String,
    /// Activities that report it.
    pub activities: u64,
    /// The sum; each activity counted once. Absent where nothing was reported.
    pub amount: Option<i64>,
}

/// Sums of the indicators over dated, approved activities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndicatorStatistics {
    /// One row an indicator, in catalogue order.
    pub items: Vec<IndicatorSum>,
}

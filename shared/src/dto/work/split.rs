//! Splitting an assignment among villages, and what comes back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::dto::work::activity::ValueView;
use crate::id::{AssignmentId, ReportId, UnitId};
use crate::state::AssignmentState;

/// Parts of an assignment for villages. The unit that leads it reviews what comes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitRequest {
    /// The villages, one at least.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub unit_ids: Vec<UnitId>,
    /// Their deadline: not after the assignment's own, and that if left out.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// What they are to do of it.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 2000, example = "Mỗi thôn một buổi, gửi ảnh.")
    )]
    pub note: String,
}

/// One part of an assignment, as the unit that leads it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartView {
    /// The part: an assignment of its own.
    pub assignment_id: AssignmentId,
    /// Whose it is.
    pub unit: Named<UnitId>,
    /// How far it is.
    pub state: AssignmentState,
    /// Its report, once sent.
    pub report_id: Option<ReportId>,
    /// What the report says; empty until it is approved.
    pub narrative: String,
    /// What it says of shortcomings; empty until it is approved.
    pub shortcomings: String,
    /// What it proposes; empty until it is approved.
    pub proposals: String,
    /// Approved activities; the figures count them here, and nowhere else.
    pub activities: i64,
    /// What they come to.
    pub values: Vec<ValueView>,
}

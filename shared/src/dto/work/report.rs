//! Reports: what a unit says of an assignment.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::work::activity::{ActivityInput, ActivityView};
use crate::dto::work::assignment::AssignmentSummary;
use crate::dto::work::split::PartView;
use crate::id::{AssignmentId, ReportId};
use crate::state::ReportState;

/// The draft of a report, written whole by `PUT`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportDraft {
    /// Kết quả.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 10000, example = "Bà con đi biển về dự đông.")
    )]
    pub narrative: String,
    /// Tồn tại, hạn chế.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 10000))]
    pub shortcomings: String,
    /// Đề xuất, kiến nghị.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 10000))]
    pub proposals: String,
    /// Không phát sinh: the reason; then there are no activities.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 10000))]
    pub nil_reason: Option<String>,
    /// Giải trình, required when late.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 10000))]
    pub late_explanation: Option<String>,
    /// What was done.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub activities: Vec<ActivityInput>,
}

/// A report as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportView {
    /// The id.
    pub id: ReportId,
    /// Whose.
    pub assignment_id: AssignmentId,
    /// Its state.
    pub state: ReportState,
    /// From 1; each return opens the next.
    pub revision: i64,
    /// Kết quả.
    pub narrative: String,
    /// Tồn tại, hạn chế.
    pub shortcomings: String,
    /// Đề xuất, kiến nghị.
    pub proposals: String,
    /// Không phát sinh: the reason.
    pub nil_reason: Option<String>,
    /// Giải trình.
    pub late_explanation: Option<String>,
    /// What was done.
    pub activities: Vec<ActivityView>,
    /// What the parts of a split assignment have brought: it is counted there, not here.
    #[serde(default)]
    pub parts: Vec<PartView>,
    /// When this revision was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who submitted it: name and title.
    pub submitted_by: Option<String>,
    /// Whether it came after the original deadline.
    pub late: bool,
    /// Why it was returned, last.
    pub return_reason: Option<String>,
    /// When its draft was last written, while it is one; for its unit only.
    #[serde(default)]
    pub written_at: Option<DateTime<Utc>>,
    /// Who wrote the draft last: name and title; for its unit only.
    #[serde(default)]
    pub written_by: Option<String>,
    /// The row's version.
    pub version: i64,
}

/// A report as the reviewer's inbox shows it (`GET /reports?state=submitted`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportSummary {
    /// The id.
    pub id: ReportId,
    /// Its state.
    pub state: ReportState,
    /// From 1.
    pub revision: i64,
    /// When this revision was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Whether it came after the original deadline.
    pub late: bool,
    /// Its assignment.
    pub assignment: AssignmentSummary,
    /// The row's version.
    pub version: i64,
}

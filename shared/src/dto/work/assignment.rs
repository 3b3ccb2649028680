//! Assignments: one unit's share of a task.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::deadline::{ResultBucket, Timeliness};
use crate::dto::page::Named;
use crate::dto::work::extension::ExtensionStanding;
use crate::dto::work::split::PartView;
use crate::dto::work::task::TargetView;
use crate::id::{AssignmentId, DirectiveId, PostId, ReportId, TaskId, UnitId};
use crate::state::{AssignmentState, Part, Priority};

/// An assignment in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignmentSummary {
    /// The id.
    pub id: AssignmentId,
    /// The task.
    pub task: Named<TaskId>,
    /// How pressing the task is.
    pub priority: Priority,
    /// The unit that answers for it.
    pub unit: Named<UnitId>,
    /// Its part.
    pub part: Part,
    /// Its state.
    pub state: AssignmentState,
    /// The working deadline (a returned report's own, once returned).
    pub due_at: Option<DateTime<Utc>>,
    /// The deadline of the statistics; never changes.
    pub original_due_at: Option<DateTime<Utc>>,
    /// How it stands now.
    pub timeliness: Timeliness,
    /// Its official result; none once cancelled.
    pub result: Option<ResultBucket>,
    /// The directive the task comes from: its number or subject.
    pub directive: Option<Named<DirectiveId>>,
    /// The clause it cites.
    pub clause_number: Option<i64>,
    /// What is asked for.
    pub targets: Vec<TargetView>,
    /// The report, once there is one.
    pub report_id: Option<ReportId>,
    /// The report's revision, from 1.
    pub revision: Option<i64>,
    /// The last submission.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Why the report came back, while it is returned.
    pub return_reason: Option<String>,
    /// How often its deadline has been extended.
    pub extensions: i64,
    /// The request for a later deadline that waits for an answer.
    pub extension_open: Option<OpenExtension>,
    /// Comments that the asker has not seen.
    pub unread_comments: i64,
    /// The row's version.
    pub version: i64,
}

/// What lists say of a request for a later deadline that is not settled yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenExtension {
    /// The day asked for.
    pub wanted_on: NaiveDate,
    /// The other day that was offered instead: the unit has to answer.
    pub offered_on: Option<NaiveDate>,
}

/// An assignment with what its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignmentView {
    /// What lists show.
    #[serde(flatten)]
    pub summary: AssignmentSummary,
    /// How it is to be done.
    pub description: String,
    /// The clause's words.
    pub clause_text: Option<String>,
    /// Nội dung, kênh, đối tượng: the names.
    pub topics: Vec<Named<crate::id::CatalogueId>>,
    /// Channels asked for.
    pub channels: Vec<Named<crate::id::CatalogueId>>,
    /// Audiences asked for.
    pub audiences: Vec<Named<crate::id::CatalogueId>>,
    /// In whose name it was assigned; who reviews.
    pub reviewer: Named<PostId>,
    /// When it was acknowledged.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// The first submission.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// Until when a returned report is to be sent again.
    pub resubmit_by: Option<DateTime<Utc>>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// The assignment of which this is a part.
    pub parent_id: Option<AssignmentId>,
    /// Its parts, where it was split.
    pub parts: Vec<PartView>,
    /// What there is of extensions.
    pub extension: ExtensionStanding,
    /// Whether the asker may give parts of it to villages.
    pub may_split: bool,
    /// Whether a submission now needs an explanation of lateness.
    pub explanation_required: bool,
    /// Whether the asker may do it (acknowledge, write, submit).
    pub may_do: bool,
    /// Whether the asker may review it.
    pub may_review: bool,
}

/// What happened to an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    /// Giao.
    Assigned,
    /// Tiếp nhận.
    Acknowledged,
    /// Gửi báo cáo.
    Submitted,
    /// Thu hồi.
    Withdrawn,
    /// Trả lại.
    Returned,
    /// Phê duyệt.
    Approved,
    /// Hủy giao.
    Cancelled,
    /// Chuyển sang đơn vị kế tục.
    PassedOn,
    /// Trao đổi.
    Commented,
    /// Chia việc cho thôn.
    Split,
    /// Đôn đốc.
    Chased,
    /// Đề nghị gia hạn.
    ExtensionAsked,
    /// Đề nghị ngày khác.
    ExtensionOffered,
    /// Gia hạn.
    ExtensionGranted,
    /// Từ chối gia hạn.
    ExtensionRefused,
    /// Không nhận ngày được đề nghị.
    ExtensionDeclined,
    /// Rút đề nghị gia hạn.
    ExtensionWithdrawn,
    /// Cho phép gia hạn thêm.
    ExtensionAllowed,
}

impl TimelineKind {
    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Acknowledged => "acknowledged",
            Self::Submitted => "submitted",
            Self::Withdrawn => "withdrawn",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Cancelled => "cancelled",
            Self::PassedOn => "passed_on",
            Self::Commented => "commented",
            Self::Split => "split",
            Self::Chased => "chased",
            Self::ExtensionAsked => "extension_asked",
            Self::ExtensionOffered => "extension_offered",
            Self::ExtensionGranted => "extension_granted",
            Self::ExtensionRefused => "extension_refused",
            Self::ExtensionDeclined => "extension_declined",
            Self::ExtensionWithdrawn => "extension_withdrawn",
            Self::ExtensionAllowed => "extension_allowed",
        }
    }

    /// The kind of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Assigned,
            Self::Acknowledged,
            Self::Submitted,
            Self::Withdrawn,
            Self::Returned,
            Self::Approved,
            Self::Cancelled,
            Self::PassedOn,
            Self::Commented,
            Self::Split,
            Self::Chased,
            Self::ExtensionAsked,
            Self::ExtensionOffered,
            Self::ExtensionGranted,
            Self::ExtensionRefused,
            Self::ExtensionDeclined,
            Self::ExtensionWithdrawn,
            Self::ExtensionAllowed,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == word)
    }
}

/// One entry of an assignment's timeline, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// What happened.
    pub kind: TimelineKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: name and title.
    pub by: String,
    /// In whose name, by a power lent ("thay mặt"): name and title.
    pub on_behalf_of: Option<String>,
    /// The reason or note that went with it.
    pub note: Option<String>,
    /// The report's revision it concerns.
    pub revision: Option<i64>,
    /// What was submitted, as it was (the frozen snapshot); for submissions only.
    pub snapshot: Option<crate::dto::work::report::ReportView>,
}

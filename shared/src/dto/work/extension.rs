//! Extensions of deadlines (gia hạn): asked for, decided, answered.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::id::{AssignmentId, ExtensionId, TaskId, UnitId};
use crate::state::ExtensionState;

/// The longest reason, in characters.
pub const EXTENSION_REASON_LENGTH: usize = 1000;

/// One extension, from the request to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtensionView {
    /// The id.
    pub id: ExtensionId,
    /// The assignment whose deadline is to move.
    pub assignment_id: AssignmentId,
    /// Its task.
    pub task: Named<TaskId>,
    /// Its unit.
    pub unit: Named<UnitId>,
    /// How far it is.
    pub state: ExtensionState,
    /// Why it is asked for.
    #[cfg_attr(feature = "openapi", schema(example = "Loa thôn hỏng, chờ sửa."))]
    pub reason: String,
    /// The deadline of the statistics; never changes.
    pub original_due_at: DateTime<Utc>,
    /// The working deadline when it was asked for.
    pub due_at: DateTime<Utc>,
    /// The day asked for; the deadline would be its end.
    pub wanted_on: NaiveDate,
    /// The other day that was offered instead.
    pub offered_on: Option<NaiveDate>,
    /// Who asked: "name, title".
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who granted, refused or offered: "name, title".
    pub decided_by: Option<String>,
    /// In whose name, by a power lent ("thay mặt").
    pub on_behalf_of: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was refused, or what was said with an offer.
    pub decision_note: Option<String>,
    /// Whether the asker of this view may grant, refuse or offer another day.
    pub may_decide: bool,
    /// Whether the asker of this view may accept or decline the day offered, or take the request back.
    pub may_answer: bool,
    /// The row's version.
    pub version: i64,
}

/// A request for a later deadline.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtensionAsk {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ExtensionId>,
    /// The last day wanted: after the working deadline, and not past.
    pub due_on: NaiveDate,
    /// Why.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 1000, example = "Loa thôn hỏng, chờ sửa.")
    )]
    pub reason: String,
}

/// Another day than the one asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtensionOffer {
    /// The last day offered: after the working deadline, and not past.
    pub due_on: NaiveDate,
    /// What is said with it.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 1000, example = "Báo cáo tuần cần trước thứ Sáu.")
    )]
    pub note: String,
}

/// How many extensions an assignment may have in all.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtensionAllowance {
    /// From 0 to 10; none is what the commune has set for all.
    #[cfg_attr(feature = "openapi", schema(maximum = 10))]
    pub limit: Option<u32>,
}

/// What an assignment's page shows of its extensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtensionStanding {
    /// How many it may have in all.
    pub limit: u32,
    /// The one that waits for a decision or for an answer.
    pub open: Option<ExtensionView>,
    /// Whether the asker of this view may ask for one now.
    pub may_ask: bool,
    /// Whether the asker of this view may change the limit.
    pub may_allow: bool,
}

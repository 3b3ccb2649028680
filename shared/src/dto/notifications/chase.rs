//! Chasing by hand (đôn đốc), and text for a village's Zalo group.

use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::id::{AssignmentId, UnitId};

/// The longest message, in characters.
pub const CHASE_LENGTH: usize = 1000;
/// Assignments chased in one act, at most.
pub const MOST_CHASED: usize = 200;

/// Which assignments are chased, and what is said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChaseRequest {
    /// Those that wait for their units; 1 to 200.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 200))]
    pub assignment_ids: Vec<AssignmentId>,
    /// What is said beside the deadline.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 1000, example = "Đề nghị gửi báo cáo trước 17 giờ hôm nay.")
    )]
    pub message: String,
}

/// Why an assignment was not chased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotChasedWhy {
    /// It does not wait for its unit (any more).
    NotWaiting,
    /// It has no deadline.
    Undated,
    /// There is none, or not for the asker.
    Unknown,
}

/// One that was not chased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotChased {
    /// Which.
    pub assignment_id: AssignmentId,
    /// Why.
    pub why: NotChasedWhy,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Chased {
    /// Those chased.
    pub chased: Vec<AssignmentId>,
    /// Those not.
    pub skipped: Vec<NotChased>,
}

/// Text for the group of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChaseText {
    /// Whose.
    pub unit: Named<UnitId>,
    /// Ready to paste.
    pub text: String,
}

/// Texts, one a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChaseTexts {
    /// In the order of the units.
    pub items: Vec<ChaseText>,
    /// All of them in one, for a group of all village heads.
    #[cfg_attr(feature = "openapi", schema(example = "UBND xã đôn đốc các đơn vị: …"))]
    pub together: String,
}

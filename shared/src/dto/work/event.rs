//! Events that deadlines are counted from, such as a feast that each village keeps on its own day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::id::{EventId, UnitId};

/// A unit's own day of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDay {
    /// Which unit.
    pub unit_id: UnitId,
    /// Its day.
    pub day: NaiveDate,
}

/// A unit's own day of an event, with the words to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDayView {
    /// Which unit.
    pub unit: Named<UnitId>,
    /// Its day.
    pub day: NaiveDate,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventView {
    /// The id.
    pub id: EventId,
    /// The name.
    #[cfg_attr(feature = "openapi", schema(example = "Ngày hội đại đoàn kết 2026"))]
    pub name: String,
    /// The day of those who have none of their own.
    pub day: NaiveDate,
    /// Own days, in the order of the units.
    pub days: Vec<EventDayView>,
    /// Tasks and templates that count from it; while there are any it cannot be deleted.
    pub uses: u64,
    /// The row's version.
    pub version: i64,
}

/// A new event.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<EventId>,
    /// The name, unique in the commune.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Ngày hội đại đoàn kết 2026")
    )]
    pub name: String,
    /// The day of those who have none of their own.
    pub day: NaiveDate,
    /// Own days, each unit once.
    #[serde(default)]
    pub days: Vec<EventDay>,
}

/// What may change of an event (JSON Merge Patch). Deadlines that were given stay as they are:
/// only what is assigned from now on is counted from the new days.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPatch {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Ngày hội đại đoàn kết 2026")
    )]
    pub name: Option<String>,
    /// The day of those who have none of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// All own days from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<EventDay>>,
}

/// A deadline counted from an event: the end of the unit's own day of it, or of the common one,
/// moved by `days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anchor {
    /// Which event.
    pub event_id: EventId,
    /// -7 is seven days before it, 3 is three after; from -365 to 365.
    #[cfg_attr(feature = "openapi", schema(minimum = -365, maximum = 365, example = -7))]
    pub days: i32,
}

impl Anchor {
    /// The farthest that a deadline lies from its event, in days.
    pub const FARTHEST: i32 = 365;
}

/// An anchor with the words to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnchorView {
    /// Which event.
    pub event: Named<EventId>,
    /// How many days from it.
    #[cfg_attr(feature = "openapi", schema(example = -7))]
    pub days: i32,
}

//! The calendar: deadlines and activities by day, and the feed by which a phone shows them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::deadline::Timeliness;
use crate::dto::page::Named;
use crate::id::{ActivityId, AssignmentId, CatalogueId, TaskId, UnitId};
use crate::state::{ActivityState, AssignmentState, Part, Priority};

/// What happens within some days, by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarView {
    /// Deadlines and activities, by day, then by hour.
    pub items: Vec<CalendarEntry>,
    /// Whether there is more than is told here: ask for fewer days, a unit or a channel.
    pub truncated: bool,
}

/// One thing on the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CalendarEntry {
    /// An assignment falls due.
    Deadline(CalendarDeadline),
    /// An activity is held.
    Activity(CalendarActivity),
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarDeadline {
    /// The day of the working deadline.
    pub day: NaiveDate,
    /// Whose deadline it is.
    pub assignment_id: AssignmentId,
    /// The task.
    pub task: Named<TaskId>,
    /// How pressing the task is.
    pub priority: Priority,
    /// The unit that answers for it.
    pub unit: Named<UnitId>,
    /// Its part.
    pub part: Part,
    /// The working deadline.
    pub due_at: DateTime<Utc>,
    /// The deadline of the statistics.
    pub original_due_at: Option<DateTime<Utc>>,
    /// How far it is.
    pub state: AssignmentState,
    /// How it stands now.
    pub timeliness: Timeliness,
}

/// An activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarActivity {
    /// The day.
    pub day: NaiveDate,
    /// Which activity.
    pub activity_id: ActivityId,
    /// The hour, "HH:MM".
    #[cfg_attr(feature = "openapi", schema(example = "19:30"))]
    pub hour: Option<String>,
    /// Where.
    pub place: String,
    /// Hình thức, kênh.
    pub channel: Option<Named<CatalogueId>>,
    /// The units that do it.
    pub units: Vec<Named<UnitId>>,
    /// Its state.
    pub state: ActivityState,
}

/// One's own calendar feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedView {
    /// Whether there is one.
    pub active: bool,
    /// When it was made.
    pub made_at: Option<DateTime<Utc>>,
    /// When a calendar last read it, to the hour.
    pub last_read_at: Option<DateTime<Utc>>,
}

/// The address of a feed, told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedAddress {
    /// The path behind this server's name; whoever knows it reads the calendar.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "/api/v1/calendar/feed/q7T2cC1h3Yw8vZpNn0sJdw.ics")
    )]
    pub path: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

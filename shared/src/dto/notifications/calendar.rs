//! The calendar: deadlines and activities by day, and the feed by which a phone shows them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::deadline::Timeliness;
use crate::dto::page::Named;
use crate::id::{ActivityId, AssignmentId, CatalogueId, TaskId, UnitId};
use crate::state::{ActivityState, AssignmentState, Part, Priority};

/// The days of a span on which something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarDays {
    /// The days, earliest first; those without anything are left out.
    pub days: Vec<CalendarDay>,
}

/// How much happens on a day, and what stands first on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarDay {
    /// The day.
    pub day: NaiveDate,
    /// How many assignments fall due.
    pub deadlines: u64,
    /// How many of them are overdue.
    pub overdue: u64,
    /// How many activities are held.
    pub activities: u64,
    /// How many entries the day has: units that share a task may be one.
    pub entries: u64,
    /// The first of them, in the order of the day.
    pub first: Vec<CalendarEntry>,
}

/// One thing on a day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CalendarEntry {
    /// An assignment falls due.
    Deadline(CalendarDeadline),
    /// Assignments of several units in one task fall due: for whoever reads the whole commune.
    Task(CalendarTask),
    /// An activity is held.
    Activity(CalendarActivity),
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarDeadline {
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

/// A task whose assignments to several units fall due on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarTask {
    /// The task.
    pub task: Named<TaskId>,
    /// How pressing it is.
    pub priority: Priority,
    /// How many assignments fall due, one a unit.
    pub units: u64,
    /// How many of them are overdue.
    pub overdue: u64,
    /// How the one that presses most stands now.
    pub timeliness: Timeliness,
}

/// An activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarActivity {
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

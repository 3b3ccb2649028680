//! Recurrences: what makes a new task for each of its periods.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::page::{Named, named};
use crate::dto::work::template::{TaskPlan, TaskPlanPatch, TaskPlanView};
use crate::id::{PostId, RecurrenceId, TaskId};
use crate::recurrence::{Occurrence, Rule};

/// The life of a recurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecurrenceState {
    /// Makes tasks.
    Active,
    /// Makes none until it is resumed; the periods in between are skipped.
    Paused,
    /// Makes none any more.
    Ended,
}

impl RecurrenceState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::Paused, Self::Ended];

    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    /// The state of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A task that a recurrence has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeTask {
    /// The period it is for, e.g. "2026-W48".
    #[cfg_attr(feature = "openapi", schema(example = "2026-W48"))]
    pub period_key: String,
    /// The task.
    pub task: Named<TaskId>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Whether it was made after its day, since the system was off.
    pub late: bool,
}

/// A recurrence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecurrenceView {
    /// The id.
    pub id: RecurrenceId,
    /// Its own name.
    #[cfg_attr(feature = "openapi", schema(example = "Lịch phát thanh hằng tuần"))]
    pub name: String,
    /// Its state.
    pub state: RecurrenceState,
    /// When deadlines fall.
    pub rule: Rule,
    /// How many days before its deadline a task is made.
    #[cfg_attr(feature = "openapi", schema(example = 7))]
    pub lead_days: u32,
    /// No deadline falls before it.
    pub starts_on: NaiveDate,
    /// No deadline falls after it.
    pub ends_on: Option<NaiveDate>,
    /// What the tasks say.
    pub task: TaskPlanView,
    /// In whose name they are made: "name, title".
    pub created_by: Named<PostId>,
    /// The task to be made next; none while paused and once ended.
    pub next: Option<Occurrence>,
    /// The task that was made last.
    pub last: Option<MadeTask>,
    /// How many were made (see `GET /tasks?recurrence=`).
    pub made: u64,
    /// Why the next one could not be made, in Vietnamese; it is tried again every hour.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Đơn vị Thôn Xuân Bắc đã kết thúc hoạt động.")
    )]
    pub last_error: Option<String>,
    /// When that was last tried.
    pub failed_at: Option<DateTime<Utc>>,
    /// The row's version.
    pub version: i64,
}

/// A new recurrence; the active post is the one in whose name its tasks are made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecurrenceCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RecurrenceId>,
    /// Its own name, unique in the commune.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Lịch phát thanh hằng tuần")
    )]
    pub name: String,
    /// When deadlines fall.
    pub rule: Rule,
    /// How many days before its deadline a task is made: 0 to 92.
    #[cfg_attr(feature = "openapi", schema(maximum = 92, example = 7))]
    pub lead_days: u32,
    /// No deadline falls before it: today or later.
    pub starts_on: NaiveDate,
    /// No deadline falls after it.
    #[serde(default)]
    pub ends_on: Option<NaiveDate>,
    /// What the tasks say: one unit at least.
    pub task: TaskPlan,
}

/// What may change of a recurrence (JSON Merge Patch), from the next task on: those that were
/// made stay as they are. Whoever changes one whose maker's post has ended makes its tasks from
/// then on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RecurrencePatch {
    /// Its own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Lịch phát thanh hằng tuần")
    )]
    pub name: Option<String>,
    /// When deadlines fall.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// How many days before its deadline a task is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(maximum = 92, example = 7))]
    pub lead_days: Option<u32>,
    /// No deadline falls before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    /// No deadline falls after it; null takes it away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub ends_on: Option<Option<NaiveDate>>,
    /// What changes of the tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskPlanPatch>,
}

/// The recurrence that made a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskRecurrence {
    /// Which.
    pub id: RecurrenceId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Lịch phát thanh hằng tuần"))]
    pub name: String,
    /// The period the task is for, e.g. "2026-W48".
    #[cfg_attr(feature = "openapi", schema(example = "2026-W48"))]
    pub period_key: String,
    /// Whether it was made after its day, since the system was off.
    pub made_late: bool,
}

/// The most days that a task is made before its deadline.
pub const LONGEST_LEAD: u32 = 92;

//! Tasks: what is to be done, by when, against which targets.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::dto::work::event::{Anchor, AnchorView};
use crate::dto::work::recurrence::TaskRecurrence;
use crate::id::{CatalogueId, ClauseId, DirectiveId, PostId, TaskId, UnitId};
use crate::state::{Part, Priority, TaskState};

/// An indicator with the amount asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// Which indicator.
    pub indicator_id: CatalogueId,
    /// How much, of its unit of measure.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 999999999, example = 60))]
    pub amount: i64,
}

/// A target with the words to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetView {
    /// Which indicator.
    pub indicator_id: CatalogueId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Người tham dự"))]
    pub name: String,
    /// Its unit of measure.
    pub unit_of_measure: String,
    /// How much is asked for.
    pub amount: i64,
}

/// Counts of a task's assignments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskProgress {
    /// Live ones.
    pub assigned: u64,
    /// Acknowledged or further.
    pub acknowledged: u64,
    /// Waiting for review.
    pub submitted: u64,
    /// Approved.
    pub approved: u64,
    /// Past the working deadline and not submitted.
    pub overdue: u64,
}

/// A task in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskSummary {
    /// The id.
    pub id: TaskId,
    /// What is to be done.
    pub title: String,
    /// Its state.
    pub state: TaskState,
    /// How pressing.
    pub priority: Priority,
    /// The default deadline.
    pub due_at: Option<DateTime<Utc>>,
    /// The directive it comes from.
    pub directive: Option<Named<DirectiveId>>,
    /// The clause it cites.
    pub clause_number: Option<i64>,
    /// How far its units are.
    pub progress: TaskProgress,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The row's version.
    pub version: i64,
}

/// A task with everything but its assignments (see `GET /assignments?task=`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskView {
    /// What lists show.
    #[serde(flatten)]
    pub summary: TaskSummary,
    /// How it is to be done.
    pub description: String,
    /// The clause's id and words.
    pub clause: Option<Named<ClauseId>>,
    /// Nội dung.
    pub topics: Vec<Named<CatalogueId>>,
    /// Hình thức, kênh.
    pub channels: Vec<Named<CatalogueId>>,
    /// Đối tượng.
    pub audiences: Vec<Named<CatalogueId>>,
    /// Chỉ tiêu.
    pub targets: Vec<TargetView>,
    /// In whose name it is assigned; who reviews.
    pub reviewer: Named<PostId>,
    /// Why it was closed or cancelled.
    pub ended_reason: Option<String>,
    /// The event from whose days its deadlines were counted.
    pub anchor: Option<AnchorView>,
    /// The recurrence that made it.
    pub recurrence: Option<TaskRecurrence>,
}

/// A unit to assign, and its part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignUnit {
    /// Which unit.
    pub unit_id: UnitId,
    /// Lead, supporting or alone.
    pub part: Part,
    /// Its own deadline, where it differs from the task's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
}

/// A new task. With `units` and `open`, it is assigned in the same act.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TaskId>,
    /// What is to be done, at most 300 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 300,
            example = "Buổi tối tuyên truyền cho người lao động"
        )
    )]
    pub title: String,
    /// How it is to be done.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 10000))]
    pub description: String,
    /// The directive it comes from.
    #[serde(default)]
    pub directive_id: Option<DirectiveId>,
    /// The clause it cites.
    #[serde(default)]
    pub clause_id: Option<ClauseId>,
    /// Nội dung.
    #[serde(default)]
    pub topics: Vec<CatalogueId>,
    /// Hình thức, kênh.
    #[serde(default)]
    pub channels: Vec<CatalogueId>,
    /// Đối tượng.
    #[serde(default)]
    pub audiences: Vec<CatalogueId>,
    /// Chỉ tiêu.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// How pressing; normal if left out.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// The last day; undated if left out.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// Counts the deadlines from an event instead of `due_on`: each unit's from its own day of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// Who reviews; by default the chairman who assigns, or the commune's first chairman.
    #[serde(default)]
    pub reviewer_post_id: Option<PostId>,
    /// The units it is assigned to.
    #[serde(default)]
    pub units: Vec<AssignUnit>,
    /// Whether it opens at once.
    #[serde(default)]
    pub open: bool,
}

/// What may change of a task (JSON Merge Patch). Lists replace; `due_on` only while a draft.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskPatch {
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 300))]
    pub title: Option<String>,
    /// How it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 10000))]
    pub description: Option<String>,
    /// How pressing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// The last day, while a draft; null takes it away.
    #[serde(
        default,
        deserialize_with = "crate::dto::page::named",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub due_on: Option<Option<NaiveDate>>,
    /// Chỉ tiêu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<Target>>,
}

/// Units to add to a task.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignRequest {
    /// The units; those that are assigned already are a field error.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub units: Vec<AssignUnit>,
    /// Counts their deadlines from an event; the task's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
}

/// A reason, where one is owed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// Why.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 2000, example = "Thiếu ảnh minh chứng của buổi thứ hai.")
    )]
    pub reason: String,
}

//! Templates: what a task says, saved without its days.

use serde::{Deserialize, Serialize};

use crate::dto::page::{Named, named};
use crate::dto::work::event::{Anchor, AnchorView};
use crate::dto::work::task::{Target, TargetView};
use crate::id::{CatalogueId, ClauseId, DirectiveId, PostId, TemplateId, UnitId};
use crate::state::{Part, Priority};

/// A unit that a task is for, and its part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanUnit {
    /// Which unit.
    pub unit_id: UnitId,
    /// Lead, supporting or alone.
    pub part: Part,
}

/// A unit that a task is for, with the words to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanUnitView {
    /// Which unit.
    pub unit: Named<UnitId>,
    /// Lead, supporting or alone.
    pub part: Part,
    /// Whether it has ended without a successor: one that has a successor is named by that.
    pub ended: bool,
}

/// Everything that a task says but its days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskPlan {
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
    /// Who reviews; whoever does for a task made without one, if left out.
    #[serde(default)]
    pub reviewer_post_id: Option<PostId>,
    /// The units it is for.
    #[serde(default)]
    pub units: Vec<PlanUnit>,
}

/// What a task says, with the words to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskPlanView {
    /// What is to be done.
    pub title: String,
    /// How it is to be done.
    pub description: String,
    /// The directive it comes from: its number, or its subject while it has none.
    pub directive: Option<Named<DirectiveId>>,
    /// The clause it cites: its words.
    pub clause: Option<Named<ClauseId>>,
    /// The number of the clause.
    pub clause_number: Option<i64>,
    /// Nội dung.
    pub topics: Vec<Named<CatalogueId>>,
    /// Hình thức, kênh.
    pub channels: Vec<Named<CatalogueId>>,
    /// Đối tượng.
    pub audiences: Vec<Named<CatalogueId>>,
    /// Chỉ tiêu.
    pub targets: Vec<TargetView>,
    /// How pressing.
    pub priority: Priority,
    /// Who reviews, where that was said: "name, title".
    pub reviewer: Option<Named<PostId>>,
    /// The units it is for.
    pub units: Vec<PlanUnitView>,
}

/// What changes of a plan (JSON Merge Patch). Lists replace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TaskPlanPatch {
    /// What is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 300))]
    pub title: Option<String>,
    /// How it is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 10000))]
    pub description: Option<String>,
    /// The directive it comes from; null takes it away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DirectiveId>))]
    pub directive_id: Option<Option<DirectiveId>>,
    /// The clause it cites; null takes it away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ClauseId>))]
    pub clause_id: Option<Option<ClauseId>>,
    /// Nội dung.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<CatalogueId>>,
    /// Hình thức, kênh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<CatalogueId>>,
    /// Đối tượng.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audiences: Option<Vec<CatalogueId>>,
    /// Chỉ tiêu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<Target>>,
    /// How pressing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Who reviews; null leaves it to whoever does for a task made without one.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<PostId>))]
    pub reviewer_post_id: Option<Option<PostId>>,
    /// The units it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<Vec<PlanUnit>>,
}

impl TaskPlanPatch {
    /// The plan with what is named here in place of what was.
    #[must_use]
    pub fn over(self, kept: TaskPlan) -> TaskPlan {
        TaskPlan {
            title: self.title.unwrap_or(kept.title),
            description: self.description.unwrap_or(kept.description),
            directive_id: self.directive_id.unwrap_or(kept.directive_id),
            clause_id: self.clause_id.unwrap_or(kept.clause_id),
            topics: self.topics.unwrap_or(kept.topics),
            channels: self.channels.unwrap_or(kept.channels),
            audiences: self.audiences.unwrap_or(kept.audiences),
            targets: self.targets.unwrap_or(kept.targets),
            priority: self.priority.or(kept.priority),
            reviewer_post_id: self.reviewer_post_id.unwrap_or(kept.reviewer_post_id),
            units: self.units.unwrap_or(kept.units),
        }
    }
}

/// A saved form of a task: `GET` gives what a form for a new task needs to be filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateView {
    /// The id.
    pub id: TemplateId,
    /// Its own name.
    #[cfg_attr(feature = "openapi", schema(example = "Buổi tối ở thôn"))]
    pub name: String,
    /// What the task says.
    pub task: TaskPlanView,
    /// The deadline, in days from the day it is used; none is undated or anchored.
    #[cfg_attr(feature = "openapi", schema(example = 14))]
    pub due_in_days: Option<u32>,
    /// The event from which the deadlines are counted instead.
    pub anchor: Option<AnchorView>,
    /// The row's version.
    pub version: i64,
}

/// A new template.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TemplateId>,
    /// Its own name, unique in the commune.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Buổi tối ở thôn")
    )]
    pub name: String,
    /// What the task says.
    pub task: TaskPlan,
    /// The deadline, in days from the day it is used: 0 to 365.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(maximum = 365, example = 14))]
    pub due_in_days: Option<u32>,
    /// Counts the deadlines from an event instead.
    #[serde(default)]
    pub anchor: Option<Anchor>,
}

/// What may change of a template (JSON Merge Patch).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TemplatePatch {
    /// Its own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Buổi tối ở thôn")
    )]
    pub name: Option<String>,
    /// What changes of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskPlanPatch>,
    /// The deadline, in days from the day it is used; null takes it away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, example = 14))]
    pub due_in_days: Option<Option<u32>>,
    /// Counts the deadlines from an event instead; null takes it away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Anchor>))]
    pub anchor: Option<Option<Anchor>>,
}

/// Saves a task as a template.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateOfTask {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TemplateId>,
    /// The template's own name, unique in the commune.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Buổi tối ở thôn")
    )]
    pub name: String,
}

/// The farthest deadline of a template, in days from the day it is used.
pub const FARTHEST_DUE: u32 = 365;

//! Finding things again.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// Nhiệm vụ.
    Task,
    /// Văn bản chỉ đạo.
    Directive,
    /// Báo cáo; its id is the assignment's, whose page shows it.
    Report,
    /// Hoạt động tuyên truyền.
    Activity,
    /// Đơn vị.
    Unit,
    /// Người dùng.
    Person,
}

impl SearchKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Task, Self::Directive, Self::Report, Self::Activity, Self::Unit, Self::Person];

    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Directive => "directive",
            Self::Report => "report",
            Self::Activity => "activity",
            Self::Unit => "unit",
            Self::Person => "person",
        }
    }

    /// The kind of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHit {
    /// What it is.
    pub kind: SearchKind,
    /// Its id: of the task, directive, assignment (of a report), activity, unit or person.
    pub id: Uuid,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Sinh hoạt thôn buổi tối"))]
    pub title: String,
    /// What tells it from others: the unit, the title of a person, a number; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "Thôn Xuân Bắc"))]
    pub detail: String,
    /// Its day, where it has one: a deadline, a signature, an event.
    pub day: Option<NaiveDate>,
}

/// What was found, the best of each kind first, kinds in the order of [`SearchKind::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchResults {
    /// The things found.
    pub items: Vec<SearchHit>,
    /// Kinds of which there is more than is shown.
    pub more: Vec<SearchKind>,
}

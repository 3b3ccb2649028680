//! Directives and their clauses.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AttachmentId, ClauseId, DirectiveId};
use crate::state::DirectiveState;

/// A directive in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectiveSummary {
    /// The id.
    pub id: DirectiveId,
    /// Number and symbol, e.g. "05/UBND-VX"; none while a draft.
    pub number: Option<String>,
    /// The day it bears.
    pub signed_on: Option<NaiveDate>,
    /// Trích yếu.
    pub subject: String,
    /// Who signed.
    pub signer: String,
    /// Its state.
    pub state: DirectiveState,
    /// How many clauses.
    pub clause_count: u64,
    /// How many tasks cite it.
    pub task_count: u64,
    /// The row's version.
    pub version: i64,
}

/// A clause with the count of tasks that cite it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClauseView {
    /// The id.
    pub id: ClauseId,
    /// From 1.
    pub number: i64,
    /// Its words.
    pub text: String,
    /// How many tasks cite it; none is worth seeing.
    pub task_count: u64,
}

/// A directive with its text and clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectiveView {
    /// What lists show.
    #[serde(flatten)]
    pub summary: DirectiveSummary,
    /// The text before the clauses.
    pub preamble: String,
    /// The text after them.
    pub closing: String,
    /// The duties it orders.
    pub clauses: Vec<ClauseView>,
    /// The scanned letter, where attached.
    pub attachment_id: Option<AttachmentId>,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
}

/// A new directive, a draft.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectiveCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<DirectiveId>,
    /// Trích yếu.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 500,
            example = "Tăng cường công tác tuyên truyền cải cách hành chính"
        )
    )]
    pub subject: String,
    /// Who signs.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub signer: String,
    /// The text before the clauses.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 50000))]
    pub preamble: String,
    /// The words of each clause, in order.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub clauses: Vec<String>,
    /// The text after them.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 50000))]
    pub closing: String,
    /// The scanned letter.
    #[serde(default)]
    pub attachment_id: Option<AttachmentId>,
}

/// What may change of a draft (JSON Merge Patch); `clauses` replaces all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectivePatch {
    /// Trích yếu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 500))]
    pub subject: Option<String>,
    /// Who signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub signer: Option<String>,
    /// The text before the clauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 50000))]
    pub preamble: Option<String>,
    /// The words of each clause, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub clauses: Option<Vec<String>>,
    /// The text after them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 50000))]
    pub closing: Option<String>,
}

/// Number and day, given when a directive is issued.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectiveIssue {
    /// Number and symbol, e.g. "05/UBND-VX"; unique in the year.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 50, example = "05/UBND-VX")
    )]
    pub number: String,
    /// The day it bears.
    pub signed_on: NaiveDate,
}

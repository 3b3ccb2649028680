//! The leader's digest of the morning.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::figures::overview::SinceYesterday;
use crate::dto::page::Named;
use crate::id::{AssignmentId, TaskId, UnitId};

/// So many rows of each list stand in a digest; the counts tell of all.
pub const DIGEST_ROWS: usize = 20;

/// An assignment in a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DigestRow {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// Its task.
    pub task: Named<TaskId>,
    /// Its unit.
    pub unit: Named<UnitId>,
    /// Its working deadline.
    pub due_at: Option<DateTime<Utc>>,
    /// The original one, where that was another day.
    #[serde(default)]
    pub moved_from: Option<DateTime<Utc>>,
    /// Days overdue, or days waiting.
    pub days: i64,
}

/// A list in a digest: the most urgent rows, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DigestList {
    /// How many.
    pub count: i64,
    /// The first of them.
    pub rows: Vec<DigestRow>,
}

/// What stood at the opening of a working day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DigestView {
    /// The day.
    pub day: NaiveDate,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Past the working deadline and not submitted: how many in all, with the rows of those that are
    /// not among the escalated.
    pub overdue: DigestList,
    /// Those of them that are overdue for so long that the commune brings them before its leaders.
    pub escalated: DigestList,
    /// Reports that wait for the reader's review.
    pub awaiting_me: DigestList,
    /// Requests for later deadlines that wait for the reader.
    pub extensions: DigestList,
    /// Due until the end of the week.
    pub due_this_week: DigestList,
    /// What changed since the last digest, the first since the start of the day before.
    pub changes: SinceYesterday,
}

//! What a row of an assignment says: the facts that its deadline is judged by, its sort key.

use chrono::{DateTime, Utc};
use shared::deadline::{Facts, is_after};
use shared::state::AssignmentState;

use crate::platform::db::entity::assignment;

/// The key of an undated deadline: after every date, on both databases.
pub const UNDATED: i64 = 9_999_999_999_999;

/// The sort key of a deadline.
#[must_use]
pub fn due_key(due_at: Option<DateTime<Utc>>) -> i64 {
    due_at.map_or(UNDATED, |due| due.timestamp_millis())
}

/// What a row says about its deadlines.
#[must_use]
pub fn facts(row: &assignment::Model) -> Facts {
    Facts {
        state: row.state.0,
        original_due_at: row.original_due_at,
        due_at: row.due_at,
        first_submitted_at: row.first_submitted_at,
        resubmitted_late: row.resubmitted_late,
        resubmit_by: row.resubmit_by,
    }
}

/// Whether a submission at `now` would be late: the first against the original deadline,
/// a later one against its own.
#[must_use]
pub fn is_late(row: &assignment::Model, now: DateTime<Utc>) -> bool {
    let due = match (row.state.0, row.resubmit_by) {
        (AssignmentState::Returned, Some(by)) => Some(by),
        _ => row.original_due_at,
    };
    due.is_some_and(|due| is_after(due, now))
}

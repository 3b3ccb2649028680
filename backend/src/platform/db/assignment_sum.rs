//! Where an assignment is counted: what the figures need to know of it, and no more, so that many
//! assignments share one row of `assignment_sums`.

use chrono::{DateTime, Utc};
use shared::deadline::Facts;
use shared::state::AssignmentState;
use uuid::Uuid;

use super::entity::assignment;

/// The key of no deadline: after every date, on both databases.
pub const UNDATED: i64 = 9_999_999_999_999;

/// The key of a deadline, by which both databases sort alike: milliseconds, or [`UNDATED`].
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

/// A row of `assignment_sums`, without its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssignmentSum {
    /// The unit that answers for it.
    pub unit_id: Uuid,
    /// How far it is.
    pub state: &'static str,
    /// What was submitted came in time for the original deadline and each return.
    pub in_time: bool,
    /// The working deadline in milliseconds, or [`UNDATED`]; 0 where the unit has nothing to do.
    pub due_key: i64,
    /// From when on it counts as overdue and not done, in milliseconds, or [`UNDATED`]; 0 where its
    /// result does not turn with time.
    pub result_key: i64,
}

impl AssignmentSum {
    /// Where a row is counted; none where it is not: not shown yet, cancelled, split off another.
    #[must_use]
    pub fn of(row: &assignment::Model) -> Option<Self> {
        use AssignmentState as S;
        let state = row.state.0;
        if !row.visible || state == S::Cancelled || row.parent_assignment_id.is_some() {
            return None;
        }
        let facts = facts(row);
        let in_time = facts.submitted_in_time();
        Some(Self {
            unit_id: row.responsible_unit_id,
            state: state.as_str(),
            // What is not submitted is neither.
            in_time: in_time && !matches!(state, S::Assigned | S::Acknowledged),
            due_key: if state.waits_for_unit() { row.due_key } else { 0 },
            result_key: match state {
                S::Assigned | S::Acknowledged => due_key(facts.original_due_at),
                S::Returned if in_time => due_key(facts.resubmit_by),
                _ => 0,
            },
        })
    }
}

//! What falls due on a day, in the order in which it presses.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use shared::deadline::{Facts, Timeliness};
use shared::state::AssignmentState;
use shared::time::day_of;
use uuid::Uuid;

use super::repo::DueRow;

/// What falls due on a day of a thing: of a task, or one assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The id of the task or of the assignment.
    pub thing: Uuid,
    /// The last of its deadlines on the day.
    pub due_key: i64,
    /// How many assignments.
    pub number: u64,
    /// How many of them are overdue.
    pub overdue: u64,
    /// How the one that presses most stands.
    pub timeliness: Timeliness,
}

impl Due {
    /// Its place in the order of a day: what is late, what is due, what waits, what is done, and within
    /// that by id, which is by age.
    #[must_use]
    pub fn place(&self) -> (i64, Uuid) {
        (rank(self.timeliness), self.thing)
    }

    fn of(row: &DueRow, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let to_do = row.number - row.submitted - row.approved;
        let state = match (to_do, row.submitted) {
            (1.., _) => AssignmentState::Assigned,
            (_, 1..) => AssignmentState::Submitted,
            _ => AssignmentState::Approved,
        };
        let timeliness = timeliness(state, due_at, now);
        let overdue = if timeliness == Timeliness::Overdue { to_do } else { 0 };
        Self {
            thing: row.thing,
            due_key: row.due_key,
            number: row.number.unsigned_abs(),
            overdue: overdue.unsigned_abs(),
            timeliness,
        }
    }

    fn add(&mut self, other: &Self) {
        self.due_key = self.due_key.max(other.due_key);
        self.number += other.number;
        self.overdue += other.overdue;
        if rank(other.timeliness) < rank(self.timeliness) {
            self.timeliness = other.timeliness;
        }
    }
}

/// How an assignment stands against its working deadline.
#[must_use]
pub fn timeliness(state: AssignmentState, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Timeliness {
    let facts = Facts {
        state,
        original_due_at: None,
        due_at: Some(due_at),
        first_submitted_at: None,
        resubmitted_late: false,
        resubmit_by: None,
    };
    facts.timeliness(now)
}

const fn rank(timeliness: Timeliness) -> i64 {
    match timeliness {
        Timeliness::Overdue => 0,
        Timeliness::DueSoon => 1,
        Timeliness::OnTrack | Timeliness::Undated => 2,
        Timeliness::AwaitingReview => 3,
        Timeliness::Done => 4,
    }
}

/// The days on which something falls due, each in its order.
#[must_use]
pub fn by_day(rows: &[DueRow], now: DateTime<Utc>) -> BTreeMap<NaiveDate, Vec<Due>> {
    let mut things: BTreeMap<(NaiveDate, Uuid), Due> = BTreeMap::new();
    for row in rows {
        let Some(due_at) = DateTime::from_timestamp_millis(row.due_key) else { continue };
        let due = Due::of(row, due_at, now);
        things
            .entry((day_of(due_at), row.thing))
            .and_modify(|known| known.add(&due))
            .or_insert(due);
    }
    let mut days: BTreeMap<NaiveDate, Vec<Due>> = BTreeMap::new();
    for ((day, _), due) in things {
        days.entry(day).or_default().push(due);
    }
    for day in days.values_mut() {
        day.sort_unstable_by_key(Due::place);
    }
    days
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;

//! Deadlines (docs/DOMAIN.md §5): who is late, and in which result bucket an assignment falls.
//!
//! Two deadlines stand side by side. `original_due_at` never changes and decides the
//! statistics; `due_at` may be moved by an extension and decides badges, lists and chasing.
//! Submission decides, not approval.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::state::AssignmentState;
use crate::time::{add_working_days, day_of, days_between, end_of_day};

/// Within how many days a deadline is "sắp đến hạn".
pub const DUE_SOON_DAYS: i64 = 3;

/// What a deadline needs to know of an assignment.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Its state.
    pub state: AssignmentState,
    /// The deadline of the statistics; `None` is an undated task.
    pub original_due_at: Option<DateTime<Utc>>,
    /// The working deadline.
    pub due_at: Option<DateTime<Utc>>,
    /// When the report was first submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// Whether any resubmission came after its own deadline.
    pub resubmitted_late: bool,
    /// Until when a returned report is to be sent again.
    pub resubmit_by: Option<DateTime<Utc>>,
}

/// How an assignment stands against its working deadline: for badges, lists, chasing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// No deadline.
    Undated,
    /// Time enough.
    OnTrack,
    /// Due within [`DUE_SOON_DAYS`] days.
    DueSoon,
    /// The deadline has passed and the unit has not (re)submitted.
    Overdue,
    /// Submitted and waiting for review: never chased.
    // Readers know it by this word; renaming it would break them.
    #[serde(rename = "waiting", alias = "awaiting_review")]
    AwaitingReview,
    /// Approved or cancelled.
    Done,
}

/// One of the four official results, always against the original deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResultBucket {
    /// Hoàn thành đúng hạn.
    DoneOnTime,
    /// Hoàn thành quá hạn.
    DoneLate,
    /// Đang thực hiện (trong hạn).
    InProgress,
    /// Quá hạn chưa hoàn thành.
    OverdueNotDone,
}

/// Whether `at` is late for `due`: at or after the first instant of the next second.
#[must_use]
pub fn is_after(due: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    at >= due + Duration::seconds(1)
}

impl Facts {
    /// The deadline that the unit works to now: the resubmission's once returned, unless an
    /// extension given since then is later.
    #[must_use]
    pub fn working_due(&self) -> Option<DateTime<Utc>> {
        match (self.state, self.resubmit_by) {
            (AssignmentState::Returned, Some(by)) => {
                Some(self.due_at.map_or(by, |due| due.max(by)))
            }
            _ => self.due_at,
        }
    }

    /// The original deadline, where the unit works to another day now: the two stand side by side.
    #[must_use]
    pub fn moved_from(&self) -> Option<DateTime<Utc>> {
        let due = day_of(self.working_due()?);
        self.original_due_at.filter(|original| day_of(*original) != due)
    }

    /// How it stands against the working deadline at `now`.
    #[must_use]
    pub fn timeliness(&self, now: DateTime<Utc>) -> Timeliness {
        match self.state {
            AssignmentState::Approved | AssignmentState::Cancelled => Timeliness::Done,
            AssignmentState::Submitted => Timeliness::AwaitingReview,
            _ => match self.working_due() {
                None => Timeliness::Undated,
                Some(due) if is_after(due, now) => Timeliness::Overdue,
                Some(due) if days_between(now, due) <= DUE_SOON_DAYS => Timeliness::DueSoon,
                Some(_) => Timeliness::OnTrack,
            },
        }
    }

    /// Whether a submission at `now` would be late: the first against the original deadline,
    /// a later one against its own.
    #[must_use]
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        let due = match (self.state, self.resubmit_by) {
            (AssignmentState::Returned, Some(by)) => Some(by),
            _ => self.original_due_at,
        };
        due.is_some_and(|due| is_after(due, now))
    }

    /// Whether what was submitted came in time for the original deadline and each return.
    #[must_use]
    pub fn submitted_in_time(&self) -> bool {
        match (self.original_due_at, self.first_submitted_at) {
            (_, None) => false,
            (None, Some(_)) => !self.resubmitted_late,
            (Some(due), Some(at)) => !is_after(due, at) && !self.resubmitted_late,
        }
    }

    /// Its bucket at `now`; `None` once cancelled.
    #[must_use]
    pub fn bucket(&self, now: DateTime<Utc>) -> Option<ResultBucket> {
        let in_time = self.submitted_in_time();
        Some(match self.state {
            AssignmentState::Cancelled => return None,
            AssignmentState::Approved if in_time => ResultBucket::DoneOnTime,
            AssignmentState::Approved => ResultBucket::DoneLate,
            AssignmentState::Submitted if in_time => ResultBucket::InProgress,
            AssignmentState::Submitted => ResultBucket::OverdueNotDone,
            AssignmentState::Returned => self.returned_bucket(in_time, now),
            AssignmentState::Assigned | AssignmentState::Acknowledged => {
                match self.original_due_at {
                    Some(due) if is_after(due, now) => ResultBucket::OverdueNotDone,
                    _ => ResultBucket::InProgress,
                }
            }
        })
    }

    /// How many civil days lie between the deadline that its late result is owed to and the
    /// submission, or `now` where none has come: the original deadline, or the last return's own
    /// where the first submission was in time. `None` where its result is not a late one, and where
    /// only an earlier return was missed.
    #[must_use]
    pub fn days_late(
        &self,
        last_submitted_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Option<i64> {
        if !matches!(self.bucket(now)?, ResultBucket::DoneLate | ResultBucket::OverdueNotDone) {
            return None;
        }
        let first = self.first_submitted_at.unwrap_or(now);
        let (due, came) = match self.original_due_at {
            Some(due) if is_after(due, first) => (due, first),
            _ if self.state == AssignmentState::Returned => (self.resubmit_by?, now),
            _ => (self.resubmit_by?, last_submitted_at?),
        };
        is_after(due, came).then(|| days_between(due, came))
    }

    fn returned_bucket(&self, in_time: bool, now: DateTime<Utc>) -> ResultBucket {
        let expired = self.resubmit_by.is_some_and(|by| is_after(by, now));
        if in_time && !expired { ResultBucket::InProgress } else { ResultBucket::OverdueNotDone }
    }
}

/// Until when a report returned at `returned_at` is to be sent again: the later of the
/// working deadline and the end of some working days later, by default two (docs/DOMAIN.md §5). It
/// ends with its day, as every deadline does: an hour that nobody has said is an hour that nobody
/// sees.
#[must_use]
pub fn resubmit_by(
    returned_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    working_days: u32,
    holidays: &[NaiveDate],
) -> DateTime<Utc> {
    let least = end_of_day(day_of(add_working_days(returned_at, working_days, holidays)));
    due_at.map_or(least, |due| due.max(least))
}

#[cfg(test)]
#[path = "deadline_tests.rs"]
mod tests;

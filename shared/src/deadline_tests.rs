//! Each sentence of docs/DOMAIN.md §5 by a fixed clock.

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::time::end_of_day;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_default()
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
}

/// An acknowledged assignment due at the end of 18/11/2026.
fn due_on_18_november() -> Facts {
    let due = Some(end_of_day(day(2026, 11, 18)));
    Facts {
        state: AssignmentState::Acknowledged,
        original_due_at: due,
        due_at: due,
        first_submitted_at: None,
        resubmitted_late: false,
        resubmit_by: None,
    }
}

#[test]
fn date_without_a_time_ends_at_the_last_second_of_the_day() {
    assert_eq!(end_of_day(day(2026, 11, 18)), at("2026-11-18T23:59:59+07:00"));
}

#[test]
fn late_begins_with_the_first_instant_of_the_next_second() {
    let due = at("2026-11-18T23:59:59+07:00");
    assert!(!is_after(due, at("2026-11-18T23:59:59.999+07:00")));
    assert!(is_after(due, at("2026-11-19T00:00:00+07:00")));
}

#[test]
fn an_undated_task_is_never_overdue() {
    let facts = Facts { original_due_at: None, due_at: None, ..due_on_18_november() };
    let far = at("2036-01-01T00:00:00Z");
    assert_eq!(facts.timeliness(far), Timeliness::Undated);
    assert_eq!(facts.bucket(far), Some(ResultBucket::InProgress));
}

#[test]
fn approved_after_the_deadline_but_submitted_before_is_on_time() {
    let facts = Facts {
        state: AssignmentState::Approved,
        first_submitted_at: Some(at("2026-11-18T20:00:00+07:00")),
        ..due_on_18_november()
    };
    assert_eq!(facts.bucket(at("2026-12-01T00:00:00Z")), Some(ResultBucket::DoneOnTime));
}

#[test]
fn late_work_done_later_stays_late() {
    let facts = Facts {
        state: AssignmentState::Approved,
        first_submitted_at: Some(at("2026-11-19T00:00:00+07:00")),
        ..due_on_18_november()
    };
    assert_eq!(facts.bucket(at("2026-12-01T00:00:00Z")), Some(ResultBucket::DoneLate));
}

#[test]
fn submitted_in_time_is_in_progress_also_after_the_deadline() {
    let facts = Facts {
        state: AssignmentState::Submitted,
        first_submitted_at: Some(at("2026-11-18T08:00:00+07:00")),
        ..due_on_18_november()
    };
    let later = at("2026-11-25T00:00:00Z");
    assert_eq!(facts.bucket(later), Some(ResultBucket::InProgress));
    assert_eq!(facts.timeliness(later), Timeliness::AwaitingReview);
}

#[test]
fn submitted_late_is_overdue_as_a_result_but_awaits_review() {
    let facts = Facts {
        state: AssignmentState::Submitted,
        first_submitted_at: Some(at("2026-11-20T08:00:00+07:00")),
        ..due_on_18_november()
    };
    let later = at("2026-11-25T00:00:00Z");
    assert_eq!(facts.bucket(later), Some(ResultBucket::OverdueNotDone));
    assert_eq!(facts.timeliness(later), Timeliness::AwaitingReview);
}

#[test]
fn extension_changes_the_timeliness_but_not_the_result() {
    let facts = Facts { due_at: Some(end_of_day(day(2026, 11, 28))), ..due_on_18_november() };
    let between = at("2026-11-20T08:00:00+07:00");
    assert_eq!(facts.timeliness(between), Timeliness::OnTrack);
    assert_eq!(facts.bucket(between), Some(ResultBucket::OverdueNotDone));
}

#[test]
fn due_soon_begins_three_days_before() {
    let facts = due_on_18_november();
    assert_eq!(facts.timeliness(at("2026-11-14T23:00:00+07:00")), Timeliness::OnTrack);
    assert_eq!(facts.timeliness(at("2026-11-15T00:00:00+07:00")), Timeliness::DueSoon);
    assert_eq!(facts.timeliness(at("2026-11-19T00:00:00+07:00")), Timeliness::Overdue);
}

#[test]
fn a_return_gives_the_later_of_the_deadline_and_two_working_days() {
    // Friday evening plus two working days is Tuesday evening.
    let friday = at("2026-11-20T17:00:00+07:00");
    let due = Some(end_of_day(day(2026, 11, 18)));
    assert_eq!(resubmit_by(friday, due, 2, &[]), end_of_day(day(2026, 11, 24)));
    let late_due = Some(end_of_day(day(2026, 11, 30)));
    assert_eq!(resubmit_by(friday, late_due, 2, &[]), end_of_day(day(2026, 11, 30)));
    let holiday = [day(2026, 11, 23)];
    assert_eq!(resubmit_by(friday, due, 2, &holiday), end_of_day(day(2026, 11, 25)));
}

#[test]
fn returned_in_time_is_in_progress_until_its_resubmission_is_due() {
    let facts = Facts {
        state: AssignmentState::Returned,
        first_submitted_at: Some(at("2026-11-17T08:00:00+07:00")),
        resubmit_by: Some(at("2026-11-24T17:00:00+07:00")),
        ..due_on_18_november()
    };
    let before = at("2026-11-24T16:00:00+07:00");
    assert_eq!(facts.bucket(before), Some(ResultBucket::InProgress));
    assert_eq!(facts.timeliness(before), Timeliness::DueSoon);
    let after = at("2026-11-24T17:00:01+07:00");
    assert_eq!(facts.bucket(after), Some(ResultBucket::OverdueNotDone));
    assert_eq!(facts.timeliness(after), Timeliness::Overdue);
}

#[test]
fn a_late_resubmission_makes_the_result_late() {
    let facts = Facts {
        state: AssignmentState::Approved,
        first_submitted_at: Some(at("2026-11-17T08:00:00+07:00")),
        resubmitted_late: true,
        ..due_on_18_november()
    };
    assert_eq!(facts.bucket(at("2026-12-01T00:00:00Z")), Some(ResultBucket::DoneLate));
}

#[test]
fn a_cancelled_assignment_has_no_result() {
    let facts = Facts { state: AssignmentState::Cancelled, ..due_on_18_november() };
    assert_eq!(facts.bucket(at("2026-12-01T00:00:00Z")), None);
}

/// Counted from the original deadline, however far an extension has moved the working one.
#[test]
fn days_late_are_counted_from_the_deadline_that_was_missed() {
    let now = at("2026-11-25T08:00:00+07:00");
    let open = due_on_18_november();
    assert_eq!(open.days_late(None, now), Some(7));
    assert_eq!(open.days_late(None, at("2026-11-18T20:00:00+07:00")), None);
    let undated = Facts { original_due_at: None, due_at: None, ..open };
    assert_eq!(undated.days_late(None, now), None);
    let sent = Some(at("2026-11-20T08:00:00+07:00"));
    let extended = Some(end_of_day(day(2026, 11, 30)));
    let done = Facts {
        state: AssignmentState::Approved,
        due_at: extended,
        first_submitted_at: sent,
        ..open
    };
    assert_eq!(done.days_late(sent, now), Some(2));
    assert_eq!(Facts { state: AssignmentState::Cancelled, ..done }.days_late(sent, now), None);
}

#[test]
fn after_a_return_days_late_are_counted_from_its_own_deadline() {
    let now = at("2026-11-25T08:00:00+07:00");
    let returned = Facts {
        state: AssignmentState::Returned,
        first_submitted_at: Some(at("2026-11-17T08:00:00+07:00")),
        resubmit_by: Some(end_of_day(day(2026, 11, 20))),
        ..due_on_18_november()
    };
    assert_eq!(returned.days_late(returned.first_submitted_at, now), Some(5));
    let again = Some(at("2026-11-23T08:00:00+07:00"));
    let state = AssignmentState::Approved;
    let done = Facts { state, resubmitted_late: true, ..returned };
    assert_eq!(done.days_late(again, now), Some(3));
    // Which day an earlier return asked for is not known any more.
    let in_time = Some(at("2026-11-20T08:00:00+07:00"));
    assert_eq!(done.days_late(in_time, now), None);
    assert_eq!(Facts { resubmitted_late: false, ..done }.days_late(in_time, now), None);
}

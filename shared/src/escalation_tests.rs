use super::*;
use crate::state::AssignmentState;
use crate::time::end_of_day;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+07:00").parse().unwrap_or_default()
}

fn facts(state: AssignmentState, due: Option<&str>) -> Facts {
    let due = due.map(|text| end_of_day(day(text)));
    Facts {
        state,
        original_due_at: due,
        due_at: due,
        first_submitted_at: None,
        resubmitted_late: false,
        resubmit_by: None,
    }
}

/// Every step that is taken in the hours of some days, with the hour at which it first shows.
fn taken(facts: &Facts, since: &str, days: (&str, &str), off: &[&str]) -> Vec<(String, Step)> {
    let holidays: Vec<NaiveDate> = off.iter().map(|text| day(text)).collect();
    let settings = Settings::default();
    let hours = OfficeHours::of(&settings);
    let escalation = Escalation { settings: &settings, hours, holidays: &holidays };
    let (mut now, end) = (start_of_day(day(days.0)), end_of_day(day(days.1)));
    let mut seen = Vec::new();
    while now <= end {
        if escalation.is_open(now) {
            for step in escalation.of_work(facts, at(since), now) {
                if seen.iter().all(|(_, known)| *known != step) {
                    let hour = now.with_timezone(&crate::time::zone());
                    seen.push((hour.format("%d/%m %H:%M").to_string(), step));
                }
            }
        }
        now += Duration::minutes(30);
    }
    seen
}

fn hours(steps: &[(String, Step)]) -> Vec<(&str, Step)> {
    steps.iter().map(|(hour, step)| (hour.as_str(), *step)).collect()
}

const NOVEMBER: (&str, &str) = ("2026-11-02", "2026-12-02");

#[test]
fn steps_around_a_deadline_in_ordinary_weeks() {
    // Due on Wednesday the eighteenth.
    let facts = facts(AssignmentState::Acknowledged, Some("2026-11-18"));
    let steps = taken(&facts, "2026-11-02T08:00", NOVEMBER, &[]);
    assert_eq!(
        hours(&steps),
        [
            // Three days before is a Sunday: Monday's opening.
            ("16/11 07:00", Step::Before(3)),
            ("17/11 07:00", Step::Before(1)),
            ("19/11 07:00", Step::MorningAfter),
            ("21/11 07:00", Step::Overdue(3)),
            ("24/11 07:00", Step::Overdue(6)),
            ("27/11 07:00", Step::Overdue(9)),
            ("30/11 07:00", Step::Overdue(12)),
        ]
    );
}

#[test]
fn steps_on_closed_days_move_to_the_next_opening() {
    // Due on a Saturday; the Monday after it is a holiday.
    let facts = facts(AssignmentState::Assigned, Some("2026-11-21"));
    let steps = taken(&facts, "2026-11-02T08:00", ("2026-11-16", "2026-11-28"), &["2026-11-23"]);
    assert_eq!(
        hours(&steps),
        [
            ("18/11 07:00", Step::Before(3)),
            ("20/11 07:00", Step::Before(1)),
            ("24/11 07:00", Step::MorningAfter),
            ("24/11 07:00", Step::Overdue(3)),
            ("27/11 07:00", Step::Overdue(6)),
        ]
    );
}

#[test]
fn only_dated_assignments_that_wait_for_the_unit_have_steps() {
    for state in AssignmentState::ALL {
        let steps = taken(&facts(*state, Some("2026-11-18")), "2026-11-02T08:00", NOVEMBER, &[]);
        assert_eq!(steps.is_empty(), !state.waits_for_unit(), "{state:?}");
        let undated = taken(&facts(*state, None), "2026-11-02T08:00", NOVEMBER, &[]);
        assert!(undated.is_empty(), "{state:?}");
    }
}

#[test]
fn steps_before_a_deadline_that_was_just_set_are_skipped() {
    let facts = facts(AssignmentState::Assigned, Some("2026-11-18"));
    // Assigned on the day before it, after the opening: that hour is over.
    let steps = taken(&facts, "2026-11-17T09:00", ("2026-11-17", "2026-11-19"), &[]);
    assert_eq!(hours(&steps), [("19/11 07:00", Step::MorningAfter)]);
}

#[test]
fn extension_begins_the_steps_anew() {
    let mut facts = facts(AssignmentState::Acknowledged, Some("2026-11-18"));
    facts.due_at = Some(end_of_day(day("2026-11-27")));
    let steps = taken(&facts, "2026-11-20T10:00", ("2026-11-20", "2026-11-28"), &[]);
    let expected = [
        ("24/11 07:00", Step::Before(3)),
        ("26/11 07:00", Step::Before(1)),
        ("28/11 07:00", Step::MorningAfter),
    ];
    assert_eq!(hours(&steps), expected);
    let (old, new) = (facts.original_due_at.unwrap_or_default(), facts.due_at.unwrap_or_default());
    assert_ne!(Step::MorningAfter.key(old), Step::MorningAfter.key(new));
}

#[test]
fn steps_of_a_returned_report_follow_its_resubmission_deadline() {
    let mut facts = facts(AssignmentState::Returned, Some("2026-11-10"));
    facts.resubmit_by = Some(at("2026-11-18T10:00"));
    let steps = taken(&facts, "2026-11-16T10:00", ("2026-11-16", "2026-11-19"), &[]);
    let expected = [("17/11 07:00", Step::Before(1)), ("19/11 07:00", Step::MorningAfter)];
    assert_eq!(hours(&steps), expected);
}

#[test]
fn waiting_decision_has_steps_after_48_and_96_hours() {
    let settings = Settings::default();
    let office = OfficeHours::of(&settings);
    let escalation = Escalation { settings: &settings, hours: office, holidays: &[] };
    // Sent on Thursday at four: forty-eight hours later is Saturday afternoon.
    let since = at("2026-11-19T16:00");
    let both = [Step::WaitsForDecision(48), Step::WaitsTooLong(96)];
    for (now, expected) in [
        ("2026-11-21T11:00", &both[..0]),
        ("2026-11-21T16:00", &both[..0]),
        ("2026-11-23T07:00", &both[..1]),
        ("2026-11-23T15:59", &both[..1]),
        ("2026-11-23T16:00", &both[..]),
    ] {
        assert_eq!(escalation.of_waiting(since, at(now)), expected, "{now}");
    }
}

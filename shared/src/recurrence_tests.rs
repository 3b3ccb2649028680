//! A table of rules and the deadlines that follow.

use super::*;
use PeriodKind::{FirstQuarter, HalfYear, ThirdQuarter, Year};

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap_or_default()
}

fn due_days(rule: &Rule, from: &str, to: &str, off: &[&str]) -> Vec<String> {
    let off: Vec<NaiveDate> = off.iter().map(|iso| day(iso)).collect();
    let all = occurrences(rule, 0, day(from), day(to), &off);
    assert!(all.iter().all(|one| one.make_on == one.due_on), "no lead: {all:?}");
    all.iter().map(|one| format!("{} {}", one.period_key, one.due_on)).collect()
}

#[test]
fn weekly_rule_gives_one_day_each_week_over_new_year() {
    let friday = Rule::Weekly { weekday: WeekDay::Friday };
    assert_eq!(
        due_days(&friday, "2026-12-19", "2027-01-15", &[]),
        [
            "2026-W52 2026-12-25",
            "2026-W53 2027-01-01",
            "2027-W01 2027-01-08",
            "2027-W02 2027-01-15"
        ]
    );
    for (weekday, first) in WeekDay::ALL.into_iter().zip(23..) {
        let rule = Rule::Weekly { weekday };
        let all = due_days(&rule, "2026-11-23", "2026-11-29", &[]);
        assert_eq!(all, [format!("2026-W48 2026-11-{first}")], "{weekday:?}");
    }
}

#[test]
fn monthly_day_beyond_a_short_month_is_its_last_day() {
    for (of_month, from, to, expected) in [
        (31, "2027-01-01", "2027-04-30", vec!["01-31", "02-28", "03-31", "04-30"]),
        (30, "2027-02-01", "2027-03-31", vec!["02-28", "03-30"]),
        (29, "2027-02-01", "2027-02-28", vec!["02-28"]),
        (15, "2027-11-16", "2027-12-15", vec!["12-15"]),
        (1, "2027-12-02", "2027-12-31", vec![]),
    ] {
        let rule = Rule::Monthly { day: of_month };
        let expected: Vec<String> =
            expected.iter().map(|due| format!("2027-{} 2027-{due}", &due[..2])).collect();
        assert_eq!(due_days(&rule, from, to, &[]), expected, "{of_month}");
    }
    // 2028 is a leap year.
    let last = Rule::Monthly { day: 31 };
    assert_eq!(due_days(&last, "2028-02-01", "2028-02-29", &[]), ["2028-02 2028-02-29"]);
}

#[test]
fn last_working_day_skips_weekends_and_holidays() {
    let rule = Rule::MonthlyLastWorkingDay;
    // 31/1/2027 is a Sunday, 28/2 one too.
    assert_eq!(
        due_days(&rule, "2027-01-01", "2027-03-31", &[]),
        ["2027-01 2027-01-29", "2027-02 2027-02-26", "2027-03 2027-03-31"]
    );
    // Tết Mậu Thân: the office is closed from 25/1 to the end of the month.
    let tet = ["2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28", "2028-01-31"];
    assert_eq!(due_days(&rule, "2028-01-01", "2028-01-31", &tet), ["2028-01 2028-01-24"]);
    // 30/4 and 1/5 are days off; 30/4/2027 is a Friday.
    assert_eq!(
        due_days(&rule, "2027-04-01", "2027-04-30", &["2027-04-30"]),
        ["2027-04 2027-04-29"]
    );
    let whole: Vec<NaiveDate> = day("2027-02-01").iter_days().take(28).collect();
    assert_eq!(last_working_day(day("2027-02-28"), &whole), day("2027-02-28"));
}

#[test]
fn quarterly_rules_follow_calendar_quarters() {
    assert_eq!(
        due_days(&Rule::QuarterlyLastDay, "2026-11-01", "2027-06-30", &[]),
        ["2026-Q4 2026-12-31", "2027-Q1 2027-03-31", "2027-Q2 2027-06-30"]
    );
    // 31/12/2028 is a Sunday, 29/12 a day off here.
    assert_eq!(
        due_days(&Rule::QuarterlyLastWorkingDay, "2028-10-01", "2028-12-31", &["2028-12-29"]),
        ["2028-Q4 2028-12-28"]
    );
    assert!(due_days(&Rule::QuarterlyLastDay, "2027-01-01", "2027-03-30", &[]).is_empty());
}

#[test]
fn reporting_periods_are_due_on_their_last_day() {
    let all = Rule::ReportingPeriods { kinds: vec![FirstQuarter, HalfYear, ThirdQuarter, Year] };
    assert_eq!(
        due_days(&all, "2026-09-15", "2027-12-14", &[]),
        [
            "2026-year 2026-12-14",
            "2027-first_quarter 2027-03-14",
            "2027-half_year 2027-06-14",
            "2027-third_quarter 2027-09-14",
            "2027-year 2027-12-14"
        ]
    );
    let twice = Rule::ReportingPeriods { kinds: vec![ThirdQuarter, ThirdQuarter] };
    assert_eq!(
        due_days(&twice, "2026-01-01", "2026-12-31", &[]),
        ["2026-third_quarter 2026-09-14"]
    );
}

#[test]
fn a_task_is_made_before_its_deadline_but_not_before_the_start() {
    let rule = Rule::Monthly { day: 10 };
    let all = occurrences(&rule, 14, day("2026-12-01"), day("2027-01-31"), &[]);
    let made: Vec<NaiveDate> = all.iter().map(|one| one.make_on).collect();
    assert_eq!(made, [day("2026-12-01"), day("2026-12-27")]);
}

#[test]
fn occurrences_at_the_end_of_the_calendar_do_not_overflow() {
    for rule in [
        Rule::Weekly { weekday: WeekDay::Sunday },
        Rule::Monthly { day: 31 },
        Rule::MonthlyLastWorkingDay,
        Rule::QuarterlyLastDay,
        Rule::ReportingPeriods { kinds: vec![Year] },
    ] {
        let last = NaiveDate::MAX;
        let from = last - Days::new(400);
        assert!(occurrences(&rule, 92, from, last, &[]).len() < 100, "{rule:?}");
        assert!(occurrences(&rule, 92, day("2027-01-02"), day("2027-01-01"), &[]).is_empty());
    }
}

#[test]
fn invalid_rule_names_its_wrong_field() {
    let wrong = |rule: Rule| {
        let mut checks = Checks::new();
        rule.check(&mut checks);
        checks.finish().err().map(|errors| errors[0].field.clone())
    };
    assert_eq!(wrong(Rule::Monthly { day: 32 }).as_deref(), Some("rule.day"));
    assert_eq!(wrong(Rule::Monthly { day: 0 }).as_deref(), Some("rule.day"));
    assert_eq!(wrong(Rule::ReportingPeriods { kinds: vec![] }).as_deref(), Some("rule.kinds"));
    assert_eq!(wrong(Rule::Weekly { weekday: WeekDay::Monday }), None);
}

#[test]
fn rule_is_read_as_it_was_written() {
    let rule = Rule::Weekly { weekday: WeekDay::Friday };
    let text = serde_json::to_string(&rule).unwrap_or_default();
    assert_eq!(text, r#"{"kind":"weekly","weekday":"friday"}"#);
    assert_eq!(serde_json::from_str::<Rule>(&text).ok(), Some(rule));
}

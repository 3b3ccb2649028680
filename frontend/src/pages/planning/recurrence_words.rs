//! Rules of recurrences in words, and their deadlines to come.

use crate::{
    i18n::{Locale, locale},
    tr, words,
};
use chrono::{Days, NaiveDate};
use shared::{
    dto::work::recurrence::{RecurrenceState, RecurrenceView},
    period::PeriodKind,
    recurrence::{Occurrence, Rule, WeekDay, occurrences},
    time::format_day,
};

/// How far ahead deadlines are looked for: five yearly ones and some.
const AHEAD: Days = Days::new(6 * 366);

/// The kinds of reporting periods.
pub(super) const KINDS: [PeriodKind; 4] =
    [PeriodKind::FirstQuarter, PeriodKind::HalfYear, PeriodKind::ThirdQuarter, PeriodKind::Year];

/// A day of the week.
#[must_use]
pub(super) fn weekday(day: WeekDay) -> &'static str {
    match day {
        WeekDay::Monday => tr!(weekday.mon),
        WeekDay::Tuesday => tr!(weekday.tue),
        WeekDay::Wednesday => tr!(weekday.wed),
        WeekDay::Thursday => tr!(weekday.thu),
        WeekDay::Friday => tr!(weekday.fri),
        WeekDay::Saturday => tr!(weekday.sat),
        WeekDay::Sunday => tr!(weekday.sun),
    }
}

/// The stored word of a kind of reporting period.
#[must_use]
pub(super) const fn kind_word(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::FirstQuarter => "first_quarter",
        PeriodKind::HalfYear => "half_year",
        PeriodKind::ThirdQuarter => "third_quarter",
        PeriodKind::Year => "year",
    }
}

/// A kind of reporting period.
#[must_use]
pub(super) fn kind(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::FirstQuarter => tr!(recurrence.first_quarter),
        PeriodKind::HalfYear => tr!(recurrence.half_year),
        PeriodKind::ThirdQuarter => tr!(recurrence.third_quarter),
        PeriodKind::Year => tr!(recurrence.year),
    }
}

/// "Hằng tháng, ngày làm việc cuối cùng; giao trước hạn 7 ngày".
#[must_use]
pub(super) fn rule(rule: &Rule, lead_days: u32) -> String {
    let when = match rule {
        Rule::Weekly { weekday: day } => {
            // In the middle of a sentence all of them but Chủ nhật are small.
            let name = weekday(*day);
            let small = locale() == Locale::Vi && *day != WeekDay::Sunday;
            let name = if small { name.replacen("Thứ", "thứ", 1) } else { name.to_owned() };
            tr!(recurrence.weekly_on, day = name)
        }
        Rule::Monthly { day: n @ 29.. } => tr!(recurrence.monthly_end, n = n),
        Rule::Monthly { day } => tr!(recurrence.monthly_on, n = day),
        Rule::MonthlyLastWorkingDay => tr!(recurrence.monthly_last_working_day).to_owned(),
        Rule::QuarterlyLastDay => tr!(recurrence.quarterly_last_day).to_owned(),
        Rule::QuarterlyLastWorkingDay => tr!(recurrence.quarterly_last_working_day).to_owned(),
        Rule::ReportingPeriods { kinds } => {
            let names: Vec<_> = kinds.iter().map(|one| kind(*one)).collect();
            tr!(recurrence.periods_of, kinds = names.join(", "))
        }
    };
    let lead = match lead_days {
        0 => tr!(recurrence.lead_none).to_owned(),
        n => tr!(recurrence.lead_words, n = n),
    };
    format!("{when}; {lead}")
}

/// When a task is made: "giao 23/11/2026".
#[must_use]
pub(super) fn made(one: &Occurrence, today: NaiveDate) -> String {
    if one.make_on <= today {
        return tr!(recurrence.made_at_once).to_owned();
    }
    tr!(recurrence.made_on, day = format_day(one.make_on))
}

/// "Hạn thứ Sáu, 27/11/2026, giao 20/11/2026".
#[must_use]
pub(super) fn next(one: &Occurrence, today: NaiveDate) -> String {
    tr!(recurrence.next_due, day = words::day_named(one.due_on), made = made(one, today))
}

/// The next five deadlines between two days, without the period that has its task.
#[must_use]
pub(super) fn next_five(
    rule: &Rule,
    lead_days: u32,
    (from, to): (NaiveDate, Option<NaiveDate>),
    holidays: &[NaiveDate],
    made: Option<&str>,
) -> Vec<Occurrence> {
    let far = from.checked_add_days(AHEAD).unwrap_or(from);
    let to = to.map_or(far, |to| to.min(far));
    let all = occurrences(rule, lead_days, from, to, holidays).into_iter();
    all.filter(|one| Some(one.period_key.as_str()) != made).take(5).collect()
}

/// How a recurrence stands: tone and word.
#[must_use]
pub(super) fn standing(one: &RecurrenceView) -> (&'static str, &'static str) {
    match one.state {
        RecurrenceState::Active => ("green", tr!(recurrence.active)),
        RecurrenceState::Paused => ("hollow", tr!(recurrence.paused)),
        RecurrenceState::Ended => ("", tr!(recurrence.ended)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yearly_period_comes_five_times() {
        let from = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let rule = Rule::ReportingPeriods { kinds: vec![PeriodKind::Year] };
        let all = next_five(&rule, 7, (from, None), &[], Some("2026-year"));
        assert_eq!(all.len(), 5);
        assert_eq!(all[0].period_key, "2027-year");
    }
}

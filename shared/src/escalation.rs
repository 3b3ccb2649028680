//! The escalation of reminders: which steps are due of an assignment, or of something that waits for a
//! decision. Who is told is worked out when it is sent.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::deadline::{Facts, is_after};
use crate::dto::organisation::settings::Settings;
use crate::office_hours::OfficeHours;
use crate::time::{day_of, start_of_day};

/// A step of the escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// So many days before the working deadline: the doer.
    Before(u32),
    /// The morning after it: the doer and the assigner.
    MorningAfter,
    /// So many days overdue: the doer and the unit's head.
    Overdue(i64),
    /// A decision that has waited so many hours: whoever decides.
    WaitsForDecision(u32),
    /// A decision that has waited longer: whoever assigned the work.
    WaitsTooLong(u32),
}

impl Step {
    /// The word by which a step is remembered as taken, for a deadline or a waiting of this instant.
    #[must_use]
    pub fn key(self, of: DateTime<Utc>) -> String {
        let of = of.timestamp_millis();
        match self {
            Self::Before(days) => format!("{of}/before{days}"),
            Self::MorningAfter => format!("{of}/morning"),
            Self::Overdue(days) => format!("{of}/overdue{days}"),
            Self::WaitsForDecision(hours) => format!("{of}/waits{hours}"),
            Self::WaitsTooLong(hours) => format!("{of}/long{hours}"),
        }
    }
}

/// What a commune has set of the escalation.
#[derive(Debug, Clone)]
pub struct Escalation<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// The office's hours.
    pub hours: OfficeHours,
    /// Its days off.
    pub holidays: &'a [NaiveDate],
}

impl Escalation<'_> {
    fn opening(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        self.hours.next_open(start_of_day(day), self.holidays)
    }

    /// Whether anything is sent at `now` at all.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.hours.is_open(now, self.holidays)
    }

    /// The steps whose hour has come by `now` and that still make sense: reminders while there is
    /// time, the morning after and the newest of the repeated ones once there is none. `since` is
    /// when the deadline was set: what should have gone out before then is not made up for.
    #[must_use]
    pub fn of_work(&self, facts: &Facts, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Step> {
        let Some(due) = facts.working_due().filter(|_| facts.state.waits_for_unit()) else {
            return Vec::new();
        };
        let come = |at: Option<DateTime<Utc>>| at.is_some_and(|at| since < at && at <= now);
        let last = day_of(due);
        if !is_after(due, now) {
            let days = self.settings.remind_days_before.iter().copied();
            let sent = |days: &u32| come(self.opening(last - Duration::days(i64::from(*days))));
            // Of those whose hour has come the nearest says all.
            return days.filter(sent).min().map(Step::Before).into_iter().collect();
        }
        let mut steps = Vec::new();
        if come(self.opening(last + Duration::days(1))) {
            steps.push(Step::MorningAfter);
        }
        let every = i64::from(self.settings.overdue_every_days);
        let days = (day_of(now) - last).num_days();
        let repeats = if every > 0 { days / every } else { 0 };
        // The newest may wait for an opening: then it is the one before.
        let newest = (1..=repeats).rev().take(2).map(|number| number * every);
        let newest = newest.filter(|days| *days > 1);
        let mut sent = newest.filter(|days| come(self.opening(last + Duration::days(*days))));
        steps.extend(sent.next().map(Step::Overdue));
        steps
    }

    /// The steps that are due of something that has waited for a decision from `since` on.
    #[must_use]
    pub fn of_waiting(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Step> {
        let come = |hours: u32| {
            let planned = since + Duration::hours(i64::from(hours));
            self.hours.next_open(planned, self.holidays).is_some_and(|at| at <= now)
        };
        let (remind, tell) = (self.settings.review_remind_hours, self.settings.review_tell_hours);
        let mut steps = Vec::new();
        if come(remind) {
            steps.push(Step::WaitsForDecision(remind));
        }
        if come(tell) {
            steps.push(Step::WaitsTooLong(tell));
        }
        steps
    }
}

#[cfg(test)]
#[path = "escalation_tests.rs"]
mod tests;

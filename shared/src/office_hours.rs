//! When the office works: notices go out in these hours only.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};

use crate::dto::organisation::settings::Settings;
use crate::time::{day_of, zone};

/// Hours of one day: from the first instant of the first to that of the last.
type Span = (NaiveTime, NaiveTime);

/// The hours of a week, Sundays off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeHours {
    weekdays: Span,
    saturday: Option<Span>,
}

/// "07:00" as a time of the day.
#[must_use]
pub fn time_of_day(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

fn span(from: &str, to: &str) -> Option<Span> {
    let span = (time_of_day(from)?, time_of_day(to)?);
    (span.0 < span.1).then_some(span)
}

/// An instant of a civil day in the commune's zone.
#[must_use]
pub fn at(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    zone().from_local_datetime(&day.and_time(time)).single().unwrap_or_default().with_timezone(&Utc)
}

impl OfficeHours {
    /// Those that a commune has set, which are times of the day; the default where they are not in
    /// order.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let usual = Settings::default();
        let weekdays = span(&settings.work_from, &settings.work_to)
            .or_else(|| span(&usual.work_from, &usual.work_to))
            .unwrap_or((NaiveTime::MIN, NaiveTime::MIN));
        Self { weekdays, saturday: span(&settings.saturday_from, &settings.saturday_to) }
    }

    /// The hours of a day; none on Sundays and holidays.
    #[must_use]
    pub fn on(&self, day: NaiveDate, holidays: &[NaiveDate]) -> Option<(NaiveTime, NaiveTime)> {
        if holidays.contains(&day) {
            return None;
        }
        match day.weekday() {
            Weekday::Sun => None,
            Weekday::Sat => self.saturday,
            _ => Some(self.weekdays),
        }
    }

    /// Whether the office works at an instant.
    #[must_use]
    pub fn is_open(&self, instant: DateTime<Utc>, holidays: &[NaiveDate]) -> bool {
        let time = instant.with_timezone(&zone()).time();
        self.on(day_of(instant), holidays).is_some_and(|(from, to)| from <= time && time < to)
    }

    /// The instant itself where the office works then, or its next opening; `None` where a year
    /// has no working day.
    #[must_use]
    pub fn next_open(
        &self,
        instant: DateTime<Utc>,
        holidays: &[NaiveDate],
    ) -> Option<DateTime<Utc>> {
        if self.is_open(instant, holidays) {
            return Some(instant);
        }
        let first = day_of(instant);
        (0..=366).find_map(|days| {
            let day = first + Duration::days(days);
            let (from, _) = self.on(day, holidays)?;
            Some(at(day, from)).filter(|opening| *opening >= instant)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn notice_outside_office_hours_waits_for_the_next_opening() {
        let hours = OfficeHours::of(&Settings::default());
        let holidays: Vec<NaiveDate> =
            ["2027-01-01", "2026-11-25"].iter().filter_map(|day| day.parse().ok()).collect();
        for (planned, sent) in [
            ("2026-11-16T08:00:00+07:00", "2026-11-16T08:00:00+07:00"),
            ("2026-11-16T06:59:59+07:00", "2026-11-16T07:00:00+07:00"),
            ("2026-11-16T17:00:00+07:00", "2026-11-17T07:00:00+07:00"),
            ("2026-11-21T11:29:59+07:00", "2026-11-21T11:29:59+07:00"),
            ("2026-11-21T11:30:00+07:00", "2026-11-23T07:00:00+07:00"),
            ("2026-11-22T10:00:00+07:00", "2026-11-23T07:00:00+07:00"),
            ("2026-11-25T10:00:00+07:00", "2026-11-26T07:00:00+07:00"),
            ("2026-12-31T18:00:00+07:00", "2027-01-02T07:00:00+07:00"),
        ] {
            assert_eq!(
                hours.next_open(instant(planned), &holidays),
                Some(instant(sent)),
                "{planned}"
            );
        }
    }

    #[test]
    fn saturday_without_hours_is_closed() {
        let settings = Settings { saturday_from: String::new(), ..Settings::default() };
        let hours = OfficeHours::of(&settings);
        let saturday = instant("2026-11-21T09:00:00+07:00");
        assert_eq!(hours.next_open(saturday, &[]), Some(instant("2026-11-23T07:00:00+07:00")));
    }
}

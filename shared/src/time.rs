//! The commune's calendar: days, weeks and working days in its own zone.

use chrono::{
    DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc, Weekday,
};

/// Asia/Ho_Chi_Minh has been UTC+7 without daylight saving since 1975.
const HO_CHI_MINH_SECONDS: i32 = 7 * 3600;

/// The zone in which deadlines are read.
#[must_use]
pub fn zone() -> FixedOffset {
    FixedOffset::east_opt(HO_CHI_MINH_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// The civil day of an instant.
#[must_use]
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&zone()).date_naive()
}

/// The first instant of a civil day.
#[must_use]
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    zone()
        .from_local_datetime(&day.and_time(NaiveTime::MIN))
        .single()
        .unwrap_or_default()
        .with_timezone(&Utc)
}

/// When a deadline without a time ends: 23:59:59 of its day (domain §5).
#[must_use]
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    start_of_day(day) + Duration::days(1) - Duration::seconds(1)
}

/// Whole civil days from the day of `from` to the day of `to`; negative when `to` is before.
#[must_use]
pub fn days_between(from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    (day_of(to) - day_of(from)).num_days()
}

/// `instant` moved by `count` working days (Monday to Friday, holidays left out), same time of day.
#[must_use]
pub fn add_working_days(
    instant: DateTime<Utc>,
    count: u32,
    holidays: &[NaiveDate],
) -> DateTime<Utc> {
    let mut moved = instant;
    let mut left = count;
    while left > 0 {
        moved += Duration::days(1);
        let day = day_of(moved);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && !holidays.contains(&day) {
            left -= 1;
        }
    }
    moved
}

/// dd/MM/yyyy, as the office writes dates.
#[must_use]
pub fn format_day(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// "thứ Sáu, 20/11/2026".
#[must_use]
pub fn format_day_named(day: NaiveDate) -> String {
    let name = match day.weekday() {
        Weekday::Mon => "thứ Hai",
        Weekday::Tue => "thứ Ba",
        Weekday::Wed => "thứ Tư",
        Weekday::Thu => "thứ Năm",
        Weekday::Fri => "thứ Sáu",
        Weekday::Sat => "thứ Bảy",
        Weekday::Sun => "Chủ nhật",
    };
    format!("{name}, {}", format_day(day))
}

/// "HH:mm dd/MM/yyyy" in the commune's zone.
#[must_use]
pub fn format_instant(instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&zone());
    format!("{} {}", local.format("%H:%M"), format_day(local.date_naive()))
}

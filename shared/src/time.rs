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

/// When a deadline without a time ends: 23:59:59 of its day (docs/DOMAIN.md §5).
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

/// Reads a day as people type it: "20/11/2026", "5-1-26", "20112026", and the ISO form.
#[must_use]
pub fn parse_day(typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    if let Ok(day) = typed.parse() {
        return Some(day);
    }
    if typed.len() == 8 && typed.bytes().all(|letter| letter.is_ascii_digit()) {
        return NaiveDate::from_ymd_opt(
            typed[4..].parse().ok()?,
            typed[2..4].parse().ok()?,
            typed[..2].parse().ok()?,
        );
    }
    let parts: Vec<&str> = typed.split(['/', '-', '.']).map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let century = match year.len() {
        2 => 2000,
        4 => 0,
        _ => return None,
    };
    let year: i32 = year.parse().ok()?;
    NaiveDate::from_ymd_opt(century + year, month.parse().ok()?, day.parse().ok()?)
}

/// Reads an hour as people type it ("19:30", "19h30", "7h", "1930") into "HH:MM".
#[must_use]
pub fn parse_hour(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    let (hour, minute) = match typed.split_once([':', 'h', '.', 'g']) {
        Some((hour, "")) if !typed.contains([':', '.']) => (hour, "0"),
        Some(parts) => parts,
        None if typed.len() == 4 && typed.is_char_boundary(2) => typed.split_at(2),
        None => return None,
    };
    let (hour, minute): (u32, u32) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
    let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
    Some(time.format("%H:%M").to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hours_as_they_are_typed() {
        for (typed, hour) in [
            ("19:30", "19:30"),
            (" 19h30", "19:30"),
            ("19g30", "19:30"),
            ("19.30", "19:30"),
            ("1930", "19:30"),
            ("7h", "07:00"),
            ("7:05", "07:05"),
        ] {
            assert_eq!(parse_hour(typed).as_deref(), Some(hour), "{typed}");
        }
        for typed in ["", "7", "25:00", "19:60", "19:", "tối", "7h30p", "đêmn"] {
            assert_eq!(parse_hour(typed), None, "{typed}");
        }
    }

    #[test]
    fn reads_days_as_they_are_typed() {
        let twentieth = NaiveDate::from_ymd_opt(2026, 11, 20);
        for typed in
            ["20/11/2026", " 20/11/26 ", "20-11-2026", "20.11.2026", "20112026", "2026-11-20"]
        {
            assert_eq!(parse_day(typed), twentieth, "{typed}");
        }
        assert_eq!(parse_day("5/1/2027"), NaiveDate::from_ymd_opt(2027, 1, 5));
        for typed in ["", "20/11", "31/02/2026", "11/20/2026", "20/11/202", "mai", "20/11/2026/1"] {
            assert_eq!(parse_day(typed), None, "{typed}");
        }
    }
}

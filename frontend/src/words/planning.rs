//! Deadlines that are counted from an event, and periods of a recurrence, in words.

use crate::tr;
use shared::dto::work::event::AnchorView;

/// "7 ngày trước Ngày hội đại đoàn kết".
#[must_use]
pub fn anchor_words(anchor: &AnchorView) -> String {
    let event = &anchor.event.name;
    match anchor.days {
        0 => tr!(event.on_day, event = event),
        n @ ..0 => tr!(event.before, n = -n, event = event),
        n => tr!(event.after, n = n, event = event),
    }
}

/// A period's key in words: "tuần 48/2026", "quý IV/2026".
#[must_use]
pub fn period_words(key: &str) -> String {
    let Some((year, rest)) = key.split_once('-') else { return key.to_owned() };
    let roman = |n: &str| {
        ["I", "II", "III", "IV"]
            .iter()
            .zip(1..)
            .find(|(_, at)| n == format!("{at}"))
            .map(|(word, _)| *word)
    };
    match rest.split_at_checked(1) {
        Some(("W", n)) => tr!(recurrence.week_of, n = n.trim_start_matches('0'), year = year),
        Some(("Q", n)) => tr!(recurrence.quarter_of, n = roman(n).unwrap_or(n), year = year),
        _ if rest.parse::<u8>().is_ok() => {
            tr!(recurrence.month_of, n = rest.trim_start_matches('0'), year = year)
        }
        _ => tr!(recurrence.report_of, kind = kind_of(rest), year = year),
    }
}

/// The word of a kind of reporting period.
fn kind_of(word: &str) -> &str {
    match word {
        "first_quarter" => tr!(recurrence.first_quarter),
        "half_year" => tr!(recurrence.half_year),
        "third_quarter" => tr!(recurrence.third_quarter),
        "year" => tr!(recurrence.year),
        other => other,
    }
}

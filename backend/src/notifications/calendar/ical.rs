//! iCalendar (RFC 5545) by hand: the crate that writes it puts DTSTAMP and UID into time zones,
//! where the standard has neither, and reads the machine's clock to do so (adr/0022).

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};

/// A line is folded after so many octets.
const WIDTH: usize = 75;
/// The one zone of all communes.
const ZONE: &str = "Asia/Ho_Chi_Minh";

/// When something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The whole of a day.
    Day(NaiveDate),
    /// An hour from then, by the commune's clocks.
    Hour(NaiveDateTime),
}

/// Something on a calendar.
#[derive(Debug, Clone)]
pub struct Event {
    /// What stays the same however it changes.
    pub uid: String,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// How often it has changed.
    pub sequence: i64,
    /// When it is.
    pub when: When,
    /// What it is.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Where.
    pub location: String,
    /// Its page.
    pub url: String,
    /// Whether it is sure.
    pub confirmed: bool,
    /// Of which kinds it is.
    pub categories: Vec<&'static str>,
}

/// A calendar of this name.
#[must_use]
pub fn calendar(name: &str, events: &[Event]) -> String {
    let mut out = Lines::default();
    out.put("BEGIN", "VCALENDAR");
    out.put("VERSION", "2.0");
    out.put("PRODID", "-//Loa//Loa//VI");
    out.put("CALSCALE", "GREGORIAN");
    out.put("METHOD", "PUBLISH");
    out.text("NAME", name);
    out.text("X-WR-CALNAME", name);
    out.put("X-WR-TIMEZONE", ZONE);
    out.put("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    out.put("X-PUBLISHED-TTL", "PT1H");
    out.put("BEGIN", "VTIMEZONE");
    out.put("TZID", ZONE);
    out.put("BEGIN", "STANDARD");
    // UTC+7 without daylight saving since 1975.
    out.put("DTSTART", "19750613T000000");
    out.put("TZOFFSETFROM", "+0800");
    out.put("TZOFFSETTO", "+0700");
    out.put("TZNAME", "+07");
    out.put("END", "STANDARD");
    out.put("END", "VTIMEZONE");
    for event in events {
        write(&mut out, event);
    }
    out.put("END", "VCALENDAR");
    out.0
}

fn write(out: &mut Lines, event: &Event) {
    out.put("BEGIN", "VEVENT");
    out.text("UID", &event.uid);
    let changed = event.changed_at.format("%Y%m%dT%H%M%SZ").to_string();
    out.put("DTSTAMP", &changed);
    out.put("LAST-MODIFIED", &changed);
    out.put("SEQUENCE", &event.sequence.to_string());
    match event.when {
        When::Day(day) => {
            // The end is the first day that does not belong to it.
            let next = day.succ_opt().unwrap_or(day);
            out.put("DTSTART;VALUE=DATE", &day.format("%Y%m%d").to_string());
            out.put("DTEND;VALUE=DATE", &next.format("%Y%m%d").to_string());
            out.put("TRANSP", "TRANSPARENT");
        }
        When::Hour(start) => {
            let instant = |at: NaiveDateTime| at.format("%Y%m%dT%H%M%S").to_string();
            out.put(&format!("DTSTART;TZID={ZONE}"), &instant(start));
            out.put(&format!("DTEND;TZID={ZONE}"), &instant(start + Duration::hours(1)));
        }
    }
    out.text("SUMMARY", &event.summary);
    out.text_unless_empty("DESCRIPTION", &event.description);
    out.text_unless_empty("LOCATION", &event.location);
    out.put("URL", &event.url);
    out.put("STATUS", if event.confirmed { "CONFIRMED" } else { "TENTATIVE" });
    let categories: Vec<String> = event.categories.iter().map(|word| escaped(word)).collect();
    out.put("CATEGORIES", &categories.join(","));
    out.put("END", "VEVENT");
}

/// Content lines, each ended and folded as the standard has it.
#[derive(Debug, Default)]
struct Lines(String);

impl Lines {
    fn put(&mut self, name: &str, value: &str) {
        let mut width = 0;
        for character in format!("{name}:{value}").chars() {
            if width + character.len_utf8() > WIDTH {
                self.0.push_str("\r\n ");
                width = 1;
            }
            width += character.len_utf8();
            self.0.push(character);
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, name: &str, text: &str) {
        self.put(name, &escaped(text));
    }

    fn text_unless_empty(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text(name, text);
        }
    }
}

/// A text as a value; what would end a line or cannot stand in one is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            character if character.is_control() => {}
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_line_is_folded_at_75_octets_between_letters() {
        let mut out = Lines::default();
        let text = "Tuyên truyền cải cách hành chính ở thôn. ".repeat(9);
        out.text("SUMMARY", &text);
        let lines: Vec<&str> = out.0.split_terminator("\r\n").collect();
        assert!(lines.len() > 4, "{lines:?}");
        assert!(lines.iter().all(|line| line.len() <= WIDTH), "{lines:?}");
        assert_eq!(out.0.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
    }

    #[test]
    fn text_with_line_breaks_and_separators_is_escaped() {
        assert_eq!(escaped("a;b,c\\d\ne\r\nEND:VEVENT\u{0}"), "a\\;b\\,c\\\\d\\ne\\nEND:VEVENT");
    }
}

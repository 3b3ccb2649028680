//! Text for a village's Zalo group: what waits, until when, what to do.

use chrono::{DateTime, Utc};

use crate::deadline::is_after;
use crate::time::{day_of, days_between, format_day};

/// One piece of work in the text.
#[derive(Debug, Clone)]
pub struct ChaseItem {
    /// The task's title.
    pub task: String,
    /// Its working deadline.
    pub due_at: DateTime<Utc>,
    /// The original one, where that was another day.
    pub moved_from: Option<DateTime<Utc>>,
}

/// The text for one unit, the most urgent first.
#[must_use]
pub fn for_unit(
    commune: &str,
    unit: &str,
    message: &str,
    items: &[ChaseItem],
    address: Option<&str>,
    now: DateTime<Utc>,
) -> String {
    let mut lines = vec![format!("UBND {commune} đôn đốc {unit}:")];
    lines.extend(rows(items, now));
    lines.extend(Some(message.to_owned()).filter(|message| !message.is_empty()));
    lines.push(what_to_do(address));
    lines.join("\n")
}

/// The text for a group in which all units are.
#[must_use]
pub fn for_all(
    commune: &str,
    message: &str,
    units: &[(String, Vec<ChaseItem>)],
    address: Option<&str>,
    now: DateTime<Utc>,
) -> String {
    let mut lines = vec![format!("UBND {commune} đôn đốc các đơn vị:")];
    for (number, (unit, items)) in (1..).zip(units) {
        lines.push(String::new());
        lines.push(format!("{number}. {unit}:"));
        lines.extend(rows(items, now));
    }
    lines.push(String::new());
    lines.extend(Some(message.to_owned()).filter(|message| !message.is_empty()));
    lines.push(what_to_do(address));
    lines.join("\n")
}

fn what_to_do(address: Option<&str>) -> String {
    let place = address.map_or_else(|| "Loa".to_owned(), |address| format!("Loa ({address})"));
    format!("Vào {place}, mục Việc của tôi, để gửi báo cáo hoặc đề nghị gia hạn.")
}

fn rows(items: &[ChaseItem], now: DateTime<Utc>) -> Vec<String> {
    let mut items: Vec<&ChaseItem> = items.iter().collect();
    items.sort_by_key(|item| item.due_at);
    items.iter().map(|item| format!("- {} ({})", item.task, standing(item, now))).collect()
}

fn standing(item: &ChaseItem, now: DateTime<Utc>) -> String {
    let due = item.due_at;
    let was = item.moved_from.map(|was| format!(", hạn gốc {}", format_day(day_of(was))));
    let day = format!("{}{}", format_day(day_of(due)), was.unwrap_or_default());
    match (is_after(due, now), days_between(due, now)) {
        (true, 0) => format!("hạn {day}, đã quá giờ"),
        (true, days) => format!("hạn {day}, quá hạn {days} ngày"),
        (false, 0) => format!("hạn hôm nay, {day}"),
        (false, days) => format!("hạn {day}, còn {} ngày", -days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::end_of_day;

    #[test]
    fn extended_deadline_is_shown_with_the_original_one() {
        let end = |day: &str| end_of_day(day.parse().unwrap_or_default());
        let now = "2026-11-20T08:00:00+07:00".parse().unwrap_or_default();
        let moved_from = Some(end("2026-11-15"));
        let item = ChaseItem { task: "Họp thôn".into(), due_at: end("2026-11-22"), moved_from };
        assert_eq!(
            rows(&[item], now),
            ["- Họp thôn (hạn 22/11/2026, hạn gốc 15/11/2026, còn 2 ngày)"]
        );
    }

    #[test]
    fn chase_text_lists_tasks_by_deadline_with_days_left() {
        let now = "2026-11-20T08:00:00+07:00".parse().unwrap_or_default();
        let item = |task: &str, day: &str| ChaseItem {
            task: task.into(),
            due_at: end_of_day(day.parse().unwrap_or_default()),
            moved_from: None,
        };
        let items = [
            item("Phát tờ rơi", "2026-11-22"),
            item("Họp thôn", "2026-11-18"),
            item("Dọn pano", "2026-11-20"),
        ];
        let text =
            for_unit("xã Thiên Cầm", "Thôn Xuân Bắc", "Gửi trước 17 giờ.", &items, None, now);
        assert_eq!(
            text,
            "UBND xã Thiên Cầm đôn đốc Thôn Xuân Bắc:\n\
             - Họp thôn (hạn 18/11/2026, quá hạn 2 ngày)\n\
             - Dọn pano (hạn hôm nay, 20/11/2026)\n\
             - Phát tờ rơi (hạn 22/11/2026, còn 2 ngày)\n\
             Gửi trước 17 giờ.\n\
             Vào Loa, mục Việc của tôi, để gửi báo cáo hoặc đề nghị gia hạn."
        );
    }
}

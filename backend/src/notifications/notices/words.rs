//! Notices in words, for mail and messages. The page has its own, by the same facts.

use chrono::{DateTime, Timelike, Utc};
use shared::state::NoticeKind;
use shared::time::{day_of, format_day, format_instant, zone};

use super::subject::NoticePayload;

/// A line that says it all: the subject of a mail.
#[must_use]
pub fn title(kind: NoticeKind, facts: &NoticePayload, english: bool) -> String {
    let (task, unit) = (&tasks(facts, english), &units(facts, english));
    // To the own unit the task says all.
    let of_unit = if facts.own { String::new() } else { format!(" ({unit})") };
    let number = facts.number.unwrap_or_default();
    let by = facts.by.as_deref().unwrap_or_default();
    if english {
        in_english(kind, number, task, (unit, &of_unit), by)
    } else {
        in_vietnamese(kind, number, task, (unit, &of_unit), by)
    }
}

/// The task, or how many it tells of.
fn tasks(facts: &NoticePayload, english: bool) -> String {
    match (facts.other_tasks.len(), english) {
        (0, _) => facts.task.clone(),
        (others, false) => format!("{} và {others} việc khác", facts.task),
        (others, true) => format!("{} and {others} more", facts.task),
    }
}

/// The unit, or how many it tells of.
fn units(facts: &NoticePayload, english: bool) -> String {
    match (facts.others.len(), english) {
        (0, _) => facts.unit.clone(),
        (others, false) => format!("{} và {others} đơn vị khác", facts.unit),
        (others, true) => format!("{} and {others} more", facts.unit),
    }
}

/// A waiting in words: days, once there are two.
fn waiting_time(hours: i64) -> String {
    if hours < 48 { format!("{hours} giờ") } else { format!("{} ngày", hours / 24) }
}

fn waiting_time_en(hours: i64) -> String {
    if hours < 48 { format!("{hours} hours") } else { format!("{} days", hours / 24) }
}

fn in_vietnamese(
    kind: NoticeKind,
    number: i64,
    task: &str,
    (unit, of_unit): (&str, &str),
    by: &str,
) -> String {
    use NoticeKind as K;
    match kind {
        K::Assigned => format!("Giao việc: {task}"),
        K::DueSoon if number == 0 => format!("Hạn hôm nay: {task}"),
        K::DueSoon => format!("Còn {number} ngày: {task}"),
        K::Overdue => format!("Quá hạn {number} ngày: {task}{of_unit}"),
        K::Chased => format!("Đôn đốc: {task}{of_unit}"),
        K::Submitted => format!("{unit} gửi báo cáo: {task}"),
        K::Waiting => format!("Báo cáo chờ duyệt {}: {task}{of_unit}", waiting_time(number)),
        K::ExtensionWaiting => {
            format!("Đề nghị gia hạn chờ {}: {task}{of_unit}", waiting_time(number))
        }
        K::Returned => format!("Trả lại, yêu cầu bổ sung: {task}"),
        K::Approved => format!("Đã phê duyệt: {task}"),
        K::Cancelled => format!("Hủy giao: {task}"),
        K::PassedOn => format!("Chuyển sang {unit}: {task}"),
        K::Commented => format!("{by} trao đổi về: {task}"),
        K::Mentioned => format!("{by} nhắc tên trong trao đổi: {task}"),
        K::ExtensionAsked => format!("{unit} đề nghị gia hạn: {task}"),
        K::ExtensionOffered => format!("Đề nghị hạn khác: {task}"),
        K::ExtensionGranted => format!("Đã gia hạn: {task}"),
        K::ExtensionRefused => format!("Không gia hạn: {task}"),
        K::ExtensionAnswered => format!("{unit} trả lời về gia hạn: {task}"),
        K::Digest => "Tổng hợp đầu ngày".to_owned(),
        K::RecurrenceFailed => "Không tạo được việc định kỳ".to_owned(),
    }
}

fn in_english(
    kind: NoticeKind,
    number: i64,
    task: &str,
    (unit, of_unit): (&str, &str),
    by: &str,
) -> String {
    use NoticeKind as K;
    match kind {
        K::Assigned => format!("Assigned: {task}"),
        K::DueSoon if number == 0 => format!("Due today: {task}"),
        K::DueSoon => format!("Days left: {number}. {task}"),
        K::Overdue => format!("Days overdue: {number}. {task}{of_unit}"),
        K::Chased => format!("Reminder: {task}{of_unit}"),
        K::Submitted => format!("{unit} sent a report: {task}"),
        K::Waiting => format!("A report has waited {}: {task}{of_unit}", waiting_time_en(number)),
        K::ExtensionWaiting => {
            format!("An extension has waited {}: {task}{of_unit}", waiting_time_en(number))
        }
        K::Returned => format!("Returned: {task}"),
        K::Approved => format!("Approved: {task}"),
        K::Cancelled => format!("Cancelled: {task}"),
        K::PassedOn => format!("Passed on to {unit}: {task}"),
        K::Commented => format!("{by} wrote about: {task}"),
        K::Mentioned => format!("{by} addressed you about: {task}"),
        K::ExtensionAsked => format!("{unit} asks for an extension: {task}"),
        K::ExtensionOffered => format!("Another deadline was offered: {task}"),
        K::ExtensionGranted => format!("Extended: {task}"),
        K::ExtensionRefused => format!("Not extended: {task}"),
        K::ExtensionAnswered => format!("{unit} answered about the extension: {task}"),
        K::Digest => "This morning".to_owned(),
        K::RecurrenceFailed => "A recurring task could not be made".to_owned(),
    }
}

/// What stands below it: deadline, who, why.
#[must_use]
pub fn details(kind: NoticeKind, facts: &NoticePayload, english: bool) -> Vec<String> {
    let label = |vi: &str, en: &str| if english { en.to_owned() } else { vi.to_owned() };
    let mut lines: Vec<String> = Vec::new();
    if !facts.other_tasks.is_empty() {
        let all = [facts.task.clone()].into_iter().chain(facts.other_tasks.iter().cloned());
        lines.extend(all.map(|task| format!("- {task}")));
    }
    if !facts.unit.is_empty() {
        let mut names = vec![facts.unit.as_str()];
        names.extend(facts.others.iter().map(String::as_str));
        lines.push(format!("{}: {}", label("Đơn vị", "Unit"), names.join(", ")));
    }
    let over = matches!(kind, NoticeKind::Cancelled | NoticeKind::Approved);
    // Of several works there are several.
    let over = over || !facts.other_tasks.is_empty();
    if let Some(due) = facts.due_at.filter(|_| !over) {
        let due = due_words(due, facts.moved_from, english);
        lines.push(format!("{}: {due}", label("Hạn", "Due")));
    }
    if let Some(by) = &facts.by {
        lines.push(format!("{}: {by}", label("Từ", "From")));
    }
    if let Some(note) = facts.note.as_ref().filter(|note| !note.is_empty()) {
        lines.push(format!("{}: {note}", label("Nội dung", "Note")));
    }
    if let Some(post) = &facts.for_post {
        lines.push(format!("{}: {post}", label("Nhận thay", "In the stead of")));
    }
    lines
}

/// A deadline as it is written: its day, its hour where it does not end with the day, and the
/// original one where that was another day.
#[must_use]
pub fn due_words(due: DateTime<Utc>, moved_from: Option<DateTime<Utc>>, english: bool) -> String {
    let time = due.with_timezone(&zone()).time();
    let whole = (time.hour(), time.minute()) == (23, 59);
    let words = if whole { format_day(day_of(due)) } else { format_instant(due) };
    match (moved_from.map(|was| format_day(day_of(was))), english) {
        (None, _) => words,
        (Some(was), false) => format!("{words} (hạn gốc {was})"),
        (Some(was), true) => format!("{words} (first {was})"),
    }
}

//! A leader's digest in a mail: each task once, with its units below it.

use shared::dto::notifications::digest::{DigestList, DigestRow, DigestView};

use crate::notifications::notices::words::due_words;
use crate::platform::mail::compose::{Item, Section};

/// What the days of a row say.
#[derive(Clone, Copy)]
enum Days {
    Late,
    Waiting,
    None,
}

/// The sections of the mail: the lists that are not empty, and what has changed.
#[must_use]
pub fn sections(view: &DigestView, english: bool) -> Vec<Section> {
    let say = |vi: &str, en: &str| if english { en.to_owned() } else { vi.to_owned() };
    let late = "/tasks?view=units&timeliness=overdue";
    let newly_overdue = DigestList {
        count: view.overdue.count - view.escalated.count,
        rows: view.overdue.rows.clone(),
    };
    let lists = [
        (say("Quá hạn lâu", "Long overdue"), &view.escalated, Days::Late, late),
        (say("Mới quá hạn", "Overdue"), &newly_overdue, Days::Late, late),
        (
            say("Chờ tôi duyệt", "Waiting for my review"),
            &view.awaiting_me,
            Days::Waiting,
            "/review",
        ),
        (
            say("Đề nghị gia hạn", "Extensions asked for"),
            &view.extensions,
            Days::Waiting,
            "/review/extensions",
        ),
        (
            say("Đến hạn trong tuần", "Due this week"),
            &view.due_this_week,
            Days::None,
            "/tasks?view=units&timeliness=due_in_7_days",
        ),
    ];
    let mut sections: Vec<Section> = lists
        .into_iter()
        .filter(|(_, list, ..)| list.count > 0)
        .map(|(name, list, days, path)| Section {
            heading: Some(format!("{name}: {}", list.count)),
            items: items(list, days, path, english),
        })
        .collect();
    let changes = &view.changes;
    let words = if english {
        format!(
            "Since the last digest: {} sent, {} approved, {} returned, {} became overdue",
            changes.submitted, changes.approved, changes.returned, changes.became_overdue
        )
    } else {
        format!(
            "Từ lần tổng hợp trước: {} báo cáo gửi, {} phê duyệt, {} trả lại, {} việc mới quá hạn",
            changes.submitted, changes.approved, changes.returned, changes.became_overdue
        )
    };
    let path = format!("/digests/{}", view.day);
    sections.push(Section {
        heading: None,
        items: vec![Item { title: words, details: Vec::new(), path }],
    });
    sections
}

/// One item a task, in the order of its first row; what is left out is counted.
fn items(list: &DigestList, days: Days, path: &str, english: bool) -> Vec<Item> {
    let mut tasks: Vec<Vec<&DigestRow>> = Vec::new();
    for row in &list.rows {
        match tasks.iter_mut().find(|rows| rows.iter().any(|one| one.task.id == row.task.id)) {
            Some(rows) => rows.push(row),
            None => tasks.push(vec![row]),
        }
    }
    let mut items: Vec<Item> = tasks
        .into_iter()
        .filter_map(|rows| {
            let first = rows.first()?;
            let path = match rows.len() {
                1 => format!("/assignments/{}", first.assignment_id),
                _ => format!("/tasks/{}", first.task.id),
            };
            let details = rows.iter().map(|row| line(row, days, english)).collect();
            Some(Item { title: first.task.name.clone(), details, path })
        })
        .collect();
    let left = list.count - i64::try_from(list.rows.len()).unwrap_or(i64::MAX);
    if left > 0 {
        let title =
            if english { format!("and {left} more") } else { format!("và {left} việc nữa") };
        items.push(Item { title, details: Vec::new(), path: path.to_owned() });
    }
    items
}

/// "Thôn Xuân Bắc: quá hạn 6 ngày (hạn 10/11/2026)".
fn line(row: &DigestRow, days: Days, english: bool) -> String {
    let since = match (days, english) {
        (Days::None, _) => None,
        (Days::Late, false) => Some(format!("quá hạn {} ngày", row.days)),
        (Days::Late, true) => Some(format!("days overdue: {}", row.days)),
        (Days::Waiting, false) => Some(format!("chờ {} ngày", row.days)),
        (Days::Waiting, true) => Some(format!("days waiting: {}", row.days)),
    };
    let due = row.due_at.map(|at| {
        let words = due_words(at, row.moved_from, english);
        if english { format!("due {words}") } else { format!("hạn {words}") }
    });
    let all: Vec<String> = since.into_iter().chain(due).collect();
    format!("{}: {}", row.unit.name, all.join(", "))
}

//! Notices in words: made here from the facts that the server sends.

use crate::{session::now, tr, words};
use chrono::NaiveDate;
use shared::{
    dto::{notifications::notice::NoticeView, page::Named},
    id::{TaskId, UnitId},
    state::NoticeKind,
    time::days_between,
};

/// Groups of kinds, as the filter names them, and the kinds of each.
pub(super) const GROUPS: [(&str, &[NoticeKind]); 4] = {
    use NoticeKind as K;
    [
        (
            "due",
            &[
                K::Assigned,
                K::DueSoon,
                K::Overdue,
                K::Chased,
                K::Cancelled,
                K::PassedOn,
                K::Digest,
                K::RecurrenceFailed,
            ],
        ),
        ("reports", &[K::Submitted, K::Waiting, K::Returned, K::Approved]),
        (
            "extensions",
            &[
                K::ExtensionAsked,
                K::ExtensionWaiting,
                K::ExtensionOffered,
                K::ExtensionGranted,
                K::ExtensionRefused,
                K::ExtensionAnswered,
            ],
        ),
        ("talk", &[K::Commented, K::Mentioned]),
    ]
};

/// What happened, in a few words.
#[must_use]
pub(super) fn title(one: &NoticeView) -> String {
    use NoticeKind as K;
    let unit = one.unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
    let who = one.by.clone().unwrap_or_default();
    match (one.kind, one.number) {
        (K::Assigned, _) => tr!(notice.assigned).to_owned(),
        (K::DueSoon, Some(n)) if n > 0 => tr!(notice.due_in, n = n),
        (K::DueSoon, _) => tr!(notice.due_today).to_owned(),
        (K::Overdue, Some(n)) if n > 0 => tr!(notice.overdue_n, n = n),
        (K::Overdue, _) => tr!(notice.overdue_now).to_owned(),
        (K::Chased, _) if who.is_empty() => tr!(timeline.chased).to_owned(),
        (K::Chased, _) => tr!(notice.chased_by, who = who),
        (K::Submitted, _) => tr!(notice.submitted_of, unit = unit),
        (K::Waiting, n) => tr!(notice.waiting_n, n = waited(n.unwrap_or_default())),
        (K::ExtensionWaiting, n) => {
            tr!(notice.extension_waiting_n, n = waited(n.unwrap_or_default()))
        }
        (K::Returned, _) => tr!(notice.returned).to_owned(),
        (K::Approved, _) => tr!(notice.approved).to_owned(),
        (K::Cancelled, _) => tr!(notice.cancelled).to_owned(),
        (K::PassedOn, _) => tr!(notice.passed_on).to_owned(),
        (K::Mentioned, _) if !who.is_empty() => tr!(notice.mentioned_by, who = who),
        (K::Commented | K::Mentioned, _) => tr!(notice.commented).to_owned(),
        (K::ExtensionAsked, _) => tr!(notice.extension_asked, unit = unit),
        (K::ExtensionOffered, _) => tr!(notice.extension_offered).to_owned(),
        (K::ExtensionGranted, _) => tr!(notice.extension_granted).to_owned(),
        (K::ExtensionRefused, _) => tr!(notice.extension_refused).to_owned(),
        (K::ExtensionAnswered, _) => tr!(notice.extension_answered, unit = unit),
        (K::Digest, Some(n)) if n > 0 => tr!(notice.digest_n, n = n),
        (K::Digest, _) => tr!(notice.digest).to_owned(),
        (K::RecurrenceFailed, _) => tr!(notice.recurrence_failed).to_owned(),
    }
}

/// A waiting in words: days, once there are two.
fn waited(hours: i64) -> String {
    if hours < 48 { tr!(notice.hours, n = hours) } else { tr!(notice.days, n = hours / 24) }
}

/// Which unit, which deadline, who, when; what the title says already is left out, and `own`, the
/// unit of the reader.
#[must_use]
pub(super) fn facts(one: &NoticeView, own: Option<UnitId>) -> String {
    use NoticeKind as K;
    let told = matches!(one.kind, K::Submitted | K::ExtensionAsked | K::ExtensionAnswered);
    let unit = one.unit.as_ref().filter(|unit| !told && Some(unit.id) != own).map(|unit| match one
        .other_units
        .len()
    {
        0 => unit.name.clone(),
        n => tr!(notice.unit_and_others, unit = unit.name, n = n),
    });
    // Of several works there are several.
    let due = one.due_at.filter(|_| one.other_tasks.is_empty()).map(|due| {
        let day = words::due_both(Some(due), one.moved_from);
        if one.kind == K::ExtensionGranted {
            tr!(notice.new_deadline, day = day)
        } else {
            tr!(notice.deadline, day = day)
        }
    });
    let named = matches!(one.kind, K::Chased | K::Mentioned);
    let by = one.by.clone().filter(|_| !named);
    let of = [unit, due, by, Some(words::clock(one.at))];
    words::dotted(&of.map(Option::unwrap_or_default))
}

/// The task, or how many it tells of.
#[must_use]
pub(super) fn task_words(task: &Named<TaskId>, one: &NoticeView) -> String {
    match one.other_tasks.len() {
        0 => task.name.clone(),
        n => tr!(notice.task_and_others, task = task.name, n = n),
    }
}

/// The heading of a day.
#[must_use]
pub(super) fn day_heading(day: NaiveDate) -> String {
    match days_between(shared::time::start_of_day(day), now()) {
        0 => tr!(notice.today).to_owned(),
        1 => tr!(notice.yesterday).to_owned(),
        _ => words::sentence(&words::day_named(day)),
    }
}

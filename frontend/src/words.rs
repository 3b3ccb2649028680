//! Values as words of the office.

pub mod planning;

use crate::{
    i18n::{Locale, locale},
    tr,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use shared::{
    ErrorCode, FieldError, Role,
    deadline::{DUE_SOON_DAYS, is_after},
    dto::{
        identity::delegation::Power,
        work::{assignment::TimelineKind, task::TargetView},
    },
    state::{
        ActivityState, AssignmentState, DirectiveState, ExtensionState, Part, TaskState, UnitKind,
    },
    time,
};

/// A state of an assignment.
#[must_use]
pub fn assignment_state(state: AssignmentState) -> &'static str {
    match state {
        AssignmentState::Assigned => tr!(state.assigned),
        AssignmentState::Acknowledged => tr!(state.acknowledged),
        AssignmentState::Submitted => tr!(state.submitted),
        AssignmentState::Returned => tr!(state.returned),
        AssignmentState::Approved => tr!(state.approved),
        AssignmentState::Cancelled => tr!(state.cancelled),
    }
}

/// A state of a task.
#[must_use]
pub fn task_state(state: TaskState) -> &'static str {
    match state {
        TaskState::Draft => tr!(state.task_draft),
        TaskState::Open => tr!(state.task_open),
        TaskState::Closed => tr!(state.task_closed),
        TaskState::Cancelled => tr!(state.task_cancelled),
    }
}

/// A state of a directive.
#[must_use]
pub fn directive_state(state: DirectiveState) -> &'static str {
    match state {
        DirectiveState::Draft => tr!(state.directive_draft),
        DirectiveState::Issued => tr!(state.directive_issued),
        DirectiveState::Superseded => tr!(state.directive_superseded),
    }
}

/// A state of an activity.
#[must_use]
pub fn activity_state(state: ActivityState) -> &'static str {
    match state {
        ActivityState::Draft => tr!(state.task_draft),
        ActivityState::Submitted => tr!(state.submitted),
        ActivityState::Approved => tr!(state.approved),
        ActivityState::Returned => tr!(state.returned),
    }
}

/// A kind of unit, in the plural, as a group's name.
#[must_use]
pub fn unit_kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Leadership => tr!(unit.leadership),
        UnitKind::Committee => tr!(unit.committee),
        UnitKind::MassOrganisation => tr!(unit.mass_organisation),
        UnitKind::Village => tr!(unit.village),
    }
}

/// A role.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Admin => tr!(role.admin),
        Role::Chairman => tr!(role.chairman),
        Role::Coordinator => tr!(role.coordinator),
        Role::Committee => tr!(role.committee),
        Role::VillageHead => tr!(role.village_head),
    }
}

/// What an API client may read by a scope.
#[must_use]
pub fn scope(scope: &str) -> &str {
    match scope {
        "units:read" => tr!(scope.units),
        "catalogues:read" => tr!(scope.catalogues),
        "directives:read" => tr!(scope.directives),
        "tasks:read" => tr!(scope.tasks),
        "assignments:read" => tr!(scope.assignments),
        "activities:read" => tr!(scope.activities),
        "attachments:read" => tr!(scope.attachments),
        "statistics:read" => tr!(scope.statistics),
        other => other,
    }
}

/// A state of an extension.
#[must_use]
pub fn extension_state(state: ExtensionState) -> &'static str {
    match state {
        ExtensionState::Asked => tr!(extension.state_asked),
        ExtensionState::Offered => tr!(extension.state_offered),
        ExtensionState::Granted => tr!(extension.state_granted),
        ExtensionState::Refused => tr!(extension.state_refused),
        ExtensionState::Declined => tr!(extension.state_declined),
        ExtensionState::Withdrawn => tr!(extension.state_withdrawn),
        ExtensionState::Lapsed => tr!(extension.state_lapsed),
    }
}

/// A power that can be lent.
#[must_use]
pub fn power(power: Power) -> &'static str {
    match power {
        Power::Review => tr!(lend.review),
        Power::Close => tr!(lend.close),
        Power::Extend => tr!(lend.extend),
        Power::Notices => tr!(lend.notices),
    }
}

/// Several, in one line.
#[must_use]
pub fn powers(powers: &[Power]) -> String {
    powers.iter().map(|one| power(*one).to_lowercase()).collect::<Vec<_>>().join("; ")
}

/// A part in a task.
#[must_use]
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Lead => tr!(part.lead),
        Part::Supporting => tr!(part.supporting),
        Part::Alone => tr!(part.alone),
    }
}

/// What happened, in a timeline.
#[must_use]
pub fn timeline(kind: TimelineKind) -> &'static str {
    match kind {
        TimelineKind::Assigned => tr!(timeline.assigned),
        TimelineKind::Acknowledged => tr!(timeline.acknowledged),
        TimelineKind::Submitted => tr!(timeline.submitted),
        TimelineKind::Withdrawn => tr!(timeline.withdrawn),
        TimelineKind::Returned => tr!(timeline.returned),
        TimelineKind::Approved => tr!(timeline.approved),
        TimelineKind::Cancelled => tr!(timeline.cancelled),
        TimelineKind::PassedOn => tr!(timeline.passed_on),
        TimelineKind::Split => tr!(timeline.split),
        TimelineKind::Chased => tr!(timeline.chased),
        TimelineKind::ExtensionAsked => tr!(timeline.extension_asked),
        TimelineKind::ExtensionOffered => tr!(timeline.extension_offered),
        TimelineKind::ExtensionGranted => tr!(timeline.extension_granted),
        TimelineKind::ExtensionRefused => tr!(timeline.extension_refused),
        TimelineKind::ExtensionDeclined => tr!(timeline.extension_declined),
        TimelineKind::ExtensionWithdrawn => tr!(timeline.extension_withdrawn),
        TimelineKind::ExtensionAllowed => tr!(timeline.extension_allowed),
        TimelineKind::Commented => tr!(comment.title),
    }
}

/// "còn 3 ngày", "quá hạn 2 ngày".
#[must_use]
pub fn deadline(due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = time::days_between(now, due);
    if is_after(due, now) {
        return match -days {
            ..=0 => tr!(deadline.late_today).to_owned(),
            n => tr!(deadline.late, n = n),
        };
    }
    match days {
        0 => tr!(deadline.today).to_owned(),
        n => tr!(deadline.left, n = n),
    }
}

/// The tone of a deadline's badge.
#[must_use]
pub fn deadline_tone(due: DateTime<Utc>, now: DateTime<Utc>) -> &'static str {
    if is_after(due, now) {
        "red"
    } else if time::days_between(now, due) <= DUE_SOON_DAYS {
        "amber"
    } else {
        ""
    }
}

/// "thứ Sáu, 20/11/2026".
#[must_use]
pub fn day_named(day: NaiveDate) -> String {
    if locale() == Locale::Vi {
        return time::format_day_named(day);
    }
    let name = match day.weekday() {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    };
    format!("{name}, {}", time::format_day(day))
}

/// dd/MM/yyyy of a deadline, or "không có hạn".
#[must_use]
pub fn due_day(due: Option<DateTime<Utc>>) -> String {
    due.map_or_else(|| tr!(deadline.none).to_owned(), |due| time::format_day(time::day_of(due)))
}

/// The working deadline, and the original one where they differ: "20/12/2026 (hạn gốc 15/12/2026)".
#[must_use]
pub fn due_both(due: Option<DateTime<Utc>>, original: Option<DateTime<Utc>>) -> String {
    match original {
        Some(_) if original != due => {
            tr!(deadline.both, day = due_day(due), was = due_day(original))
        }
        _ => due_day(due),
    }
}

/// "HH:MM" today, "hôm qua", else dd/MM.
#[must_use]
pub fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let day = time::day_of(at);
    match time::days_between(at, now) {
        0 => clock(at),
        1 => tr!(common.yesterday).to_owned(),
        _ => format!("{:02}/{:02}", day.day(), day.month()),
    }
}

/// "HH:MM" in the commune's zone.
#[must_use]
pub fn clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&time::zone()).format("%H:%M").to_string()
}

/// A number as the office writes it: 1.234, in English 1,234.
#[must_use]
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mark = if locale() == Locale::Vi { '.' } else { ',' };
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    if value < 0 { format!("-{grouped}") } else { grouped }
}

/// "2 cuộc, 60 người".
#[must_use]
pub fn targets(targets: &[TargetView]) -> String {
    let all: Vec<String> =
        targets.iter().map(|t| format!("{} {}", number(t.amount), t.unit_of_measure)).collect();
    all.join(", ")
}

/// Parts joined by " · ", empty ones left out.
#[must_use]
pub fn dotted(parts: &[String]) -> String {
    let all: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    sentence(&all.join(" · "))
}

/// With a capital first: a day named in the middle of a sentence is small.
#[must_use]
pub fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}

/// An error code as a sentence.
#[must_use]
pub fn error_code(code: ErrorCode) -> String {
    if locale() == Locale::Vi {
        return code.title().to_owned();
    }
    let text = code.as_str().replace('_', " ");
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// A field error as a sentence.
#[must_use]
pub fn field_error(error: &FieldError) -> String {
    match (locale(), error.code.as_str()) {
        (_, "required") => tr!(form.required).to_owned(),
        (_, "invalid_hour") => tr!(form.invalid_hour).to_owned(),
        (_, "invalid_day") => tr!(form.invalid_day).to_owned(),
        (_, "invalid_link") => tr!(form.invalid_link).to_owned(),
        // Said in the language of the page already.
        (_, "refused") => error.message.clone(),
        (Locale::Vi, _) => error.message.clone(),
        (Locale::En, code) => wrong(code).map_or_else(|| code.replace('_', " "), str::to_owned),
    }
}

/// What the server says in Vietnamese of a field, in the language of the page.
fn wrong(code: &str) -> Option<&'static str> {
    Some(match code {
        "wrong" | "mismatch" => tr!(wrong.wrong),
        "invalid" => tr!(wrong.invalid),
        "unknown" => tr!(wrong.unknown),
        "taken" => tr!(wrong.taken),
        "duplicate" => tr!(wrong.duplicate),
        "same" | "unchanged" => tr!(wrong.same),
        "out_of_range" => tr!(wrong.range),
        "past" | "not_later" | "before_start" | "none" => tr!(wrong.early),
        "too_far" | "after_whole" | "in_future" | "after_close" => tr!(wrong.late),
        "ended" => tr!(wrong.ended),
        "not_ending" => tr!(wrong.not_ending),
        "too_short" => tr!(wrong.short),
        "too_long" => tr!(wrong.long),
        "too_many" | "too_many_files" => tr!(wrong.many),
        "too_many_pixels" => tr!(wrong.large),
        "too_common" => tr!(wrong.common),
        "damaged" => tr!(wrong.damaged),
        "many_leads" => tr!(wrong.leads),
        "not_issued" => tr!(wrong.not_issued),
        "anchored" | "cited" | "circle" | "contradiction" | "not_draft" | "not_muted"
        | "not_office" | "not_own" | "not_same_unit" | "other_measure" | "own" => {
            tr!(wrong.impossible)
        }
        _ => return None,
    })
}

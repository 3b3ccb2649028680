//! What a person's calendar says to a phone.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use shared::Action;
use shared::state::{ActivityState, AssignmentState, Priority};
use shared::time::{day_of, format_day};

use super::ical::{self, Event, When};
use super::repo::{self, ActivityRow, CalendarFilter};
use crate::platform::access::Person;
use crate::platform::access::actor::Actor;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::platform::repo::communes;
use crate::work::activities::repo::Activity;
use crate::work::assignments::repo::{AssignmentRow, facts};

/// From so many days ago.
const DAYS_BACK: i64 = 60;
/// To so many days ahead.
const DAYS_AHEAD: i64 = 400;
/// The most of each that a phone is given.
const MAX_ENTRIES: usize = 5000;

/// The calendar of a person; an administrator's is empty.
///
/// # Errors
/// The database.
pub async fn text(
    db: &impl Connection,
    person: &Person,
    base: &str,
    now: DateTime<Utc>,
) -> AppResult<String> {
    let today = day_of(now);
    let day = |days: i64| today + Duration::days(days);
    let actor = Actor::Person(person.clone());
    let (mut assignments, mut activities) = (Vec::new(), Vec::new());
    // What is to come before what was.
    for (from, to) in [(today, day(DAYS_AHEAD)), (day(-DAYS_BACK), day(-1))] {
        let filter = CalendarFilter { from, to, unit: None, channel: None };
        let room = |count: usize| MAX_ENTRIES.saturating_sub(count);
        if let Some(scope) = actor.scope(Action::AssignmentRead) {
            assignments
                .extend(repo::deadlines(db, &scope, &filter, room(assignments.len())).await?);
        }
        if let Some(scope) = actor.scope(Action::ActivityRead) {
            activities.extend(repo::activities(db, scope, &filter, room(activities.len())).await?);
        }
    }
    let changes = (assignments.iter().map(|found| found.row.change_seq))
        .chain(activities.iter().map(|activity| activity.row.change_seq));
    let changed = repo::changed_at(db, person.commune_id, changes.collect()).await?;
    let whole = shared::reach(person.role, Action::AssignmentRead) == Some(shared::Reach::Commune);
    let deadlines = assignments.into_iter().filter_map(|found| {
        let at = changed.get(&found.row.change_seq).copied();
        deadline(found, at, whole, base)
    });
    let activities = activities.into_iter().filter_map(|row| {
        let at = changed.get(&row.row.change_seq).copied();
        activity(row, at, base)
    });
    let events: Vec<Event> = deadlines.chain(activities).collect();
    Ok(ical::calendar(&name(db, person, whole).await?, &events))
}

/// "Loa – thôn Xuân Bắc", or the commune's for whoever sees all of it.
async fn name(db: &impl Connection, person: &Person, whole: bool) -> AppResult<String> {
    let name = if whole {
        communes::find(db, person.commune_id).await?.map(|row| row.name)
    } else {
        names::units(db, &[person.unit_id]).await?.remove(&person.unit_id)
    };
    Ok(format!("Loa – {}", name.unwrap_or_default()))
}

fn deadline(
    found: AssignmentRow,
    changed_at: Option<DateTime<Utc>>,
    whole: bool,
    base: &str,
) -> Option<Event> {
    let facts = facts(&found.row);
    let due = day_of(facts.working_due()?);
    let done = if facts.state == AssignmentState::Approved { " (đã duyệt)" } else { "" };
    let unit = if whole { format!(" – {}", found.unit_name) } else { String::new() };
    let mut lines = vec![
        format!("Đơn vị: {}", found.unit_name),
        format!("Trạng thái: {}", state_words(facts.state)),
    ];
    let original = facts.moved_from().map(day_of);
    lines.extend(original.map(|day| format!("Hạn gốc: {}", format_day(day))));
    let directive = found.directive_number.or(found.directive_subject);
    lines.extend(directive.map(|name| format!("Văn bản: {name}")));
    let mut categories = vec!["Hạn"];
    if found.task_priority == Priority::High {
        categories.push("Gấp");
    }
    Some(Event {
        uid: format!("{}@loa", found.row.id),
        changed_at: changed_at.unwrap_or(found.row.created_at),
        sequence: found.row.version - 1,
        when: When::Day(due),
        summary: format!("Hạn: {}{unit}{done}", found.task_title),
        description: lines.join("\n"),
        location: String::new(),
        url: format!("{base}/assignments/{}", found.row.id),
        confirmed: true,
        categories,
    })
}

fn state_words(state: AssignmentState) -> &'static str {
    match state {
        AssignmentState::Assigned => "chưa tiếp nhận",
        AssignmentState::Acknowledged => "đã tiếp nhận",
        AssignmentState::Submitted => "đã gửi báo cáo, chờ duyệt",
        AssignmentState::Returned => "trả lại, yêu cầu bổ sung",
        AssignmentState::Approved => "đã phê duyệt",
        AssignmentState::Cancelled => "đã hủy giao",
    }
}

fn activity(
    activity: ActivityRow<Activity>,
    changed_at: Option<DateTime<Utc>>,
    base: &str,
) -> Option<Event> {
    let day = activity.row.held_on?;
    let hour = activity.row.held_at.as_deref();
    let hour = hour.and_then(|hour| NaiveTime::parse_from_str(hour, "%H:%M").ok());
    let units: Vec<&str> = activity.units.iter().map(|unit| unit.name.as_str()).collect();
    let units = units.join(", ");
    let state = activity.row.state.0;
    let confirmed = matches!(state, ActivityState::Submitted | ActivityState::Approved);
    Some(Event {
        uid: format!("{}@loa", activity.row.id),
        changed_at: changed_at.unwrap_or(activity.row.created_at),
        sequence: activity.row.version - 1,
        when: hour.map_or(When::Day(day), |hour| When::Hour(day.and_time(hour))),
        summary: format!("{} – {units}", activity.channel.as_deref().unwrap_or("Hoạt động")),
        description: format!("Đơn vị: {units}"),
        location: activity.row.place,
        url: format!("{base}/activities"),
        confirmed,
        categories: vec!["Hoạt động"],
    })
}

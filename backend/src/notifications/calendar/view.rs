//! The calendar as it is read.

use chrono::{DateTime, NaiveDate, Utc};
use shared::dto::notifications::calendar::{
    CalendarActivity, CalendarDeadline, CalendarEntry, CalendarView,
};
use shared::dto::page::Named;
use shared::time::day_of;

use super::repo::{self, ActivityRow, CalendarFilter};
use crate::platform::access::Scope;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::{AssignmentRow, facts};

/// What a scope sees of assignments, and another of activities, where there is one.
///
/// # Errors
/// The database.
pub async fn read(
    db: &impl Connection,
    (assignment_scope, activity_scope): (Scope, Option<Scope>),
    filter: &CalendarFilter,
    now: DateTime<Utc>,
) -> AppResult<CalendarView> {
    let deadlines = repo::deadlines(db, &assignment_scope, filter).await?;
    let activities = match activity_scope {
        Some(scope) => repo::activities(db, scope, filter).await?,
        None => Vec::new(),
    };
    let mut items: Vec<CalendarEntry> = deadlines
        .into_iter()
        .filter_map(|found| deadline(found, now))
        .chain(activities.into_iter().filter_map(activity))
        .collect();
    // Within a day in the order in which each was found.
    items.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    let truncated = items.len() > filter.most;
    items.truncate(filter.most);
    Ok(CalendarView { items, truncated })
}

fn sort_key(entry: &CalendarEntry) -> (NaiveDate, &str) {
    match entry {
        CalendarEntry::Deadline(deadline) => (deadline.day, ""),
        CalendarEntry::Activity(activity) => {
            (activity.day, activity.hour.as_deref().unwrap_or_default())
        }
    }
}

fn deadline(found: AssignmentRow, now: DateTime<Utc>) -> Option<CalendarEntry> {
    let facts = facts(&found.row);
    let due_at = facts.working_due()?;
    Some(CalendarEntry::Deadline(CalendarDeadline {
        day: day_of(due_at),
        assignment_id: found.row.id.into(),
        task: Named { id: found.row.task_id.into(), name: found.task_title },
        priority: found.task_priority.0,
        unit: Named { id: found.row.responsible_unit_id.into(), name: found.unit_name },
        part: found.row.part.0,
        due_at,
        original_due_at: found.row.original_due_at,
        state: facts.state,
        timeliness: facts.timeliness(now),
    }))
}

fn activity(activity: ActivityRow) -> Option<CalendarEntry> {
    let channel = activity.row.channel_id.zip(activity.channel);
    Some(CalendarEntry::Activity(CalendarActivity {
        day: activity.row.held_on?,
        activity_id: activity.row.id.into(),
        hour: activity.row.held_at,
        place: activity.row.place,
        channel: channel.map(|(id, name)| Named { id: id.into(), name }),
        units: activity.units,
        state: activity.row.state.0,
    }))
}

//! Entries of the calendar as they are read.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use shared::dto::notifications::calendar::{
    CalendarActivity, CalendarDeadline, CalendarEntry, CalendarTask,
};
use shared::dto::page::Named;
use shared::time::day_of;
use uuid::Uuid;

use super::due::{Due, timeliness};
use super::repo::{self, ActivityRow, CalendarFilter, HeldRow, ShareRow, TaskRow, is_by_task};
use crate::platform::access::Scope;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// The entries of what falls due, by the day and the thing. An assignment that has changed since it
/// was counted has none.
#[derive(Debug, Default)]
pub struct DueEntries {
    shares: HashMap<(NaiveDate, Uuid), CalendarEntry>,
    tasks: HashMap<Uuid, TaskRow>,
}

impl DueEntries {
    /// Reads them.
    ///
    /// # Errors
    /// The database.
    pub async fn read(
        db: &impl Connection,
        scope: &Scope,
        filter: &CalendarFilter,
        chosen: &[&Due],
        now: DateTime<Utc>,
    ) -> AppResult<Self> {
        let (alone, shared): (Vec<&Due>, Vec<&Due>) =
            chosen.iter().partition(|due| due.number == 1);
        let things = alone.iter().map(|due| (due.thing, due.due_key)).collect();
        let by_task = is_by_task(scope);
        let of_share = |row: ShareRow| {
            let due_at = DateTime::from_timestamp_millis(row.due_key)?;
            let thing = if by_task { row.task_id } else { row.id };
            Some(((day_of(due_at), thing), deadline(row, due_at, now)))
        };
        let shares = repo::shares(db, scope, filter, things).await?;
        let tasks = repo::tasks(db, shared.iter().map(|due| due.thing).collect()).await?;
        Ok(Self {
            shares: shares.into_iter().filter_map(of_share).collect(),
            tasks: tasks.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// The entry of what falls due on a day.
    pub fn take(&mut self, day: NaiveDate, due: &Due) -> Option<CalendarEntry> {
        if due.number == 1 {
            return self.shares.remove(&(day, due.thing));
        }
        let task = self.tasks.get(&due.thing)?;
        Some(CalendarEntry::Task(CalendarTask {
            task: Named { id: task.id.into(), name: task.title.clone() },
            priority: task.priority.0,
            units: due.number,
            overdue: due.overdue,
            timeliness: due.timeliness,
        }))
    }
}

fn deadline(row: ShareRow, due_at: DateTime<Utc>, now: DateTime<Utc>) -> CalendarEntry {
    CalendarEntry::Deadline(CalendarDeadline {
        assignment_id: row.id.into(),
        task: Named { id: row.task_id.into(), name: row.task_title },
        priority: row.task_priority.0,
        unit: Named { id: row.unit_id.into(), name: row.unit_name },
        part: row.part.0,
        due_at,
        original_due_at: row.original_due_at,
        state: row.state.0,
        timeliness: timeliness(row.state.0, due_at, now),
    })
}

/// The entry of an activity.
#[must_use]
pub fn activity(activity: ActivityRow<HeldRow>) -> CalendarEntry {
    let ActivityRow { row, units, channel } = activity;
    let channel = row.channel_id.zip(channel);
    CalendarEntry::Activity(CalendarActivity {
        activity_id: row.id.into(),
        hour: Some(row.hour).filter(|hour| !hour.is_empty()),
        place: row.place,
        channel: channel.map(|(id, name)| Named { id: id.into(), name }),
        units,
        state: row.state.0,
    })
}

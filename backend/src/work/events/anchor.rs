//! Deadlines counted from events: each unit's from its own day.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use shared::dto::page::Named;
use shared::dto::work::event::{Anchor, AnchorView};
use shared::dto::work::task::AssignUnit;
use shared::id::{TaskId, UnitId};
use shared::time::{day_of, format_day};
use shared::validate::Checks;
use uuid::Uuid;

use super::repo::{self, Event, TaskAnchor};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

/// An event, and how far from it deadlines lie.
#[derive(Debug)]
pub struct EventAnchor {
    event: Event,
    unit_days: HashMap<Uuid, NaiveDate>,
    days: i64,
}

impl EventAnchor {
    /// The deadline of those who have no day of their own.
    #[must_use]
    pub fn due_on(&self) -> NaiveDate {
        self.shifted(self.event.day)
    }

    /// The deadline of a unit.
    #[must_use]
    pub fn due_of(&self, unit: UnitId) -> NaiveDate {
        self.shifted(self.unit_days.get(&unit.0).copied().unwrap_or(self.event.day))
    }

    fn shifted(&self, day: NaiveDate) -> NaiveDate {
        let days = Days::new(self.days.unsigned_abs());
        let shifted = match self.days {
            0.. => day.checked_add_days(days),
            _ => day.checked_sub_days(days),
        };
        shifted.unwrap_or(day)
    }

    /// Units with their deadlines counted, where they have not been given others; one that has
    /// passed is a field error of its unit.
    pub fn with_due_dates(
        &self,
        checks: &mut Checks,
        units: &[AssignUnit],
        now: DateTime<Utc>,
    ) -> Vec<AssignUnit> {
        let today = day_of(now);
        let counted = units.iter().enumerate().map(|(index, unit)| {
            if unit.due_on.is_some() {
                return unit.clone();
            }
            let due = self.due_of(unit.unit_id);
            if due < today {
                let field = format!("units[{index}].unit_id");
                let words = format!("Hạn tính theo sự kiện ({}) đã qua.", format_day(due));
                checks.fail(&field, "past", words);
            }
            AssignUnit { due_on: Some(due), ..unit.clone() }
        });
        counted.collect()
    }
}

/// What an anchor names; what is wrong with it goes to `checks`.
///
/// # Errors
/// The database.
pub async fn find(
    db: &impl Connection,
    checks: &mut Checks,
    commune_id: Uuid,
    anchor: Option<&Anchor>,
) -> AppResult<Option<EventAnchor>> {
    let Some(anchor) = anchor else { return Ok(None) };
    let near = (-Anchor::FARTHEST..=Anchor::FARTHEST).contains(&anchor.days);
    checks.ensure(near, "anchor.days", "out_of_range", "Tối đa 365 ngày trước hoặc sau.");
    let row = repo::find(db, commune_id, anchor.event_id).await?;
    checks.ensure(row.is_some(), "anchor.event_id", "unknown", "Không có sự kiện này.");
    match row.filter(|_| near) {
        Some(event) => Ok(Some(load(db, event, anchor.days.into()).await?)),
        None => Ok(None),
    }
}

/// The same for deadlines that are asked for: no day stands beside it.
///
/// # Errors
/// The database.
pub async fn find_without_days(
    db: &impl Connection,
    checks: &mut Checks,
    commune_id: Uuid,
    anchor: Option<&Anchor>,
    (due_on, units): (Option<NaiveDate>, &[AssignUnit]),
) -> AppResult<Option<EventAnchor>> {
    if anchor.is_some() {
        let words = "Hạn tính theo sự kiện; để trống ngày.";
        checks.ensure(due_on.is_none(), "due_on", "anchored", words);
        for (index, unit) in units.iter().enumerate() {
            let field = format!("units[{index}].due_on");
            checks.ensure(unit.due_on.is_none(), &field, "anchored", words);
        }
    }
    find(db, checks, commune_id, anchor).await
}

async fn load(db: &impl Connection, event: Event, days: i64) -> AppResult<EventAnchor> {
    let unit_days = repo::days(db, event.id.into()).await?;
    let unit_days = unit_days.into_iter().map(|row| (row.unit_id, row.day)).collect();
    Ok(EventAnchor { event, unit_days, days })
}

/// What the deadlines of a task are counted from.
///
/// # Errors
/// The database.
pub async fn of_task(db: &impl Connection, task_id: TaskId) -> AppResult<Option<EventAnchor>> {
    match repo::anchor_with_event(db, task_id).await? {
        Some((row, event)) => Ok(Some(load(db, event, row.days).await?)),
        None => Ok(None),
    }
}

/// Attaches a new task to the event that its deadlines are counted from.
///
/// # Errors
/// The database.
pub async fn attach_to_event(
    work: &UnitOfWork,
    task_id: TaskId,
    anchored: &EventAnchor,
) -> AppResult<()> {
    let row = TaskAnchor { task_id: task_id.0, event_id: anchored.event.id, days: anchored.days };
    work.audit(None::<&()>, Some(&row));
    repo::insert_anchor(&work.tx, row).await
}

/// Detaches a task from its event: it has a day now. Whether it was attached to one.
///
/// # Errors
/// The database.
pub async fn detach_from_event(work: &UnitOfWork, task_id: TaskId) -> AppResult<bool> {
    let Some(row) = repo::anchor(&work.tx, task_id).await? else { return Ok(false) };
    work.audit(Some(&row), None::<&()>);
    repo::delete_anchor(&work.tx, task_id).await?;
    Ok(true)
}

/// The anchor of a task with the words to show.
///
/// # Errors
/// The database.
pub async fn view(db: &impl Connection, task_id: TaskId) -> AppResult<Option<AnchorView>> {
    let found = repo::anchor_with_event(db, task_id).await?;
    Ok(found.map(|(row, event)| view_of(event, row.days)))
}

/// An anchor with the words to show.
#[must_use]
pub fn view_of(event: Event, days: i64) -> AnchorView {
    AnchorView {
        event: Named { id: event.id.into(), name: event.name },
        days: i32::try_from(days).unwrap_or_default(),
    }
}

//! What may become of events.

use chrono::{Datelike, NaiveDate};
use shared::dto::page::Page;
use shared::dto::work::event::{EventCreate, EventDay, EventPatch, EventView};
use shared::id::EventId;
use shared::text::sort_key;
use shared::validate::Checks;

use super::repo::{self, Event};
use super::view;
use crate::organisation::units;
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned::{self, find_matching, unique_name};

/// Days that an event can have: nothing is counted from others.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// One page of events, the latest day first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<EventView>> {
    let found = repo::list(db, scope, paging).await?;
    let items = view::all(db, found.items).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// One event of the commune.
///
/// # Errors
/// 404 when there is none.
pub async fn find(db: &impl Connection, scope: Scope, id: EventId) -> AppResult<Event> {
    versioned::find(db, scope.commune_id, id.0).await
}

/// Adds an event.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    body: EventCreate,
) -> AppResult<Outcome<EventView>> {
    let scope = permit.scope;
    let mut checks = Checks::new();
    let name = unique_name::<Event>(work, scope.commune_id, &mut checks, &body.name, None).await?;
    check_day(&mut checks, "day", body.day);
    check_days(work, scope, &mut checks, &body.days).await?;
    checks.finish()?;
    let row = Event {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        sort_key: sort_key(&name),
        name,
        day: body.day,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    set_days(work, row.id.into(), &body.days).await?;
    outcome(work, row, 201).await
}

/// Changes name or days; deadlines that were given stay.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: EventId,
    patch: EventPatch,
) -> AppResult<Outcome<EventView>> {
    let scope = permit.scope;
    let row: Event = find_matching(work, scope.commune_id, id.0, context).await?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = &patch.name {
        let name =
            unique_name::<Event>(work, scope.commune_id, &mut checks, name, Some(id.0)).await?;
        changed.sort_key = sort_key(&name);
        changed.name = name;
    }
    if let Some(day) = patch.day {
        check_day(&mut checks, "day", day);
        changed.day = day;
    }
    if let Some(days) = &patch.days {
        check_days(work, scope, &mut checks, days).await?;
    }
    checks.finish()?;
    if let Some(days) = &patch.days {
        set_days(work, id, days).await?;
    }
    let after = work.save(&row, &changed).await?;
    outcome(work, after, 200).await
}

/// Forgets an event.
///
/// # Errors
/// 404, 428, 412; 409 while something is counted from it.
pub async fn delete(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: EventId,
) -> AppResult<Outcome<()>> {
    let scope = permit.scope;
    let row: Event = find_matching(work, scope.commune_id, id.0, context).await?;
    let uses = repo::usage_counts(&work.tx, &[id.0]).await?.remove(&id.0).unwrap_or_default();
    if uses > 0 {
        let words = format!("Còn {uses} nhiệm vụ hoặc mẫu tính hạn theo sự kiện này.");
        return Err(AppError::wrong_state(&words));
    }
    set_days(work, id, &[]).await?;
    work.remove(&row).await?;
    Ok(Outcome::removed("event", id.0))
}

fn check_day(checks: &mut Checks, field: &str, day: NaiveDate) {
    checks.ensure(YEARS.contains(&day.year()), field, "out_of_range", "Ngày không hợp lệ.");
}

/// Own days: units of the commune, each once. One that has ended keeps the day it had.
async fn check_days(
    work: &UnitOfWork,
    scope: Scope,
    checks: &mut Checks,
    days: &[EventDay],
) -> AppResult<()> {
    let named = days.iter().map(|own| own.unit_id.0);
    let known = units::repo::by_ids(&work.tx, scope, named).await?;
    for (index, own) in days.iter().enumerate() {
        let field = format!("days[{index}].unit_id");
        let exists = known.iter().any(|unit| unit.id == own.unit_id.0);
        checks.ensure(exists, &field, "unknown", "Đơn vị không có trong danh sách.");
        let times = days.iter().filter(|one| one.unit_id == own.unit_id).count();
        checks.ensure(times == 1, &field, "duplicate", "Đơn vị bị chọn hai lần.");
        check_day(checks, &format!("days[{index}].day"), own.day);
    }
    Ok(())
}

async fn set_days(work: &UnitOfWork, id: EventId, days: &[EventDay]) -> AppResult<()> {
    let before = repo::days(&work.tx, id).await?;
    let rows: Vec<repo::EventDay> = days
        .iter()
        .map(|own| repo::EventDay { event_id: id.0, unit_id: own.unit_id.0, day: own.day })
        .collect();
    work.audit(Some(&before), Some(&rows));
    repo::replace_days(&work.tx, id, rows).await
}

async fn outcome(work: &UnitOfWork, row: Event, status: u16) -> AppResult<Outcome<EventView>> {
    let (id, version) = (row.id, row.version);
    let view = view::one(&work.tx, row).await?;
    Ok(Outcome { status, body: Some(view), version: Some(version), object: ("event", id) })
}

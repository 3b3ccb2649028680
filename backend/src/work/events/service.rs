//! What may become of events.

use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Order, QueryFilter};
use shared::dto::event::{EventCreate, EventDay, EventPatch, EventView};
use shared::dto::page::Page;
use shared::text::sort_key;
use shared::validate::Checks;
use uuid::Uuid;

use super::view;
use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{event, event_day, unit};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned::{self, UniqueName, unique_name};

/// Days that an event can have: nothing is counted from others.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// One page of events, the latest day first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<EventView>> {
    use event::Column as C;
    let select = event::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "-day".into(), column: C::Day, id: C::Id, order: Order::Desc };
    let key = |row: &event::Model| (Key::Text(row.day.to_string()), row.id);
    let found = page(db, select, sort, paging, key).await?;
    let items = view::all(db, found.items).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// One event of the commune.
///
/// # Errors
/// 404 when there is none.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> AppResult<event::Model> {
    versioned::find(db, scope.commune_id, id).await
}

/// Adds an event.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    scope: Scope,
    body: EventCreate,
) -> AppResult<Outcome<EventView>> {
    let mut checks = Checks::new();
    let name =
        unique_name::<event::Model>(work, scope.commune_id, &mut checks, &body.name, None).await?;
    check_day(&mut checks, "day", body.day);
    check_days(work, scope, &mut checks, &body.days).await?;
    checks.finish()?;
    let row = event::Model {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        sort_key: sort_key(&name),
        name,
        day: body.day,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    hold(work, row.id, &body.days).await?;
    outcome(work, row, 201).await
}

/// Changes name or days; deadlines that were given stay.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    id: Uuid,
    patch: EventPatch,
) -> AppResult<Outcome<EventView>> {
    let row = find(&work.tx, scope, id).await?;
    context.matches(row.version)?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = &patch.name {
        let name = unique_name::<event::Model>(work, scope.commune_id, &mut checks, name, Some(id))
            .await?;
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
        hold(work, id, days).await?;
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
    scope: Scope,
    context: &WriteContext,
    id: Uuid,
) -> AppResult<Outcome<()>> {
    let row = find(&work.tx, scope, id).await?;
    context.matches(row.version)?;
    let uses = view::uses(&work.tx, &[id]).await?.remove(&id).unwrap_or_default();
    if uses > 0 {
        let words = format!("Còn {uses} nhiệm vụ hoặc mẫu tính hạn theo sự kiện này.");
        return Err(AppError::wrong_state(&words));
    }
    hold(work, id, &[]).await?;
    work.remove(&row).await?;
    Ok(Outcome::removed("event", id))
}

impl UniqueName for event::Model {
    const SORT_KEY: event::Column = event::Column::SortKey;
    const TAKEN: &'static str = "Đã có sự kiện tên này.";
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
    let known = unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(scope.commune_id))
        .filter(unit::Column::Id.is_in(days.iter().map(|own| own.unit_id.0)))
        .all(&work.tx)
        .await?;
    for (index, own) in days.iter().enumerate() {
        let field = format!("days[{index}].unit_id");
        let there = known.iter().any(|unit| unit.id == own.unit_id.0);
        checks.ensure(there, &field, "unknown", "Đơn vị không có trong danh sách.");
        let times = days.iter().filter(|one| one.unit_id == own.unit_id).count();
        checks.ensure(times == 1, &field, "duplicate", "Đơn vị bị chọn hai lần.");
        check_day(checks, &format!("days[{index}].day"), own.day);
    }
    Ok(())
}

async fn hold(work: &UnitOfWork, id: Uuid, days: &[EventDay]) -> AppResult<()> {
    let before =
        event_day::Entity::find().filter(event_day::Column::EventId.eq(id)).all(&work.tx).await?;
    let rows: Vec<event_day::Model> = days
        .iter()
        .map(|own| event_day::Model { event_id: id, unit_id: own.unit_id.0, day: own.day })
        .collect();
    work.audit(Some(&before), Some(&rows));
    event_day::Entity::delete_many()
        .filter(event_day::Column::EventId.eq(id))
        .exec(&work.tx)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    event_day::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    Ok(())
}

async fn outcome(
    work: &UnitOfWork,
    row: event::Model,
    status: u16,
) -> AppResult<Outcome<EventView>> {
    let (id, version) = (row.id, row.version);
    let view = view::one(&work.tx, row).await?;
    Ok(Outcome { status, body: Some(view), version: Some(version), object: ("event", id) })
}

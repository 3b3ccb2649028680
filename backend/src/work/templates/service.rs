//! What may become of templates.

use chrono::{DateTime, Utc};
use shared::ErrorCode;
use shared::dto::page::Page;
use shared::dto::work::event::Anchor;
use shared::dto::work::template::{
    FARTHEST_DUE, TaskPlan, TemplateCreate, TemplatePatch, TemplateView,
};
use shared::id::TemplateId;
use shared::text::sort_key;
use shared::time::day_of;
use shared::validate::Checks;
use uuid::Uuid;

use super::plan;
use super::repo::{self, Template};
use super::resolve::ResolvedPlans;
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned::{self, find_matching, unique_name};
use crate::work::events;
use crate::work::events::anchor;

/// One page of templates, by name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<TemplateView>> {
    let found = repo::list(db, scope, paging).await?;
    let items = views(db, scope.commune_id, found.items, now).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// One template of the commune.
///
/// # Errors
/// 404 when there is none.
pub async fn find(db: &impl Connection, scope: Scope, id: TemplateId) -> AppResult<Template> {
    versioned::find(db, scope.commune_id, id.0).await
}

/// Saves a template.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    body: TemplateCreate,
) -> AppResult<Outcome<TemplateView>> {
    let person = &permit.person;
    let (tx, commune_id) = (&work.tx, person.commune_id);
    let mut checks = Checks::new();
    let name = unique_name::<Template>(work, commune_id, &mut checks, &body.name, None).await?;
    let plan = plan::check(tx, &mut checks, person, body.task, false, work.now).await?;
    check_due(work, commune_id, &mut checks, body.due_in_days, body.anchor.as_ref()).await?;
    checks.finish()?;
    let id = body.id.unwrap_or_else(|| work.new_id().into());
    insert(work, commune_id, (id, name), &plan, (body.due_in_days, body.anchor)).await
}

/// Writes a new template down.
///
/// # Errors
/// 409 when the id is taken.
pub async fn insert(
    work: &UnitOfWork,
    commune_id: Uuid,
    (id, name): (TemplateId, String),
    plan: &TaskPlan,
    (due_in_days, anchor): (Option<u32>, Option<Anchor>),
) -> AppResult<Outcome<TemplateView>> {
    let row = Template {
        id: id.0,
        commune_id,
        sort_key: sort_key(&name),
        name,
        plan: plan::write(plan)?,
        due_in_days: due_in_days.map(Into::into),
        anchor_event_id: anchor.map(|anchor| anchor.event_id.0),
        anchor_days: anchor.map(|anchor| anchor.days.into()),
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    outcome(work, row, 201).await
}

/// Changes a template.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: TemplateId,
    patch: TemplatePatch,
) -> AppResult<Outcome<TemplateView>> {
    let (person, scope) = (&permit.person, permit.scope);
    let row: Template = find_matching(work, scope.commune_id, id.0, context).await?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = &patch.name {
        let name =
            unique_name::<Template>(work, scope.commune_id, &mut checks, name, Some(id.0)).await?;
        changed.sort_key = sort_key(&name);
        changed.name = name;
    }
    if let Some(task) = patch.task {
        let today = day_of(work.now);
        let (stored, _) =
            ResolvedPlans::resolve(&work.tx, scope.commune_id, &row.plan, today).await?;
        let whole = task.over(stored);
        let plan = plan::check(&work.tx, &mut checks, person, whole, false, work.now).await?;
        changed.plan = plan::write(&plan)?;
    }
    if patch.due_in_days.is_some() || patch.anchor.is_some() {
        let due_in_days = patch.due_in_days.unwrap_or(due_in_days(&row));
        let anchor = patch.anchor.unwrap_or(anchor(&row));
        check_due(work, scope.commune_id, &mut checks, due_in_days, anchor.as_ref()).await?;
        changed.due_in_days = due_in_days.map(Into::into);
        changed.anchor_event_id = anchor.map(|anchor| anchor.event_id.0);
        changed.anchor_days = anchor.map(|anchor| anchor.days.into());
    }
    checks.finish()?;
    let after = work.save(&row, &changed).await?;
    outcome(work, after, 200).await
}

/// Forgets a template.
///
/// # Errors
/// 404, 428, 412.
pub async fn delete(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: TemplateId,
) -> AppResult<Outcome<()>> {
    let scope = permit.scope;
    let row: Template = find_matching(work, scope.commune_id, id.0, context).await?;
    work.remove(&row).await?;
    Ok(Outcome::removed("template", id.0))
}

fn due_in_days(row: &Template) -> Option<u32> {
    row.due_in_days.and_then(|days| u32::try_from(days).ok())
}

fn anchor(row: &Template) -> Option<Anchor> {
    let days = i32::try_from(row.anchor_days?).ok()?;
    Some(Anchor { event_id: row.anchor_event_id?.into(), days })
}

/// A deadline in days, or counted from an event, or none.
async fn check_due(
    work: &UnitOfWork,
    commune_id: Uuid,
    checks: &mut Checks,
    due_in_days: Option<u32>,
    anchor: Option<&Anchor>,
) -> AppResult<()> {
    let near = due_in_days.is_none_or(|days| days <= FARTHEST_DUE);
    checks.ensure(near, "due_in_days", "out_of_range", "Từ 0 đến 365 ngày.");
    let one = due_in_days.is_none() || anchor.is_none();
    checks.ensure(one, "due_in_days", "anchored", "Hạn tính theo sự kiện; để trống số ngày.");
    anchor::find(&work.tx, checks, commune_id, anchor).await?;
    Ok(())
}

async fn outcome(
    work: &UnitOfWork,
    row: Template,
    status: u16,
) -> AppResult<Outcome<TemplateView>> {
    let (id, version) = (row.id, row.version);
    let body = Some(view(&work.tx, row, work.now).await?);
    Ok(Outcome { status, body, version: Some(version), object: ("template", id) })
}

/// One template as it is read.
///
/// # Errors
/// The database.
pub async fn view(
    db: &impl Connection,
    row: Template,
    now: DateTime<Utc>,
) -> AppResult<TemplateView> {
    let mut views = views(db, row.commune_id, vec![row], now).await?;
    Ok(views.pop().ok_or(ErrorCode::NotFound)?)
}

async fn views(
    db: &impl Connection,
    commune_id: Uuid,
    rows: Vec<Template>,
    now: DateTime<Utc>,
) -> AppResult<Vec<TemplateView>> {
    let plans = rows.iter().map(|row| plan::read(&row.plan)).collect::<AppResult<Vec<_>>>()?;
    let today = ResolvedPlans::load(db, commune_id, &plans, day_of(now)).await?;
    let anchors = rows.iter().filter_map(|row| row.anchor_event_id);
    let events = events::repo::by_ids(db, anchors).await?;
    let shown = |anchor: Anchor| {
        let event = events.get(&anchor.event_id.0)?;
        Some(anchor::view_of(event.clone(), anchor.days.into()))
    };
    Ok(rows
        .into_iter()
        .zip(plans)
        .map(|(row, plan)| TemplateView {
            task: today.view(plan),
            due_in_days: due_in_days(&row),
            anchor: anchor(&row).and_then(shown),
            id: row.id.into(),
            name: row.name,
            version: row.version,
        })
        .collect())
}

//! Decisions about tasks.

use serde_json::json;
use shared::deadline::is_after;
use shared::dto::page::Page;
use shared::dto::work::task::{
    AssignRequest, Reason, TaskCreate, TaskPatch, TaskSummary, TaskView,
};
use shared::id::TaskId;
use shared::state::{AssignmentState, Priority, TaskState};
use shared::text::{fold, sort_key};
use shared::time::end_of_day;
use shared::validate::Checks;

use super::assign;
use super::input::{self, LONG, TITLE};
use super::repo::{self, Filter, Task};
use super::view;
use crate::platform::access::{PersonPermit, Scope, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::assignments;
use crate::work::assignments::repo::{Assignment, due_key};
use crate::work::events::anchor::{self, EventAnchor};

/// A page of the ledger.
///
/// # Errors
/// A malformed filter, or a failing database.
pub async fn list(
    app: &App,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<TaskSummary>> {
    let page = repo::list(&app.db.read, scope, filter, paging).await?;
    let items = view::summaries(&app.db.read, scope, page.items, app.clock.now()).await?;
    Ok(Page { items, next_cursor: page.next_cursor, total: page.total })
}

async fn outcome(
    work: &UnitOfWork,
    scope: &Scope,
    row: Task,
    status: u16,
) -> AppResult<Outcome<TaskView>> {
    let (id, version) = (row.id, row.version);
    let view = view::full(&work.tx, scope, row, work.now).await?;
    Ok(Outcome { status, body: Some(view), version: Some(version), object: ("task", id) })
}

/// Makes a task, with its assignments.
///
/// # Errors
/// Field errors.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    body: &TaskCreate,
) -> AppResult<Outcome<TaskView>> {
    let row = insert_task(work, permit, body).await?;
    outcome(work, &permit.scope, row, 201).await
}

/// Makes a task, with its assignments.
///
/// # Errors
/// Field errors.
pub async fn insert_task(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    body: &TaskCreate,
) -> AppResult<Task> {
    let person = &permit.person;
    let tx = &work.tx;
    let mut checks = Checks::new();
    let title = checks.required("title", &body.title, TITLE);
    let description = checks.optional("description", &body.description, LONG);
    let commune = person.commune_id;
    let days = (body.due_on, body.units.as_slice());
    let anchored =
        anchor::find_without_days(tx, &mut checks, commune, body.anchor.as_ref(), days).await?;
    let due_on = body.due_on.or(anchored.as_ref().map(EventAnchor::due_on));
    // Of what has an event and units, the deadlines of the units are looked at.
    if anchored.is_none() || body.units.is_empty() {
        let field = if anchored.is_some() { "anchor.days" } else { "due_on" };
        input::check_due(&mut checks, field, due_on, work.now);
    }
    let items = input::check_items(tx, &mut checks, commune, body).await?;
    input::check_targets(tx, &mut checks, commune, &body.targets).await?;
    input::check_units(tx, &mut checks, commune, &body.units, work.now).await?;
    let units = match &anchored {
        Some(anchored) => anchored.with_due_dates(&mut checks, &body.units, work.now),
        None => body.units.clone(),
    };
    let (directive_id, clause_id) = input::check_source(tx, &mut checks, commune, body).await?;
    let reviewer_post_id = body.reviewer_post_id;
    let reviewer =
        input::find_reviewer(tx, &mut checks, person, reviewer_post_id, work.now).await?;
    let assigned = !body.open || !body.units.is_empty();
    checks.ensure(assigned, "units", "required", "Chọn ít nhất một đơn vị.");
    checks.finish()?;
    let due_at = due_on.map(end_of_day);
    let row = Task {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: commune,
        directive_id: directive_id.map(Into::into),
        clause_id: clause_id.map(Into::into),
        fold: fold(&title),
        sort_key: sort_key(&title),
        title,
        description,
        state: if body.open { TaskState::Open } else { TaskState::Draft }.into(),
        priority: body.priority.unwrap_or(Priority::Normal).into(),
        due_at,
        due_key: due_key(due_at),
        reviewer_post_id: reviewer.0,
        ended_reason: None,
        created_by: person.user_id,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    let id = row.id.into();
    repo::add_items(tx, id, &items).await?;
    repo::set_targets(tx, id, &body.targets).await?;
    work.audit(None::<&()>, Some(&json!({ "items": items, "targets": body.targets })));
    if let Some(anchored) = &anchored {
        anchor::attach_to_event(work, id, anchored).await?;
    }
    assign::insert(work, person, &row, &units).await?;
    Ok(row)
}

/// One task in scope, if it is as the request expects it and in one of some states.
async fn find_in_state(
    work: &UnitOfWork,
    scope: &Scope,
    id: TaskId,
    context: &WriteContext,
    states: &[TaskState],
) -> AppResult<Task> {
    let row = repo::find(&work.tx, scope, id).await?;
    context.matches(row.version)?;
    if states.contains(&row.state) {
        Ok(row)
    } else {
        Err(AppError::wrong_state("Nhiệm vụ không còn ở trạng thái cho phép việc này."))
    }
}

/// Changes a task.
///
/// # Errors
/// Field errors; 404, 409, 412, 428.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    id: TaskId,
    context: &WriteContext,
    patch: &TaskPatch,
) -> AppResult<Outcome<TaskView>> {
    let scope = &permit.scope;
    let row = find_in_state(work, scope, id, context, &[TaskState::Draft, TaskState::Open]).await?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(title) = &patch.title {
        let title = checks.required("title", title, TITLE);
        changed.fold = fold(&title);
        changed.sort_key = sort_key(&title);
        changed.title = title;
        work.mark_renamed(id.0);
    }
    if let Some(description) = &patch.description {
        changed.description = checks.optional("description", description, LONG);
    }
    if let Some(priority) = patch.priority {
        changed.priority = priority.into();
    }
    if let Some(due_on) = patch.due_on {
        // Deadlines that units have been given move by extension only.
        checks.ensure(
            row.state == TaskState::Draft,
            "due_on",
            "not_draft",
            "Chỉ đổi hạn khi còn dự thảo.",
        );
        input::check_due(&mut checks, "due_on", due_on, work.now);
        let due_at = due_on.map(end_of_day);
        changed.due_at = due_at;
        changed.due_key = due_key(due_at);
    }
    if let Some(targets) = &patch.targets {
        input::check_targets(&work.tx, &mut checks, scope.commune_id, targets).await?;
    }
    checks.finish()?;
    if let Some(targets) = &patch.targets {
        let before = repo::targets(&work.tx, [id.0]).await?.remove(&id.0).unwrap_or_default();
        repo::set_targets(&work.tx, id, targets).await?;
        work.audit(Some(&before), Some(targets));
    }
    // What is given a day is counted from no event any more, nor is any of its units.
    let detached = patch.due_on.is_some() && anchor::detach_from_event(work, id).await?;
    let after = work.save(&row, &changed).await?;
    if detached || after.due_at != row.due_at {
        let follows = |assignment: &Assignment| detached || assignment.due_at == row.due_at;
        assign::move_deadlines(work, id, after.due_at, follows).await?;
    }
    outcome(work, scope, after, 200).await
}

/// Opens a draft.
///
/// # Errors
/// 404, 409, 412, 428; a field error without units.
pub async fn open(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    id: TaskId,
    context: &WriteContext,
) -> AppResult<Outcome<TaskView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = find_in_state(work, scope, id, context, &[TaskState::Draft]).await?;
    input::ensure_issued(&work.tx, row.directive_id.map(Into::into)).await?;
    let assignments_of_task = assignments::repo::of_task(&work.tx, id).await?;
    if assignments_of_task.is_empty() {
        return Err(AppError::field("units", "required", "Chọn ít nhất một đơn vị."));
    }
    let passed = |due: Option<_>| due.is_some_and(|due| is_after(due, work.now));
    if assignments_of_task.iter().any(|row| passed(row.due_at)) {
        return Err(AppError::field("due_on", "past", "Hạn đã qua. Hãy sửa hạn trước khi giao."));
    }
    let mut changed = row.clone();
    changed.state = TaskState::Open.into();
    let after = work.save(&row, &changed).await?;
    assign::publish(work, person, id).await?;
    outcome(work, scope, after, 200).await
}

/// Closes a task that is done.
///
/// # Errors
/// 404, 409, 412, 428.
pub async fn close(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskClose>,
    id: TaskId,
    context: &WriteContext,
    reason: &Reason,
) -> AppResult<Outcome<TaskView>> {
    let scope = &permit.scope;
    let row = find_in_state(work, scope, id, context, &[TaskState::Open]).await?;
    let live = assignments::repo::of_task(&work.tx, id).await?;
    let (parts, wholes): (Vec<_>, Vec<_>) = live
        .iter()
        .filter(|row| row.state != AssignmentState::Approved)
        .partition(|row| row.parent_assignment_id.is_some());
    let unfinished = wholes.len();
    if unfinished > 0 {
        let detail = format!("Còn {unfinished} đơn vị chưa được duyệt; hủy giao hoặc chờ báo cáo.");
        return Err(AppError::wrong_state(&detail));
    }
    if !parts.is_empty() {
        let number = parts.len();
        let detail = format!("Còn {number} phần việc của thôn chưa được duyệt hoặc thu hồi.");
        return Err(AppError::wrong_state(&detail));
    }
    let mut checks = Checks::new();
    let reason = checks.optional("reason", &reason.reason, 2000);
    checks.finish()?;
    let mut changed = row.clone();
    changed.state = TaskState::Closed.into();
    changed.ended_reason = Some(reason).filter(|reason| !reason.is_empty());
    let after = work.save(&row, &changed).await?;
    outcome(work, scope, after, 200).await
}

/// Calls a task off.
///
/// # Errors
/// A field error without a reason; 404, 409, 412, 428.
pub async fn cancel(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskClose>,
    id: TaskId,
    context: &WriteContext,
    reason: &Reason,
) -> AppResult<Outcome<TaskView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = find_in_state(work, scope, id, context, &[TaskState::Draft, TaskState::Open]).await?;
    let mut checks = Checks::new();
    let reason = checks.required("reason", &reason.reason, 2000);
    checks.finish()?;
    for row in assignments::repo::unfinished_of_task(&work.tx, id).await? {
        assignments::service::cancel_row(work, person, &row, reason.clone()).await?;
    }
    let mut changed = row.clone();
    changed.state = TaskState::Cancelled.into();
    changed.ended_reason = Some(reason);
    let after = work.save(&row, &changed).await?;
    outcome(work, scope, after, 200).await
}

/// Assigns more units.
///
/// # Errors
/// Field errors; 404, 409, 412, 428.
pub async fn assign(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    id: TaskId,
    context: &WriteContext,
    body: &AssignRequest,
) -> AppResult<Outcome<TaskView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = find_in_state(work, scope, id, context, &[TaskState::Draft, TaskState::Open]).await?;
    let mut checks = Checks::new();
    checks.ensure(!body.units.is_empty(), "units", "required", "Chọn ít nhất một đơn vị.");
    input::check_units(&work.tx, &mut checks, scope.commune_id, &body.units, work.now).await?;
    let (days, commune) = ((None, body.units.as_slice()), scope.commune_id);
    let requested = body.anchor.as_ref();
    let anchored =
        match anchor::find_without_days(&work.tx, &mut checks, commune, requested, days).await? {
            None if requested.is_none() => anchor::of_task(&work.tx, id).await?,
            requested => requested,
        };
    let units = match &anchored {
        Some(anchored) => anchored.with_due_dates(&mut checks, &body.units, work.now),
        None => body.units.clone(),
    };
    assign::check_new(work, &mut checks, &row, &units).await?;
    checks.finish()?;
    assign::insert(work, person, &row, &units).await?;
    let after = work.save(&row, &row).await?;
    outcome(work, scope, after, 201).await
}

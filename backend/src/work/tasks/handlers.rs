//! HTTP of tasks.

use actix_web::{HttpResponse, get, patch, post, web};
use shared::dto::page::Page;
use shared::dto::work::task::{
    AssignRequest, Reason, TaskCreate, TaskPatch, TaskSummary, TaskView,
};
use shared::id::TaskId;

use super::repo::Filter;
use super::{service, view};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;

/// Lists tasks: the ledger.
///
/// Filters narrow it by state, directive, clause, unit, recurrence and words of the title. The
/// office sees drafts too, committees and village heads the tasks that they were given, machines
/// all but drafts.
///
/// For every role but the administrator.
#[utoipa::path(tag = "tasks", operation_id = "list_tasks", params(Filter, Paging),
    responses((status = 200, description = "A page of tasks", body = Page<TaskSummary>)))]
#[get("/api/v1/tasks")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::TaskRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let page = service::list(&app, &permit.scope, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

/// Makes a task.
///
/// A draft; with `units` and `open` it is assigned in the same act. 409 when the id is taken; 422
/// for an entry, unit, clause or reviewer that is none, or a deadline that is past.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "tasks", operation_id = "create_task", request_body = TaskCreate,
    responses((status = 201, description = "Made", body = TaskView)))]
#[post("/api/v1/tasks")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    body: Write<TaskCreate>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "task.create", async |work| {
        service::create(work, &permit, &body.body).await
    })
    .await
}

/// Reads one task.
///
/// Everything but its assignments, which `GET /api/v1/assignments?task=` lists.
///
/// For every role but the administrator.
#[utoipa::path(tag = "tasks", operation_id = "read_task", params(("id" = Uuid, Path, description = "The task")),
    responses((status = 200, description = "The task", body = TaskView)))]
#[get("/api/v1/tasks/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::TaskRead>,
    id: Path<TaskId>,
) -> AppResult<HttpResponse> {
    let row = super::repo::find(&app.db.read, &permit.scope, id.0).await?;
    let view = view::full(&app.db.read, &permit.scope, row, app.clock.now()).await?;
    Ok(item(&view, view.summary.version))
}

/// Changes a task that has not ended.
///
/// A JSON Merge Patch; lists replace, and the day only while it is a draft. 409 when it was closed
/// or cancelled.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "tasks", operation_id = "update_task", request_body = TaskPatch, params(("id" = Uuid, Path, description = "The task")),
    responses((status = 200, description = "Changed", body = TaskView)))]
#[patch("/api/v1/tasks/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<TaskId>,
    body: Write<TaskPatch>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "task.update", async |work| {
        service::update(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

/// Opens a draft of a task.
///
/// Its units see it and are told from now on. 409 unless it is a draft; 422 without units, or with
/// a deadline that is past.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "tasks", operation_id = "open_task", params(("id" = Uuid, Path, description = "The task")),
    responses((status = 200, description = "Opened", body = TaskView)))]
#[post("/api/v1/tasks/{id}/open")]
pub async fn open(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<TaskId>,
    body: Write<Option<serde_json::Value>>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "task.open", async |work| {
        service::open(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Closes a task.
///
/// Once all of its assignments are approved or cancelled; 409 before. Whoever was lent the power
/// `close` may as well.
///
/// For the chairman.
#[utoipa::path(tag = "tasks", operation_id = "close_task", request_body = Option<Reason>, params(("id" = Uuid, Path, description = "The task")),
    responses((status = 200, description = "Closed", body = TaskView)))]
#[post("/api/v1/tasks/{id}/close")]
pub async fn close(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskClose>,
    id: Path<TaskId>,
    body: Write<Option<Reason>>,
) -> AppResult<Reply> {
    let reason = body.body.unwrap_or_default();
    write(&app, &permit, &body.context, "task.close", async |work| {
        service::close(work, &permit, id.0, &body.context, &reason).await
    })
    .await
}

/// Calls a task off, with a reason.
///
/// Its unfinished assignments are cancelled with it, and their units are told. 409 when it has
/// ended. Whoever was lent the power `close` may as well.
///
/// For the chairman.
#[utoipa::path(tag = "tasks", operation_id = "cancel_task", request_body = Reason, params(("id" = Uuid, Path, description = "The task")),
    responses((status = 200, description = "Cancelled", body = TaskView)))]
#[post("/api/v1/tasks/{id}/cancel")]
pub async fn cancel(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskClose>,
    id: Path<TaskId>,
    body: Write<Reason>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "task.cancel", async |work| {
        service::cancel(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

/// Assigns more units to a task.
///
/// 422 for a unit that has it already or has ended, a second lead, or a deadline that is past. 409
/// when the task has ended.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "tasks", operation_id = "assign_units", request_body = AssignRequest, params(("id" = Uuid, Path, description = "The task")),
    responses((status = 201, description = "Assigned", body = TaskView)))]
#[post("/api/v1/tasks/{id}/assignments")]
pub async fn assign(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<TaskId>,
    body: Write<AssignRequest>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "task.assign", async |work| {
        service::assign(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

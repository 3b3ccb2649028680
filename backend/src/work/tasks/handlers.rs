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

/// The ledger of tasks.
#[utoipa::path(tag = "tasks", operation_id = "task_list", params(Filter, Paging),
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

/// Makes a task; with `units` and `open` it is assigned in the same act.
#[utoipa::path(tag = "tasks", operation_id = "task_create", request_body = TaskCreate,
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

/// One task.
#[utoipa::path(tag = "tasks", operation_id = "task_read", params(("id" = Uuid, Path, description = "The task")),
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
#[utoipa::path(tag = "tasks", operation_id = "task_update", request_body = TaskPatch, params(("id" = Uuid, Path, description = "The task")),
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

/// Opens a draft: its units see it from now.
#[utoipa::path(tag = "tasks", operation_id = "task_open", params(("id" = Uuid, Path, description = "The task")),
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

/// Closes a task all of whose assignments are approved or cancelled.
#[utoipa::path(tag = "tasks", operation_id = "task_close", request_body = Option<Reason>, params(("id" = Uuid, Path, description = "The task")),
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

/// Calls a task off, with a reason; its unfinished assignments are cancelled with it.
#[utoipa::path(tag = "tasks", operation_id = "task_cancel", request_body = Reason, params(("id" = Uuid, Path, description = "The task")),
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

/// Assigns more units.
#[utoipa::path(tag = "tasks", operation_id = "task_assign", request_body = AssignRequest, params(("id" = Uuid, Path, description = "The task")),
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

//! HTTP of templates.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::de::IgnoredAny;
use shared::dto::page::Page;
use shared::dto::work::template::{TemplateCreate, TemplateOfTask, TemplatePatch, TemplateView};
use shared::id::{TaskId, TemplateId};

use super::{of_task, service};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;

/// Lists the templates of tasks, by name.
///
/// Saved forms of tasks, shared by the office.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "templates", operation_id = "list_templates", params(Paging),
    responses((status = 200, description = "Templates", body = Page<TemplateView>)))]
#[get("/api/v1/task-templates")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::TaskWrite>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let now = app.clock.now();
    Ok(listed(&service::list(&app.db.read, permit.scope, &paging.0, now).await?))
}

/// Saves a template.
///
/// 409 when the id is taken; 422 when the name is, or for an entry, unit or event that is none.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "templates", operation_id = "create_template", request_body = TemplateCreate,
    responses((status = 201, description = "The template", body = TemplateView)))]
#[post("/api/v1/task-templates")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    body: Write<TemplateCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "template.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// Reads one template.
///
/// Everything with which a form for a new task is filled; what is retired by now is left out.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "templates", operation_id = "read_template",
    params(("id" = Uuid, Path, description = "The template")),
    responses((status = 200, description = "The template", body = TemplateView)))]
#[get("/api/v1/task-templates/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::TaskWrite>,
    id: Path<TemplateId>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    let row = service::find(db, permit.scope, id.0).await?;
    let view = service::view(db, row, app.clock.now()).await?;
    Ok(item(&view, view.version))
}

/// Changes a template.
///
/// A JSON Merge Patch. What was made from it stays as it is.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "templates", operation_id = "update_template", request_body = TemplatePatch,
    params(("id" = Uuid, Path, description = "The template")),
    responses((status = 200, description = "The template as changed", body = TemplateView)))]
#[patch("/api/v1/task-templates/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<TemplateId>,
    body: Write<TemplatePatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "template.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Removes a template.
///
/// What was made from it stays as it is.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "templates", operation_id = "delete_template",
    params(("id" = Uuid, Path, description = "The template")),
    responses((status = 204, description = "Forgotten")))]
#[delete("/api/v1/task-templates/{id}")]
pub async fn delete(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<TemplateId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "template.delete", async |work| {
        service::delete(work, &permit, &body.context, id.0).await
    })
    .await
}

/// Saves a task as a template.
///
/// The task stays as it is. 409 when the id is taken, 422 when the name is.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "templates", operation_id = "save_task_as_template", request_body = TemplateOfTask,
    params(("id" = Uuid, Path, description = "The task")),
    responses((status = 201, description = "The template", body = TemplateView)))]
#[post("/api/v1/tasks/{id}/template")]
pub async fn save_task(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<TaskId>,
    body: Write<TemplateOfTask>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "template.create", async |work| {
        of_task::save(work, &permit, id.0, body).await
    })
    .await
}

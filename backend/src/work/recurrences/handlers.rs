//! HTTP of recurrences.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::Deserialize;
use serde::de::IgnoredAny;
use shared::dto::page::Page;
use shared::dto::work::recurrence::{
    RecurrenceCreate, RecurrencePatch, RecurrenceState, RecurrenceView,
};
use shared::id::RecurrenceId;

use super::service::{self, StateChange};
use super::view;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;

/// What a list of recurrences can be narrowed by.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// In this state; all, the ended ones too, if left out.
    #[param(inline)]
    pub state: Option<RecurrenceState>,
}

/// Lists recurrences, by name.
///
/// Rules by which tasks are made again and again, ended ones too unless `state` says which.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "recurrences", operation_id = "list_recurrences", params(Filter, Paging),
    responses((status = 200, description = "Recurrences", body = Page<RecurrenceView>)))]
#[get("/api/v1/recurrences")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::TaskWrite>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let (db, now) = (&app.db.read, app.clock.now());
    Ok(listed(&service::list(db, permit.scope, filter.0.state, &paging.0, now).await?))
}

/// Sets a recurrence up.
///
/// Each period gets its task once, made in the name of the active post, some days before its
/// deadline. 409 when the id is taken; 422 when the name is, or for a rule under which no task
/// would be made.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "recurrences", operation_id = "create_recurrence", request_body = RecurrenceCreate,
    responses((status = 201, description = "The recurrence", body = RecurrenceView)))]
#[post("/api/v1/recurrences")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    body: Write<RecurrenceCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "recurrence.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// Reads one recurrence.
///
/// With its next tasks, and why the last one could not be made, if so.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "recurrences", operation_id = "read_recurrence",
    params(("id" = Uuid, Path, description = "The recurrence")),
    responses((status = 200, description = "The recurrence", body = RecurrenceView)))]
#[get("/api/v1/recurrences/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::TaskWrite>,
    id: Path<RecurrenceId>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    let row = service::find(db, permit.scope, id.0).await?;
    let view = view::one(db, row, app.clock.now()).await?;
    Ok(item(&view, view.version))
}

/// Changes a recurrence from its next task on.
///
/// A task that could not be made is tried again. 409 when the recurrence has ended.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "recurrences", operation_id = "update_recurrence", request_body = RecurrencePatch,
    params(("id" = Uuid, Path, description = "The recurrence")),
    responses((status = 200, description = "The recurrence as changed", body = RecurrenceView)))]
#[patch("/api/v1/recurrences/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<RecurrenceId>,
    body: Write<RecurrencePatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "recurrence.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Pauses a recurrence.
///
/// It makes no tasks until it is resumed. 409 unless it runs.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "recurrences", operation_id = "pause_recurrence",
    params(("id" = Uuid, Path, description = "The recurrence")),
    responses((status = 200, description = "Paused", body = RecurrenceView)))]
#[post("/api/v1/recurrences/{id}/pause")]
pub async fn pause(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<RecurrenceId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    change_state(&app, &permit, id.0, &body, StateChange::Pause).await
}

/// Resumes a recurrence.
///
/// Tasks whose day came in the meantime are skipped. 409 unless it was paused.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "recurrences", operation_id = "resume_recurrence",
    params(("id" = Uuid, Path, description = "The recurrence")),
    responses((status = 200, description = "Resumed", body = RecurrenceView)))]
#[post("/api/v1/recurrences/{id}/resume")]
pub async fn resume(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<RecurrenceId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    change_state(&app, &permit, id.0, &body, StateChange::Resume).await
}

/// Ends a recurrence for good.
///
/// It makes no more tasks; those that were made stay. 409 when it has ended.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "recurrences", operation_id = "end_recurrence",
    params(("id" = Uuid, Path, description = "The recurrence")),
    responses((status = 200, description = "Ended", body = RecurrenceView)))]
#[post("/api/v1/recurrences/{id}/end")]
pub async fn end(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<RecurrenceId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    change_state(&app, &permit, id.0, &body, StateChange::End).await
}

async fn change_state(
    app: &App,
    permit: &PersonPermit<can::TaskWrite>,
    id: RecurrenceId,
    body: &Write<IgnoredAny>,
    change: StateChange,
) -> AppResult<Reply> {
    write(app, permit, &body.context, change.action(), async |work| {
        service::change_state(work, permit, &body.context, id, change).await
    })
    .await
}

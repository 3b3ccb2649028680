//! HTTP of events.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::de::IgnoredAny;
use shared::dto::page::Page;
use shared::dto::work::event::{EventCreate, EventPatch, EventView};
use shared::id::EventId;

use super::{service, view};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;

/// Lists events, the latest day first.
///
/// Events that deadlines are counted from, such as a festival that each village holds on its own
/// day.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "events", operation_id = "list_events", params(Paging),
    responses((status = 200, description = "Events", body = Page<EventView>)))]
#[get("/api/v1/events")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::TaskWrite>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    Ok(listed(&service::list(&app.db.read, permit.scope, &paging.0).await?))
}

/// Adds an event.
///
/// With a common day and the days of units that differ. 409 when the id is taken.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "events", operation_id = "create_event", request_body = EventCreate,
    responses((status = 201, description = "The event", body = EventView)))]
#[post("/api/v1/events")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    body: Write<EventCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "event.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// Reads one event with every unit's own day.
///
/// 404 when there is none in the commune.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "events", operation_id = "read_event",
    params(("id" = Uuid, Path, description = "The event")),
    responses((status = 200, description = "The event", body = EventView)))]
#[get("/api/v1/events/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::TaskWrite>,
    id: Path<EventId>,
) -> AppResult<HttpResponse> {
    let row = service::find(&app.db.read, permit.scope, id.0).await?;
    let view = view::one(&app.db.read, row).await?;
    Ok(item(&view, view.version))
}

/// Changes the name or the days of an event.
///
/// Deadlines that were counted from it stay as they are.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "events", operation_id = "update_event", request_body = EventPatch,
    params(("id" = Uuid, Path, description = "The event")),
    responses((status = 200, description = "The event as changed", body = EventView)))]
#[patch("/api/v1/events/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<EventId>,
    body: Write<EventPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "event.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Removes an event.
///
/// 409 while a task, a template or a recurrence counts from it.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "events", operation_id = "delete_event",
    params(("id" = Uuid, Path, description = "The event")),
    responses((status = 204, description = "Forgotten")))]
#[delete("/api/v1/events/{id}")]
pub async fn delete(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<EventId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "event.delete", async |work| {
        service::delete(work, &permit, &body.context, id.0).await
    })
    .await
}

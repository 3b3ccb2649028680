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

/// The events of the commune, the latest day first.
#[utoipa::path(tag = "events", operation_id = "event_list", params(Paging),
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
#[utoipa::path(tag = "events", operation_id = "event_create", request_body = EventCreate,
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

/// One event with every unit's own day.
#[utoipa::path(tag = "events", operation_id = "event_read",
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

/// Changes name or days. Deadlines that were given stay as they are.
#[utoipa::path(tag = "events", operation_id = "event_update", request_body = EventPatch,
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

/// Forgets an event from which nothing is counted.
#[utoipa::path(tag = "events", operation_id = "event_delete",
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

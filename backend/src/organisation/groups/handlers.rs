//! HTTP of saved groups of units.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::de::IgnoredAny;
use shared::dto::organisation::group::{UnitGroupCreate, UnitGroupPatch, UnitGroupView};
use shared::dto::page::Page;
use shared::id::UnitGroupId;

use super::service;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::list as listed;
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Lists the saved groups of units, by name.
///
/// Units that are often assigned together.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "units", operation_id = "list_unit_groups", params(Paging),
    responses((status = 200, description = "Groups of units", body = Page<UnitGroupView>)))]
#[get("/api/v1/unit-groups")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::UnitRead>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let now = app.clock.now();
    Ok(listed(&service::list(&app.db.read, permit.scope, &paging.0, now).await?))
}

/// Saves a group of units.
///
/// 409 when the id is taken, 422 when the name is, or for a unit that is none.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "units", operation_id = "create_unit_group", request_body = UnitGroupCreate,
    responses((status = 201, description = "The group", body = UnitGroupView)))]
#[post("/api/v1/unit-groups")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    body: Write<UnitGroupCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "unit_group.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// Changes the name or the units of a group.
///
/// What was assigned by it stays as it is.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "units", operation_id = "update_unit_group", request_body = UnitGroupPatch,
    params(("id" = Uuid, Path, description = "The group")),
    responses((status = 200, description = "The group as changed", body = UnitGroupView)))]
#[patch("/api/v1/unit-groups/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<UnitGroupId>,
    body: Write<UnitGroupPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "unit_group.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Removes a group of units.
///
/// What was assigned by it stays as it is.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "units", operation_id = "delete_unit_group",
    params(("id" = Uuid, Path, description = "The group")),
    responses((status = 204, description = "Forgotten")))]
#[delete("/api/v1/unit-groups/{id}")]
pub async fn delete(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskWrite>,
    id: Path<UnitGroupId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "unit_group.delete", async |work| {
        service::delete(work, &permit, &body.context, id.0).await
    })
    .await
}

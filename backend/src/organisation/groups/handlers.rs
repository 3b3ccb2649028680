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

/// The saved groups of the commune, by name.
#[utoipa::path(tag = "units", operation_id = "unit_group_list", params(Paging),
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

/// Saves a group.
#[utoipa::path(tag = "units", operation_id = "unit_group_create", request_body = UnitGroupCreate,
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

/// Changes a group's name or units. What was assigned by it stays as it is.
#[utoipa::path(tag = "units", operation_id = "unit_group_update", request_body = UnitGroupPatch,
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

/// Forgets a group. What was assigned by it stays as it is.
#[utoipa::path(tag = "units", operation_id = "unit_group_delete",
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

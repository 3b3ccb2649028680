//! HTTP of units.

use actix_web::{HttpResponse, get, patch, post, put, web};
use shared::dto::organisation::unit::{HouseholdsOfYear, UnitCreate, UnitPatch, UnitView};
use shared::dto::page::Page;
use shared::id::UnitId;

use super::repo::UnitFilter;
use super::{households as by_year, service};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::{item, list as listed};
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// The units of the commune, by position, or by name with `sort=name`.
#[utoipa::path(tag = "units", operation_id = "unit_list", params(UnitFilter, Paging),
    responses((status = 200, description = "Units", body = Page<UnitView>)))]
#[get("/api/v1/units")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::UnitRead>,
    filter: Query<UnitFilter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let page = service::list(&app.db.read, permit.scope, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

/// Adds a unit.
#[utoipa::path(tag = "units", operation_id = "unit_create", request_body = UnitCreate,
    responses((status = 201, description = "The new unit", body = UnitView)))]
#[post("/api/v1/units")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::UnitWrite>,
    body: Write<UnitCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "unit.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// One unit.
#[utoipa::path(tag = "units", operation_id = "unit_read",
    params(("id" = Uuid, Path, description = "The unit")),
    responses((status = 200, description = "The unit", body = UnitView)))]
#[get("/api/v1/units/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::UnitRead>,
    id: Path<UnitId>,
) -> AppResult<HttpResponse> {
    let view = service::read(&app.db.read, permit.scope, id.0).await?;
    Ok(item(&view, view.version))
}

/// Changes a unit; a new name opens a dated version.
#[utoipa::path(tag = "units", operation_id = "unit_update", request_body = UnitPatch,
    params(("id" = Uuid, Path, description = "The unit")),
    responses((status = 200, description = "The unit as changed", body = UnitView)))]
#[patch("/api/v1/units/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::UnitWrite>,
    id: Path<UnitId>,
    body: Write<UnitPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "unit.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// The households of a unit by year, the newest first.
#[utoipa::path(tag = "units", operation_id = "unit_households",
    params(("id" = Uuid, Path, description = "The unit")),
    responses((status = 200, description = "One row a year", body = Vec<HouseholdsOfYear>)))]
#[get("/api/v1/units/{id}/households")]
pub async fn households(
    app: web::Data<App>,
    permit: Permit<can::UnitRead>,
    id: Path<UnitId>,
) -> AppResult<HttpResponse> {
    Ok(listed(&by_year::list(&app.db.read, permit.scope, id.0).await?))
}

/// Notes the households of a year. The version is the unit's.
#[utoipa::path(tag = "units", operation_id = "unit_households_put", request_body = HouseholdsOfYear,
    params(("id" = Uuid, Path, description = "The unit")),
    responses((status = 200, description = "One row a year", body = Vec<HouseholdsOfYear>)))]
#[put("/api/v1/units/{id}/households")]
pub async fn put_households(
    app: web::Data<App>,
    permit: PersonPermit<can::UnitWrite>,
    id: Path<UnitId>,
    body: Write<HouseholdsOfYear>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "unit.households", async |work| {
        by_year::put(work, &permit, &context, id.0, &body).await
    })
    .await
}

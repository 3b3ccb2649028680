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

/// Lists the units of the commune.
///
/// By position, or by name with `sort=name`; ended ones too, unless `valid_on` names a day.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "units", operation_id = "list_units", params(UnitFilter, Paging),
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
///
/// At the end of its kind. 409 when the id or the code is taken, 422 for a unit above it that is
/// none or would make a circle.
///
/// For the administrator.
#[utoipa::path(tag = "units", operation_id = "create_unit", request_body = UnitCreate,
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

/// Reads one unit.
///
/// As it is today, with its successors once it has ended.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "units", operation_id = "read_unit",
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

/// Changes a unit.
///
/// A new name opens a dated version; what was written before keeps the old one. 422 for a unit
/// above it that has ended or would make a circle.
///
/// For the administrator.
#[utoipa::path(tag = "units", operation_id = "update_unit", request_body = UnitPatch,
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

/// Lists the households of a unit by year, the newest first.
///
/// Years that nobody has noted are left out.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "units", operation_id = "list_households",
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

/// Notes the households of a unit in a year.
///
/// A year that was noted before is replaced. The version in `If-Match` is the unit's.
///
/// For the administrator.
#[utoipa::path(tag = "units", operation_id = "write_households", request_body = HouseholdsOfYear,
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

//! HTTP of holidays.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::de::IgnoredAny;
use shared::dto::organisation::holiday::{HolidayCreate, HolidayView};
use shared::dto::page::Page;
use shared::id::HolidayId;

use super::service;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::list as listed;
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Lists the days off of the commune, in order.
///
/// Working days, by which resubmissions are counted, leave them out beside Saturdays and Sundays.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "catalogues", operation_id = "list_holidays", params(Paging),
    responses((status = 200, description = "Days off", body = Page<HolidayView>)))]
#[get("/api/v1/holidays")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::CatalogueRead>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    Ok(listed(&service::list(&app.db.read, permit.scope, &paging.0).await?))
}

/// Adds a day off.
///
/// 422 when the day is in the list already. Deadlines that were set stay as they are.
///
/// For the administrator.
#[utoipa::path(tag = "catalogues", operation_id = "create_holiday", request_body = HolidayCreate,
    responses((status = 201, description = "The day off", body = HolidayView)))]
#[post("/api/v1/holidays")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::CatalogueWrite>,
    body: Write<HolidayCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "holiday.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// Removes a day off.
///
/// Deadlines that were set around it stay as they are.
///
/// For the administrator.
#[utoipa::path(tag = "catalogues", operation_id = "delete_holiday",
    params(("id" = Uuid, Path, description = "The day off")),
    responses((status = 204, description = "Removed")))]
#[delete("/api/v1/holidays/{id}")]
pub async fn delete(
    app: web::Data<App>,
    permit: PersonPermit<can::CatalogueWrite>,
    id: Path<HolidayId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "holiday.delete", async |work| {
        service::delete(work, &permit, &body.context, id.0).await
    })
    .await
}

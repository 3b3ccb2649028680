//! HTTP of the end of a unit.

use actix_web::{post, web};
use shared::dto::organisation::unit::{UnitEnd, UnitView};
use shared::id::UnitId;

use super::service;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::query::Path;
use crate::platform::http::write::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Ends a unit.
///
/// Work that is under way passes to the successor, its posts end with it. 409 for the leadership,
/// for a unit that has ended, and for one with work and no successor.
///
/// For the administrator.
#[utoipa::path(tag = "units", operation_id = "end_unit", request_body = UnitEnd,
    params(("id" = Uuid, Path, description = "The unit")),
    responses((status = 200, description = "The unit as ended", body = UnitView)))]
#[post("/api/v1/units/{id}/end")]
pub async fn end(
    app: web::Data<App>,
    permit: PersonPermit<can::UnitWrite>,
    id: Path<UnitId>,
    body: Write<UnitEnd>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "unit.end", async |work| {
        service::end(work, &permit, &context, id.0, body).await
    })
    .await
}

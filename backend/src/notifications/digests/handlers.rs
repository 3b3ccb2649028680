//! HTTP of digests.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use shared::dto::notifications::digest::DigestView;
use shared::dto::page::Page;

use super::repo;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, list as listed};

/// Lists one's own morning digests, the newest first.
///
/// They are made for leaders; whoever does not lead has none.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "list_digests", params(Paging),
    responses((status = 200, description = "A page of digests", body = Page<DigestView>)))]
#[get("/api/v1/digests")]
pub async fn list(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    Ok(listed(&repo::list(&app.db.read, &permit.person, &paging.0).await?))
}

/// Reads one's own digest of a day.
///
/// 404 where there is none of that day.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "read_digest", params(("day" = NaiveDate, Path, description = "The day")),
    responses((status = 200, description = "The digest", body = DigestView)))]
#[get("/api/v1/digests/{day}")]
pub async fn read(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    day: Path<NaiveDate>,
) -> AppResult<HttpResponse> {
    Ok(listed(&repo::find(&app.db.read, &permit.person, day.0).await?))
}

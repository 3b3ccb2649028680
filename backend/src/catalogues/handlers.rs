//! HTTP of catalogues.

use actix_web::{HttpResponse, get, web};
use shared::ErrorCode;
use shared::catalogue::CatalogueKind;
use shared::dto::catalogue::CatalogueView;
use shared::dto::page::Page;

use super::repo::CatalogueFilter;
use super::service;
use crate::app::App;
use crate::db::page::Paging;
use crate::error::AppResult;
use crate::http::query::{Path, Query};
use crate::http::read::list as listed;
use crate::http::{Permit, can};

/// The entries of a catalogue, by position.
#[utoipa::path(tag = "catalogues", operation_id = "catalogue_list",
    params(("kind" = CatalogueKind, Path, description = "Which catalogue"), CatalogueFilter, Paging),
    responses((status = 200, description = "Entries", body = Page<CatalogueView>)))]
#[get("/api/v1/catalogues/{kind}")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::CatalogueRead>,
    kind: Path<String>,
    filter: Query<CatalogueFilter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let kind = CatalogueKind::parse(&kind.0).ok_or(ErrorCode::NotFound)?;
    let page = service::list(&app.db.read, permit.scope, kind, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

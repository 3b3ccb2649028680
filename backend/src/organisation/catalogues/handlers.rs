//! HTTP of catalogues.

use actix_web::{HttpResponse, get, patch, post, web};
use shared::ErrorCode;
use shared::catalogue::CatalogueKind;
use shared::dto::organisation::catalogue::{
    CatalogueCreate, CatalogueMerge, CataloguePatch, CatalogueView,
};
use shared::dto::page::Page;
use shared::id::CatalogueId;

use super::repo::CatalogueFilter;
use super::{relations, service};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::{item, list as listed};
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Lists the entries of a catalogue, by position.
///
/// Topics, channels, audiences or indicators. Entries that are no longer offered are left out
/// unless `include_retired` asks for them.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "catalogues", operation_id = "list_catalogue_entries",
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
    let kind = parse_kind(&kind.0)?;
    let page = service::list(&app.db.read, permit.scope, kind, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

fn parse_kind(kind: &str) -> AppResult<CatalogueKind> {
    Ok(CatalogueKind::parse(kind).ok_or(ErrorCode::NotFound)?)
}

/// Adds an entry at the end of a catalogue.
///
/// Indicators need a unit of measure, channels say whether they are online. 409 when the id or the
/// code is taken.
///
/// For the administrator.
#[utoipa::path(tag = "catalogues", operation_id = "create_catalogue_entry", request_body = CatalogueCreate,
    params(("kind" = CatalogueKind, Path, description = "Which catalogue")),
    responses((status = 201, description = "The new entry", body = CatalogueView)))]
#[post("/api/v1/catalogues/{kind}")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::CatalogueWrite>,
    kind: Path<String>,
    body: Write<CatalogueCreate>,
) -> AppResult<Reply> {
    let kind = parse_kind(&kind.0)?;
    let Write { body, context } = body;
    write(&app, &permit, &context, "catalogue.create", async |work| {
        service::create(work, &permit, kind, body).await
    })
    .await
}

/// Reads one entry of a catalogue.
///
/// Entries that were retired or merged are still read: what was written with them names them.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "catalogues", operation_id = "read_catalogue_entry",
    params(("kind" = CatalogueKind, Path, description = "Which catalogue"), ("id" = Uuid, Path, description = "The entry")),
    responses((status = 200, description = "The entry", body = CatalogueView)))]
#[get("/api/v1/catalogues/{kind}/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::CatalogueRead>,
    path: Path<(String, CatalogueId)>,
) -> AppResult<HttpResponse> {
    let (kind, id) = path.0;
    let view = service::read(&app.db.read, permit.scope, parse_kind(&kind)?, id).await?;
    Ok(item(&view, view.version))
}

/// Changes an entry of a catalogue.
///
/// Renames it, moves it, retires it or offers it again. Nothing is deleted. 409 when it was merged
/// into another one.
///
/// For the administrator.
#[utoipa::path(tag = "catalogues", operation_id = "update_catalogue_entry", request_body = CataloguePatch,
    params(("kind" = CatalogueKind, Path, description = "Which catalogue"), ("id" = Uuid, Path, description = "The entry")),
    responses((status = 200, description = "The entry as changed", body = CatalogueView)))]
#[patch("/api/v1/catalogues/{kind}/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::CatalogueWrite>,
    path: Path<(String, CatalogueId)>,
    body: Write<CataloguePatch>,
) -> AppResult<Reply> {
    let (kind, id) = path.0;
    let which = (parse_kind(&kind)?, id);
    let Write { body, context } = body;
    write(&app, &permit, &context, "catalogue.update", async |work| {
        service::update(work, &permit, &context, which, body).await
    })
    .await
}

/// Merges an entry of a catalogue into another.
///
/// What was written with it keeps its name, the figures count it with the other one. 409 when it
/// was merged before; 422 for another catalogue, a retired target, or indicators of different
/// measure.
///
/// For the administrator.
#[utoipa::path(tag = "catalogues", operation_id = "merge_catalogue_entry", request_body = CatalogueMerge,
    params(("kind" = CatalogueKind, Path, description = "Which catalogue"), ("id" = Uuid, Path, description = "The entry")),
    responses((status = 200, description = "The entry as merged", body = CatalogueView)))]
#[post("/api/v1/catalogues/{kind}/{id}/merge")]
pub async fn merge(
    app: web::Data<App>,
    permit: PersonPermit<can::CatalogueWrite>,
    path: Path<(String, CatalogueId)>,
    body: Write<CatalogueMerge>,
) -> AppResult<Reply> {
    let (kind, id) = path.0;
    let which = (parse_kind(&kind)?, id);
    let Write { body, context } = body;
    write(&app, &permit, &context, "catalogue.merge", async |work| {
        relations::merge(work, &permit, &context, which, &body).await
    })
    .await
}

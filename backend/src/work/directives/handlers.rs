//! HTTP of directives.

use actix_web::{HttpResponse, get, patch, post, web};
use shared::dto::page::Page;
use shared::dto::work::directive::{
    DirectiveCreate, DirectiveIssue, DirectivePatch, DirectiveSummary, DirectiveView,
};
use shared::id::DirectiveId;

use super::repo::DirectiveFilter;
use super::service;
use super::views::{self, Visibility};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::{item, list as listed};
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Lists directives, the newest first.
///
/// The office sees drafts too, committees and village heads the directives of tasks that they were
/// given, machines what was issued.
///
/// For every role but the administrator.
#[utoipa::path(tag = "directives", operation_id = "list_directives",
    params(DirectiveFilter, Paging),
    responses((status = 200, description = "Directives", body = Page<DirectiveSummary>)))]
#[get("/api/v1/directives")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::DirectiveRead>,
    filter: Query<DirectiveFilter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let visibility = Visibility::of(permit.scope, permit.viewer());
    let page = views::list(&app.db.read, visibility, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

/// Drafts a directive.
///
/// With its clauses in order; tasks may cite them. A draft has neither number nor day. 422 for an
/// unknown file.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "directives", operation_id = "create_directive",
    request_body = DirectiveCreate,
    responses((status = 201, description = "The draft", body = DirectiveView)))]
#[post("/api/v1/directives")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::DirectiveWrite>,
    body: Write<DirectiveCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "directive.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// Reads one directive with its clauses.
///
/// Each clause with the count of tasks that cite it. 404 for drafts of the office to everybody
/// else.
///
/// For every role but the administrator.
#[utoipa::path(tag = "directives", operation_id = "read_directive",
    params(("id" = Uuid, Path, description = "The directive")),
    responses((status = 200, description = "The directive", body = DirectiveView)))]
#[get("/api/v1/directives/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::DirectiveRead>,
    id: Path<DirectiveId>,
) -> AppResult<HttpResponse> {
    let visibility = Visibility::of(permit.scope, permit.viewer());
    let view = views::read(&app.db.read, visibility, id.0).await?;
    Ok(item(&view, view.summary.version))
}

/// Changes the draft of a directive.
///
/// A JSON Merge Patch; `clauses` replaces all of them. 409 once it was issued, 422 when a clause
/// that a task cites would go.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "directives", operation_id = "update_directive",
    request_body = DirectivePatch,
    params(("id" = Uuid, Path, description = "The directive")),
    responses((status = 200, description = "The draft as changed", body = DirectiveView)))]
#[patch("/api/v1/directives/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::DirectiveWrite>,
    id: Path<DirectiveId>,
    body: Write<DirectivePatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "directive.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Issues a directive.
///
/// It gets number and day of the office's register and never changes again. 409 when it was issued
/// before, 422 when the number is taken in its year.
///
/// For the chairman and the coordinator.
#[utoipa::path(tag = "directives", operation_id = "issue_directive",
    request_body = DirectiveIssue,
    params(("id" = Uuid, Path, description = "The directive")),
    responses((status = 200, description = "The issued directive", body = DirectiveView)))]
#[post("/api/v1/directives/{id}/issue")]
pub async fn issue(
    app: web::Data<App>,
    permit: PersonPermit<can::DirectiveWrite>,
    id: Path<DirectiveId>,
    body: Write<DirectiveIssue>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "directive.issue", async |work| {
        service::issue(work, &permit, &context, id.0, body).await
    })
    .await
}

//! HTTP of extensions.

use actix_web::{HttpResponse, get, post, put, web};
use serde::de::IgnoredAny;
use shared::dto::page::Page;
use shared::dto::work::assignment::AssignmentView;
use shared::dto::work::extension::{
    ExtensionAllowance, ExtensionAsk, ExtensionOffer, ExtensionView,
};
use shared::dto::work::task::Reason;
use shared::id::{AssignmentId, ExtensionId};

use super::repo::{self, Filter};
use super::{answers, service};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;
use crate::work::assignments;

/// Requests for later deadlines in scope, the newest first.
#[utoipa::path(tag = "extensions", operation_id = "extension_list", params(Filter, Paging),
    responses((status = 200, description = "A page of extensions", body = Page<ExtensionView>)))]
#[get("/api/v1/extensions")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    let found = repo::list(db, &permit.scope, &filter.0, &paging.0).await?;
    let items = repo::views(db, permit.viewer(), found.items, app.clock.now()).await?;
    Ok(listed(&Page { items, next_cursor: found.next_cursor, total: found.total }))
}

/// The extensions of an assignment, the newest first.
#[utoipa::path(tag = "extensions", operation_id = "assignment_extensions", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The extensions", body = Page<ExtensionView>)))]
#[get("/api/v1/assignments/{id}/extensions")]
pub async fn of_assignment(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    id: Path<AssignmentId>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    assignments::repo::find_readable(db, &permit.scope, id.0).await?;
    let rows = repo::of(db, id.0).await?;
    let items = repo::views(db, permit.viewer(), rows, app.clock.now()).await?;
    Ok(listed(&Page { items, next_cursor: None, total: None }))
}

/// Asks for a later deadline. The version is the assignment's.
#[utoipa::path(tag = "extensions", operation_id = "extension_ask", request_body = ExtensionAsk, params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 201, description = "Asked", body = ExtensionView)))]
#[post("/api/v1/assignments/{id}/extensions")]
pub async fn ask(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<AssignmentId>,
    body: Write<ExtensionAsk>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "extension.ask", async |work| {
        service::ask(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

/// Says how many extensions an assignment may have in all.
#[utoipa::path(tag = "extensions", operation_id = "extension_allow", request_body = ExtensionAllowance, params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = AssignmentView)))]
#[put("/api/v1/assignments/{id}/extension-limit")]
pub async fn allow(
    app: web::Data<App>,
    permit: PersonPermit<can::ExtensionDecide>,
    id: Path<AssignmentId>,
    body: Write<ExtensionAllowance>,
) -> AppResult<Reply> {
    let Write { body, context } = &body;
    write(&app, &permit, context, "extension.allow", async |work| {
        let row = service::set_limit(work, &permit, id.0, context, body).await?;
        assignments::service::outcome(work, &permit.person, &permit.scope, row).await
    })
    .await
}

/// One extension.
#[utoipa::path(tag = "extensions", operation_id = "extension_read", params(("id" = Uuid, Path, description = "The extension")),
    responses((status = 200, description = "The extension", body = ExtensionView)))]
#[get("/api/v1/extensions/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    id: Path<ExtensionId>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    let (row, _) = repo::find(db, &permit.scope, id.0).await?;
    let mut views = repo::views(db, permit.viewer(), vec![row], app.clock.now()).await?;
    let view = views.pop().ok_or_else(|| AppError::Internal("no extension".into()))?;
    Ok(item(&view, view.version))
}

/// Grants the day asked for.
#[utoipa::path(tag = "extensions", operation_id = "extension_grant", params(("id" = Uuid, Path, description = "The extension")),
    responses((status = 200, description = "Granted", body = ExtensionView)))]
#[post("/api/v1/extensions/{id}/grant")]
pub async fn grant(
    app: web::Data<App>,
    permit: PersonPermit<can::ExtensionDecide>,
    id: Path<ExtensionId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "extension.grant", async |work| {
        service::grant(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Refuses, with a reason.
#[utoipa::path(tag = "extensions", operation_id = "extension_refuse", request_body = Reason, params(("id" = Uuid, Path, description = "The extension")),
    responses((status = 200, description = "Refused", body = ExtensionView)))]
#[post("/api/v1/extensions/{id}/refuse")]
pub async fn refuse(
    app: web::Data<App>,
    permit: PersonPermit<can::ExtensionDecide>,
    id: Path<ExtensionId>,
    body: Write<Reason>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "extension.refuse", async |work| {
        service::refuse(work, &permit, id.0, &body.context, &body.body.reason).await
    })
    .await
}

/// Offers another day.
#[utoipa::path(tag = "extensions", operation_id = "extension_offer", request_body = ExtensionOffer, params(("id" = Uuid, Path, description = "The extension")),
    responses((status = 200, description = "Offered", body = ExtensionView)))]
#[post("/api/v1/extensions/{id}/offer")]
pub async fn offer(
    app: web::Data<App>,
    permit: PersonPermit<can::ExtensionDecide>,
    id: Path<ExtensionId>,
    body: Write<ExtensionOffer>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "extension.offer", async |work| {
        service::offer(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

/// Takes the day offered.
#[utoipa::path(tag = "extensions", operation_id = "extension_accept", params(("id" = Uuid, Path, description = "The extension")),
    responses((status = 200, description = "Accepted", body = ExtensionView)))]
#[post("/api/v1/extensions/{id}/accept")]
pub async fn accept(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<ExtensionId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "extension.accept", async |work| {
        answers::accept(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Does not take the day offered.
#[utoipa::path(tag = "extensions", operation_id = "extension_decline", params(("id" = Uuid, Path, description = "The extension")),
    responses((status = 200, description = "Declined", body = ExtensionView)))]
#[post("/api/v1/extensions/{id}/decline")]
pub async fn decline(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<ExtensionId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "extension.decline", async |work| {
        answers::decline(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Takes the request back.
#[utoipa::path(tag = "extensions", operation_id = "extension_withdraw", params(("id" = Uuid, Path, description = "The extension")),
    responses((status = 200, description = "Taken back", body = ExtensionView)))]
#[post("/api/v1/extensions/{id}/withdraw")]
pub async fn withdraw(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<ExtensionId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "extension.withdraw", async |work| {
        answers::withdraw(work, &permit, id.0, &body.context).await
    })
    .await
}

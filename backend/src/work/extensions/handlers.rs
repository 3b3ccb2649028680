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

/// Lists requests for a later deadline, the newest first.
///
/// Those of the assignments that the asker sees, in the states asked for.
///
/// For every role but the administrator.
#[utoipa::path(tag = "extensions", operation_id = "list_extensions", params(Filter, Paging),
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

/// Lists the extensions of an assignment, the newest first.
///
/// All of them, ended ones too.
///
/// For every role but the administrator.
#[utoipa::path(tag = "extensions", operation_id = "list_assignment_extensions", params(("id" = Uuid, Path, description = "The assignment")),
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

/// Asks for a later deadline.
///
/// The version in `If-Match` is the assignment's. 409 with the code `extension_open` while another
/// request waits, `extension_limit` when the assignment has had as many as it may; 422 for a day
/// that is no later than the deadline, past, or more than a year away.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "extensions", operation_id = "request_extension", request_body = ExtensionAsk, params(("id" = Uuid, Path, description = "The assignment")),
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

/// Sets how many extensions an assignment may have.
///
/// 0 to 10, or null for what the commune has set. The version in `If-Match` is the assignment's.
///
/// For the chairman, and for a committee about the parts that it has given.
#[utoipa::path(tag = "extensions", operation_id = "set_extension_limit", request_body = ExtensionAllowance, params(("id" = Uuid, Path, description = "The assignment")),
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

/// Reads one extension.
///
/// With the day asked for, the day offered, and what the asker may do with it now.
///
/// For every role but the administrator.
#[utoipa::path(tag = "extensions", operation_id = "read_extension", params(("id" = Uuid, Path, description = "The extension")),
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
///
/// The working deadline moves, the original one decides the official result as before. 403 for
/// one's own request, 409 when it was decided, or when the day is past by now. Whoever was lent the
/// power `extend` may as well.
///
/// For the chairman, and for a committee about the parts that it has given.
#[utoipa::path(tag = "extensions", operation_id = "grant_extension", params(("id" = Uuid, Path, description = "The extension")),
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

/// Refuses a later deadline, with a reason.
///
/// 403 for one's own request, 409 when it was decided. Whoever was lent the power `extend` may as
/// well.
///
/// For the chairman, and for a committee about the parts that it has given.
#[utoipa::path(tag = "extensions", operation_id = "refuse_extension", request_body = Reason, params(("id" = Uuid, Path, description = "The extension")),
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

/// Offers another day than the one asked for.
///
/// The unit takes it or does not. 403 for one's own request, 409 when it was decided, 422 for the
/// same day. Whoever was lent the power `extend` may as well.
///
/// For the chairman, and for a committee about the parts that it has given.
#[utoipa::path(tag = "extensions", operation_id = "offer_extension", request_body = ExtensionOffer, params(("id" = Uuid, Path, description = "The extension")),
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

/// Takes the day that was offered.
///
/// The working deadline moves to it; the original one stays. 409 unless a day was offered.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "extensions", operation_id = "accept_extension", params(("id" = Uuid, Path, description = "The extension")),
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

/// Does not take the day that was offered.
///
/// The deadline stays. 409 unless a day was offered.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "extensions", operation_id = "decline_extension", params(("id" = Uuid, Path, description = "The extension")),
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

/// Takes a request for a later deadline back.
///
/// 409 when it was decided.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "extensions", operation_id = "withdraw_extension", params(("id" = Uuid, Path, description = "The extension")),
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

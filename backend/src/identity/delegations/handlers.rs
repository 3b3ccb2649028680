//! HTTP of powers lent.

use actix_web::{HttpResponse, get, post, web};
use serde::de::IgnoredAny;
use shared::dto::identity::delegation::{DelegationCreate, DelegationView, Deputy};
use shared::dto::page::Page;
use shared::id::DelegationId;

use super::service;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::list as listed;
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Lists powers that are lent or were, the newest first.
///
/// The administrator, the chairman and the coordinator see all of the commune, others those of
/// their active post.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "delegations", operation_id = "list_delegations", params(Paging),
    responses((status = 200, description = "Powers lent", body = Page<DelegationView>)))]
#[get("/api/v1/delegations")]
pub async fn list(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let now = app.clock.now();
    Ok(listed(&service::list(&app.db.read, &permit.person, permit.scope, &paging.0, now).await?))
}

/// Lists to whom one may lend powers.
///
/// The office lends among itself, a unit's people among themselves.
///
/// For every role but the administrator.
#[utoipa::path(tag = "delegations", operation_id = "list_deputies",
    responses((status = 200, description = "Posts, by name", body = Vec<Deputy>)))]
#[get("/api/v1/delegations/deputies")]
pub async fn deputies(
    app: web::Data<App>,
    permit: PersonPermit<can::DelegationWrite>,
) -> AppResult<HttpResponse> {
    let now = app.clock.now();
    Ok(listed(&service::deputies(&app.db.read, &permit.person, now).await?))
}

/// Lends powers of one's active post to another post.
///
/// For some days, a year at most. Whoever holds that post then does by its own login what the power
/// allows, and timeline and audit log name both. 422 for a power that one does not have, a post
/// outside the office or one's unit, or days that are past.
///
/// For every role but the administrator.
#[utoipa::path(tag = "delegations", operation_id = "create_delegation", request_body = DelegationCreate,
    responses((status = 201, description = "The powers lent", body = DelegationView)))]
#[post("/api/v1/delegations")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::DelegationWrite>,
    body: Write<DelegationCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "delegation.create", async |work| {
        service::create(work, &permit, body).await
    })
    .await
}

/// Takes lent powers back.
///
/// They end at once. 403 for what another post has lent, 409 when they have ended.
///
/// For every role but the administrator.
#[utoipa::path(tag = "delegations", operation_id = "end_delegation",
    params(("id" = Uuid, Path, description = "The powers lent")),
    responses((status = 200, description = "Taken back", body = DelegationView)))]
#[post("/api/v1/delegations/{id}/end")]
pub async fn end(
    app: web::Data<App>,
    permit: PersonPermit<can::DelegationWrite>,
    id: Path<DelegationId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "delegation.end", async |work| {
        service::end(work, &permit, &body.context, id.0).await
    })
    .await
}

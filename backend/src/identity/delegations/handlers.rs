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

/// Powers that are lent or were, the newest first.
#[utoipa::path(tag = "delegations", operation_id = "delegation_list", params(Paging),
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

/// To whom one may lend: the office among itself, a unit's people among themselves.
#[utoipa::path(tag = "delegations", operation_id = "delegation_deputies",
    responses((status = 200, description = "Posts, by name", body = Vec<Deputy>)))]
#[get("/api/v1/delegations/deputies")]
pub async fn deputies(
    app: web::Data<App>,
    permit: PersonPermit<can::DelegationWrite>,
) -> AppResult<HttpResponse> {
    let now = app.clock.now();
    Ok(listed(&service::deputies(&app.db.read, &permit.person, now).await?))
}

/// Lends powers of one's active post to another post, for some days.
#[utoipa::path(tag = "delegations", operation_id = "delegation_create", request_body = DelegationCreate,
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

/// Takes powers back that one's active post has lent. They end at once.
#[utoipa::path(tag = "delegations", operation_id = "delegation_end",
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

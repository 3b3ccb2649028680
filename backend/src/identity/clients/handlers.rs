//! HTTP of API clients.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::de::IgnoredAny;
use shared::dto::identity::client::{ClientCreate, ClientPatch, ClientSecret, ClientView};
use shared::dto::page::Page;
use shared::id::ApiClientId;

use super::service;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::{list as listed, secret_response};
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Lists the API clients, the newest first.
///
/// Those that may read, and those that ended or were revoked. Secrets are never among what is told.
///
/// For the administrator.
#[utoipa::path(tag = "clients", operation_id = "list_clients", params(Paging),
    responses((status = 200, description = "API clients", body = Page<ClientView>)))]
#[get("/api/v1/api-clients")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::ClientWrite>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    Ok(listed(&service::list(&app.db.read, permit.scope, &paging.0).await?))
}

/// Adds an API client.
///
/// The answer tells the secret, and no later one does: there is no way to read it again, and a
/// repeat with the same Idempotency-Key makes another client. 422 for an unknown scope, or an end
/// that is more than a year away.
///
/// For the administrator.
#[utoipa::path(tag = "clients", operation_id = "create_client", request_body = ClientCreate,
    responses((status = 201, description = "The machine with its secret", body = ClientSecret)))]
#[post("/api/v1/api-clients")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::ClientWrite>,
    body: Write<ClientCreate>,
) -> AppResult<HttpResponse> {
    let Write { body, context } = body;
    let mut secret = None;
    write(&app, &permit, &context.without_idempotency_key(), "api_client.create", async |work| {
        service::create(work, &permit, body, &mut secret).await
    })
    .await?;
    secret_response(HttpResponse::Created(), secret)
}

/// Changes the name or the scopes of an API client.
///
/// Tokens that it holds follow within a second. 409 once it was revoked.
///
/// For the administrator.
#[utoipa::path(tag = "clients", operation_id = "update_client", request_body = ClientPatch,
    params(("id" = Uuid, Path, description = "The machine")),
    responses((status = 200, description = "The machine as changed", body = ClientView)))]
#[patch("/api/v1/api-clients/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::ClientWrite>,
    id: Path<ApiClientId>,
    body: Write<ClientPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "api_client.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Gives an API client a new secret.
///
/// Good for a year and told once in this answer; the secret before ends at once, tokens made with
/// it run out within ten minutes. 409 once the client was revoked.
///
/// For the administrator.
#[utoipa::path(tag = "clients", operation_id = "rotate_client_secret",
    params(("id" = Uuid, Path, description = "The machine")),
    responses((status = 200, description = "The machine with its new secret", body = ClientSecret)))]
#[post("/api/v1/api-clients/{id}/rotate")]
pub async fn rotate(
    app: web::Data<App>,
    permit: PersonPermit<can::ClientWrite>,
    id: Path<ApiClientId>,
    body: Write<IgnoredAny>,
) -> AppResult<HttpResponse> {
    let context = body.context.without_idempotency_key();
    let mut secret = None;
    write(&app, &permit, &context, "api_client.rotate", async |work| {
        service::rotate(work, &permit, &context, id.0, &mut secret).await
    })
    .await?;
    secret_response(HttpResponse::Ok(), secret)
}

/// Bars an API client for good.
///
/// Its tokens end within a second, and it gets no more. There is no way back; 409 where that was
/// done before.
///
/// For the administrator.
#[utoipa::path(tag = "clients", operation_id = "revoke_client",
    params(("id" = Uuid, Path, description = "The machine")),
    responses((status = 200, description = "The machine as barred", body = ClientView)))]
#[post("/api/v1/api-clients/{id}/revoke")]
pub async fn revoke(
    app: web::Data<App>,
    permit: PersonPermit<can::ClientWrite>,
    id: Path<ApiClientId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "api_client.revoke", async |work| {
        service::revoke(work, &permit, &body.context, id.0).await
    })
    .await
}

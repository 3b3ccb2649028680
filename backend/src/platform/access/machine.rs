//! Machines: OAuth2 client credentials (RFC 6749 §4.4) for a bearer JWT of ten minutes.

use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::ErrorCode;
use shared::dto::identity::auth::TokenResponse;

use super::addresses;
use super::keys::Audience;
use crate::platform::access::actor::Actor;
use crate::platform::app::App;
use crate::platform::audit::events;
use crate::platform::disk;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::address::address_of;
use crate::platform::http::quota::QuotaSubject;
use crate::platform::id::sha256;
use crate::platform::repo::clients::{self, ApiClient};

const TOKEN_SECONDS: i64 = 600;

/// The form of a token request.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct TokenRequest {
    /// Always `client_credentials`.
    #[serde(default)]
    pub grant_type: String,
    /// The client's id, here or by HTTP Basic.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The client's secret, here or by HTTP Basic.
    #[serde(default)]
    pub client_secret: Option<String>,
}

/// Reads `Authorization: Basic …`.
#[must_use]
pub fn parse_basic_auth(header: Option<&str>) -> Option<(String, String)> {
    let encoded = header?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Gives a token for id and secret.
///
/// # Errors
/// 401 for wrong credentials, 400 for another grant; 429 for an address that asks too often.
pub async fn token(
    app: &App,
    (http_request, request): (&HttpRequest, &TokenRequest),
    credentials: Option<(String, String)>,
) -> AppResult<TokenResponse> {
    let credentials =
        credentials.or_else(|| request.client_id.clone().zip(request.client_secret.clone()));
    let now = app.clock.now();
    let name = || credentials.as_ref().map(|(id, _)| id.chars().take(100).collect());
    let subject = match addresses::counted_address(&app.config, &address_of(http_request)) {
        Some(address) => QuotaSubject::Address(address),
        None => QuotaSubject::Name(name().unwrap_or_default()),
    };
    app.quotas.token(http_request, subject, now)?;
    match request.grant_type.as_str() {
        "client_credentials" => {}
        "" => {
            let missing = "grant_type: client_credentials".to_owned();
            return Err(AppError::Code(ErrorCode::MalformedBody, Some(missing)));
        }
        _ => return Err(ErrorCode::UnsupportedGrantType.into()),
    }
    let (id, secret) = credentials.ok_or(ErrorCode::InvalidCredentials)?;
    let client = clients::find_by_client_id(&app.db.read, &id)
        .await?
        .filter(|client| is_active(client, now))
        .filter(|client| client.secret_hash == sha256(&secret))
        .ok_or(ErrorCode::InvalidCredentials)?;
    let token = app.keys.sign(client.id, Audience::Machine, now, TOKEN_SECONDS)?;
    let (scope, id) = (client.scopes.clone(), client.id);
    let noted = clients::set_last_used(app.db.writer(), id, now).await;
    disk::log_failed_note("that a client was used", noted);
    // Nor does a full disk keep machines from reading.
    disk::log_failed_note(
        "that a token was issued",
        events::token(app, id, &address_of(http_request)).await,
    );
    Ok(TokenResponse {
        access_token: token,
        token_type: "Bearer".into(),
        expires_in: TOKEN_SECONDS.unsigned_abs(),
        scope,
    })
}

fn is_active(client: &ApiClient, now: DateTime<Utc>) -> bool {
    client.revoked_at.is_none() && client.expires_at > now
}

/// The machine of a bearer token.
///
/// # Errors
/// 401 when the token or the client has ended; 429 for a client that asks too often.
pub async fn authenticate(app: &App, request: &HttpRequest, token: &str) -> AppResult<Actor> {
    let now = app.clock.now();
    let claims = app.keys.read(token, Audience::Machine, now)?;
    app.quotas.client(request, claims.sub, app.config.client_rate, now)?;
    let epoch = app.auth_cache.epoch(&app.db.read).await?;
    let client = match app.auth_cache.machines().get(&claims.sub, &epoch) {
        Some(client) => client,
        None => {
            let client = clients::find(&app.db.read, claims.sub).await?;
            let client = client.ok_or(ErrorCode::Unauthenticated)?;
            app.auth_cache.machines().put(claims.sub, epoch, client)
        }
    };
    if !is_active(&client, now) {
        return Err(ErrorCode::Unauthenticated.into());
    }
    Ok(Actor::Machine {
        commune_id: client.commune_id,
        scopes: client.scopes.split(' ').map(str::to_owned).collect(),
    })
}

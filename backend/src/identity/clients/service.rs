//! What may become of API clients (docs/SECURITY.md, "API clients"): a secret of 256 bits told once,
//! SHA-256 at rest, a year at most, scopes by name.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Days, Utc};
use shared::dto::identity::client::{ClientCreate, ClientPatch, ClientSecret, ClientView};
use shared::dto::page::Page;
use shared::id::ApiClientId;
use shared::permission::CLIENT_SCOPES;
use shared::time::{day_of, end_of_day};
use shared::validate::Checks;
use uuid::Uuid;

use super::repo::{self, ApiClient};
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::id::sha256;
use crate::platform::unit_of_work::write_as_system;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned;

/// The longest name, in characters.
const NAME_LENGTH: usize = 120;
/// A secret is good for a year at most.
const MAX_VALID_DAYS: u64 = 365;

/// One page of machines, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<ClientView>> {
    let found = repo::list(db, scope, paging).await?;
    let items = found.items.into_iter().map(view).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// Adds a machine.
///
/// # Errors
/// Field errors.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ClientWrite>,
    body: ClientCreate,
    response: &mut Option<ClientSecret>,
) -> AppResult<Outcome<()>> {
    add(work, permit.scope, body, response).await
}

async fn add(
    work: &UnitOfWork,
    scope: Scope,
    body: ClientCreate,
    response: &mut Option<ClientSecret>,
) -> AppResult<Outcome<()>> {
    let mut checks = Checks::new();
    let name = checks.required("name", &body.name, NAME_LENGTH);
    let scopes = scopes(&mut checks, &body.scopes);
    let today = day_of(work.now);
    let last = today.checked_add_days(Days::new(MAX_VALID_DAYS)).unwrap_or(today);
    let expires_on = body.expires_on.unwrap_or(last);
    checks.ensure(
        (today..=last).contains(&expires_on),
        "expires_on",
        "out_of_range",
        "Chọn ngày từ hôm nay đến một năm sau.",
    );
    checks.finish()?;
    let (secret, secret_hash) = new_secret();
    let id: [u8; 9] = rand::random();
    let row = ApiClient {
        id: work.new_id(),
        commune_id: scope.commune_id,
        name,
        client_id: format!("loa_{}", URL_SAFE_NO_PAD.encode(id)),
        secret_hash,
        scopes,
        expires_at: end_of_day(expires_on),
        revoked_at: None,
        created_at: work.now,
        last_used_at: None,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    let outcome = outcome_without_body(201, &row);
    *response = Some(ClientSecret { client: view(row), secret });
    Ok(outcome)
}

/// Adds a machine from the console.
///
/// # Errors
/// Field errors, or the database.
pub async fn create_from_console(
    app: &App,
    commune_id: Uuid,
    body: ClientCreate,
) -> AppResult<ClientSecret> {
    let scope = Scope::of_commune(commune_id);
    write_as_system(app, commune_id, "console", "api_client.create", async |work| {
        let mut response = None;
        let outcome = add(work, scope, body, &mut response).await?;
        let response = response.ok_or_else(|| AppError::Internal("no secret".into()))?;
        Ok((response, outcome.object))
    })
    .await
}

/// Changes name or scopes.
///
/// # Errors
/// 404, 428, 412, field errors; 409 once barred.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ClientWrite>,
    context: &WriteContext,
    id: ApiClientId,
    patch: ClientPatch,
) -> AppResult<Outcome<ClientView>> {
    let scope = permit.scope;
    let row = find_active(work, scope, context, id).await?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = patch.name {
        changed.name = checks.required("name", &name, NAME_LENGTH);
    }
    if let Some(requested) = patch.scopes {
        changed.scopes = scopes(&mut checks, &requested);
    }
    checks.finish()?;
    outcome(work.save(&row, &changed).await?)
}

/// Gives a new secret for a year.
///
/// # Errors
/// 404, 428, 412; 409 once barred.
pub async fn rotate(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ClientWrite>,
    context: &WriteContext,
    id: ApiClientId,
    response: &mut Option<ClientSecret>,
) -> AppResult<Outcome<()>> {
    let scope = permit.scope;
    let row = find_active(work, scope, context, id).await?;
    let (secret, hash) = new_secret();
    let mut changed = row.clone();
    changed.secret_hash = hash;
    changed.expires_at = default_expiry(work.now);
    let after = work.save(&row, &changed).await?;
    let outcome = outcome_without_body(200, &after);
    *response = Some(ClientSecret { client: view(after), secret });
    Ok(outcome)
}

/// Bars a machine.
///
/// # Errors
/// 404, 428, 412; 409 when it is barred already.
pub async fn revoke(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ClientWrite>,
    context: &WriteContext,
    id: ApiClientId,
) -> AppResult<Outcome<ClientView>> {
    let scope = permit.scope;
    let row = find_active(work, scope, context, id).await?;
    let mut changed = row.clone();
    changed.revoked_at = Some(work.now);
    outcome(work.save(&row, &changed).await?)
}

async fn find_active(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    id: ApiClientId,
) -> AppResult<ApiClient> {
    let row: ApiClient = versioned::find_matching(work, scope.commune_id, id, context).await?;
    if row.revoked_at.is_some() {
        return Err(AppError::wrong_state("Kết nối này đã thu hồi."));
    }
    Ok(row)
}

fn scopes(checks: &mut Checks, requested: &[String]) -> String {
    let known = requested.iter().all(|scope| CLIENT_SCOPES.contains(&scope.as_str()));
    checks.ensure(!requested.is_empty(), "scopes", "required", "Chọn ít nhất một quyền đọc.");
    checks.ensure(known, "scopes", "unknown", "Có quyền không tồn tại.");
    let granted: Vec<&str> = CLIENT_SCOPES
        .into_iter()
        .filter(|scope| requested.iter().any(|one| one == scope))
        .collect();
    granted.join(" ")
}

fn new_secret() -> (String, String) {
    let random: [u8; 32] = rand::random();
    let secret = URL_SAFE_NO_PAD.encode(random);
    let hash = sha256(&secret);
    (secret, hash)
}

fn default_expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = day_of(now);
    end_of_day(today.checked_add_days(Days::new(MAX_VALID_DAYS)).unwrap_or(today))
}

fn outcome_without_body<T>(status: u16, row: &ApiClient) -> Outcome<T> {
    Outcome { status, version: Some(row.version), body: None, object: ("api_client", row.id) }
}

fn outcome(row: ApiClient) -> AppResult<Outcome<ClientView>> {
    Ok(Outcome { ..outcome_without_body(200, &row) })
        .map(|outcome| Outcome { body: Some(view(row)), ..outcome })
}

fn view(row: ApiClient) -> ClientView {
    ClientView {
        id: row.id.into(),
        name: row.name,
        client_id: row.client_id,
        scopes: row.scopes.split(' ').map(str::to_owned).collect(),
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        version: row.version,
    }
}

//! Devices that have logged in as somebody: a signed cookie names the device, rows say as whom it
//! has. It proves nothing but that, and saves the person from waiting for what strangers got wrong
//! (ADR 27).

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use chrono::Duration;
use uuid::Uuid;

use super::repo::devices::{self, KnownDevice};
use crate::platform::access::Person;
use crate::platform::access::keys::Audience;
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::cookie::{self, KNOWN_DAYS};
use crate::platform::id::id_at;

/// A person's devices that are kept, the last used. Each is a limit on guessing of its own, so there
/// must not be any number of them.
const MAX_KNOWN_DEVICES: u64 = 20;

/// The device that a request comes from, where its cookie is one of ours.
#[must_use]
pub fn from_request(app: &App, request: &HttpRequest) -> Option<Uuid> {
    let cookie = request.cookie(cookie::device_name(app.config.tls))?;
    let claims = app.keys.read(cookie.value(), Audience::Device, app.clock.now()).ok()?;
    Some(claims.sub)
}

/// Remembers the device of a request as one of whoever has just logged in with it; its cookie.
///
/// # Errors
/// The database; when nothing can be signed.
pub async fn remember(
    app: &App,
    request: &HttpRequest,
    person: &Person,
) -> AppResult<Cookie<'static>> {
    let now = app.clock.now();
    let device_id = from_request(app, request).unwrap_or_else(|| id_at(now));
    let lifetime = Duration::days(KNOWN_DAYS);
    let token = app.keys.sign(device_id, Audience::Device, now, lifetime.num_seconds())?;
    let row = KnownDevice {
        user_id: person.user_id,
        device_id,
        session_id: person.session_id,
        used_at: now,
    };
    let tx = app.db.begin().await?;
    devices::upsert(&tx, row).await?;
    let last_used = devices::last_used(&tx, person.user_id.into(), MAX_KNOWN_DEVICES).await?;
    devices::delete_except(&tx, person.user_id.into(), last_used).await?;
    tx.commit().await?;
    Ok(cookie::device(&token, app.config.tls))
}

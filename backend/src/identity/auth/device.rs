//! Devices that have logged in as somebody: a signed cookie names the device, rows say as whom it
//! has. It proves nothing but that, and saves the person from waiting for what strangers got wrong
//! (ADR 27).

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use chrono::Duration;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::platform::access::Person;
use crate::platform::access::keys::Audience;
use crate::platform::app::App;
use crate::platform::db::entity::known_device;
use crate::platform::error::AppResult;
use crate::platform::http::cookie::{self, KNOWN_DAYS};
use crate::platform::id::id_at;

/// A person's devices that are kept, the last used. Each is a limit on guessing of its own, so there
/// must not be any number of them.
const MOST: u64 = 20;

/// The device that a request comes from, where its cookie is one of ours.
#[must_use]
pub fn of(app: &App, request: &HttpRequest) -> Option<Uuid> {
    let cookie = request.cookie(cookie::device_name(app.config.tls))?;
    let claims = app.keys.read(cookie.value(), Audience::Device, app.clock.now()).ok()?;
    Some(claims.sub)
}

/// Whether a device has logged in as a person.
///
/// # Errors
/// The database.
pub async fn is_known(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    device_id: Uuid,
) -> AppResult<bool> {
    Ok(known_device::Entity::find_by_id((user_id, device_id)).one(db).await?.is_some())
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
    use known_device::Column as C;
    let now = app.clock.now();
    let device_id = of(app, request).unwrap_or_else(|| id_at(now));
    let lifetime = Duration::days(KNOWN_DAYS);
    let token = app.keys.sign(device_id, Audience::Device, now, lifetime.num_seconds())?;
    let row = known_device::Model {
        user_id: person.user_id,
        device_id,
        session_id: person.session_id,
        used_at: now,
    };
    let tx = app.db.begin().await?;
    known_device::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([C::UserId, C::DeviceId])
                .update_columns([C::SessionId, C::UsedAt])
                .to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    let kept: Vec<Uuid> = known_device::Entity::find()
        .select_only()
        .column(C::DeviceId)
        .filter(C::UserId.eq(person.user_id))
        .order_by_desc(C::UsedAt)
        .order_by_desc(C::DeviceId)
        .limit(MOST)
        .into_tuple()
        .all(&tx)
        .await?;
    known_device::Entity::delete_many()
        .filter(C::UserId.eq(person.user_id))
        .filter(C::DeviceId.is_not_in(kept))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(cookie::device(&token, app.config.tls))
}

/// Forgets the devices of a person, but for the one that a session was opened on.
///
/// # Errors
/// The database.
pub async fn forget(db: &impl ConnectionTrait, user_id: Uuid, kept: Option<Uuid>) -> AppResult<()> {
    use known_device::Column as C;
    let mut gone = known_device::Entity::delete_many().filter(C::UserId.eq(user_id));
    if let Some(session) = kept {
        gone = gone.filter(C::SessionId.ne(session));
    }
    gone.exec(db).await?;
    Ok(())
}

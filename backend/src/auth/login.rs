//! Logging in.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shared::dto::auth::LoginRequest;
use shared::{ErrorCode, Role};
use uuid::Uuid;

use super::known::{self, Whence};
use super::recovery::{self, Proven};
use super::{addresses, attempts, password, second_factor, session};
use crate::app::App;
use crate::db::entity::user;
use crate::error::AppResult;
use crate::http::actor::Person;

/// Names are compared folded, so that case and Unicode form do not matter.
#[must_use]
pub fn name_key(username: &str) -> String {
    shared::text::fold(username).chars().take(100).collect()
}

/// Checks the password and opens a session: its token and the person. `device` is the one that the
/// request's cookie names.
///
/// # Errors
/// 401 the same for an unknown name and a wrong password; 429 while delayed.
pub async fn login(
    app: &App,
    request: &LoginRequest,
    origin: (&str, &str),
    device: Option<Uuid>,
) -> AppResult<(String, Person)> {
    let now = app.clock.now();
    let name = name_key(&request.username);
    let network = addresses::counted(&app.config, origin.0);
    let user = user::Entity::find()
        .filter(user::Column::Username.eq(name.clone()))
        .one(&app.db.read)
        .await?
        .filter(|user| user.disabled_at.is_none());
    let id = user.as_ref().map(|user| user.id);
    let whence = Whence { device, network };
    let (counter, known) = known::counter(&app.db.read, &name, id, whence).await?;
    attempts::check(&app.db.read, &counter, now).await?;
    let counted = match app.addresses.reserve(network, now) {
        Ok(()) => true,
        // Somebody guesses from there; those who work there go on.
        Err(_) if known => false,
        Err(slow) => return Err(slow),
    };
    // Who has been invited and has not come yet has no password: as good as nobody.
    let stored = user.as_ref().map(|user| user.password_hash.clone()).filter(|it| !it.is_empty());
    let good = attempts::verify(app, &counter, &request.password, stored.clone()).await;
    if good.is_err() && counted {
        // It was not looked at, so it was no failure of the address either.
        app.addresses.forgive(network);
    }
    let (true, Some(user), Some(stored)) = (good?, user, stored) else {
        return Err(ErrorCode::InvalidCredentials.into());
    };
    let renewed = match password::is_outdated(&stored) {
        // Too busy to renew it now: the next login will.
        true => app.hasher.hash(&request.password).await.ok(),
        false => None,
    };
    let tx = app.db.begin().await?;
    // All once more, now that it stays so: a login that was barred, a password or a second factor that
    // was changed while the hash was made opens nothing.
    let held = recovery::hold(&tx, user.id).await?;
    if !Proven(stored).holds(&held) {
        return Err(ErrorCode::InvalidCredentials.into());
    }
    let post = session::active_post(&tx, held.id, now).await?;
    let found = post.and_then(|post| Role::parse(&post.role).map(|role| (post, role)));
    let (post, role) = found.ok_or(ErrorCode::InvalidCredentials)?;
    if let Some(factor) = second_factor::of(&tx, held.id).await? {
        let code = request.code.as_ref().ok_or(ErrorCode::SecondFactorRequired)?;
        if !second_factor::spend(&tx, &factor, code, now).await? {
            return Err(ErrorCode::InvalidCredentials.into());
        }
    }
    if let Some(hash) = renewed {
        // Not a change of the person's: the same password, kept better.
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .filter(user::Column::Id.eq(held.id))
            .exec(&tx)
            .await?;
    }
    attempts::record(&tx, &counter, 0, now).await?;
    let opened = session::open(app, &tx, &post, role, origin).await?;
    tx.commit().await?;
    if counted {
        app.addresses.forgive(network);
    }
    Ok(opened)
}

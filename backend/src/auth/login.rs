//! Logging in.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shared::dto::auth::LoginRequest;
use shared::{ErrorCode, Role};

use super::{attempts, password, second_factor, session};
use crate::app::App;
use crate::audit::events;
use crate::db::entity::user;
use crate::error::AppResult;
use crate::http::actor::Person;

/// Names are compared folded, so that case and Unicode form do not matter.
#[must_use]
pub fn name_key(username: &str) -> String {
    shared::text::fold(username).chars().take(100).collect()
}

/// Checks the password and opens a session: its token and the person.
///
/// # Errors
/// 401 the same for an unknown name and a wrong password; 429 while delayed.
pub async fn login(
    app: &App,
    request: &LoginRequest,
    origin: (&str, &str),
) -> AppResult<(String, Person)> {
    let now = app.clock.now();
    let name = name_key(&request.username);
    let address = origin.0.parse().ok().filter(|address| app.config.is_telling(*address));
    attempts::check(&app.db.read, &name, now).await?;
    let slow = app.addresses.reserve(address, now);
    let counted = slow.is_ok();
    let user = user::Entity::find()
        .filter(user::Column::Username.eq(name.clone()))
        .one(&app.db.read)
        .await?
        .filter(|user| user.disabled_at.is_none());
    if let Err(slow) = slow {
        // Somebody guesses from there; those who work there go on.
        let known = match &user {
            Some(user) => session::is_known(&app.db.read, user.id, origin.0).await?,
            None => false,
        };
        if !known {
            return Err(slow);
        }
    }
    attempts::reserve(app, &name, now).await?;
    // Who has been invited and has not come yet has no password: as good as nobody.
    let stored = user.as_ref().map(|user| user.password_hash.clone()).filter(|it| !it.is_empty());
    let good = app.hasher.verify(&request.password, stored.clone()).await?;
    let found = match (good, user) {
        (true, Some(user)) => session::active_post(&app.db.read, user.id, now).await?,
        _ => None,
    };
    let Some((post, role)) =
        found.and_then(|post| Role::parse(&post.role).map(|role| (post, role)))
    else {
        events::login_failed(app, &name, origin.0).await?;
        return Err(ErrorCode::InvalidCredentials.into());
    };
    let factor = second_factor::of(&app.db.read, post.user_id).await?;
    if factor.is_some() && request.code.is_none() {
        return Err(ErrorCode::SecondFactorRequired.into());
    }
    if counted {
        app.addresses.forgive(address);
    }
    let renewed = match &stored {
        // Too busy to renew it now: the next login will.
        Some(stored) if password::is_outdated(stored) => {
            app.hasher.hash(&request.password).await.ok()
        }
        _ => None,
    };
    let tx = app.db.begin().await?;
    events::login(app, &tx, &post, origin.0).await?;
    if let Some(hash) = renewed {
        // Not a change of the person's: the same password, kept better; unless it was changed
        // meanwhile.
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .filter(user::Column::Id.eq(post.user_id))
            .filter(user::Column::PasswordHash.eq(stored.unwrap_or_default()))
            .exec(&tx)
            .await?;
    }
    if let (Some(factor), Some(code)) = (factor, &request.code)
        && !second_factor::spend(&tx, &factor, code, now).await?
    {
        tx.rollback().await?;
        events::login_failed(app, &name, origin.0).await?;
        return Err(ErrorCode::InvalidCredentials.into());
    }
    attempts::record(&tx, &name, 0, now).await?;
    let opened = session::open(app, &tx, &post, role, origin).await?;
    tx.commit().await?;
    Ok(opened)
}

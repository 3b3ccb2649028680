//! Logging in.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use shared::dto::auth::LoginRequest;
use shared::{ErrorCode, Role};

use super::{attempts, password, session};
use crate::app::App;
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
    let address = origin.0.parse().ok();
    app.addresses.reserve(address, now)?;
    attempts::reserve(app, &name, now).await?;
    let user = user::Entity::find()
        .filter(user::Column::Username.eq(name.clone()))
        .one(&app.db.read)
        .await?
        .filter(|user| user.disabled_at.is_none());
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let good = app.hasher.verify(&request.password, stored.clone()).await?;
    let found = match (good, user) {
        (true, Some(user)) => session::active_post(&app.db.read, user.id, now).await?,
        _ => None,
    };
    let Some((post, role)) =
        found.and_then(|post| Role::parse(&post.role).map(|role| (post, role)))
    else {
        return Err(ErrorCode::InvalidCredentials.into());
    };
    app.addresses.forgive(address);
    let renewed = match stored {
        Some(stored) if password::is_outdated(&stored) => {
            Some(app.hasher.hash(&request.password).await?)
        }
        _ => None,
    };
    let tx = app.db.begin().await?;
    if let Some(hash) = renewed {
        // Not a change of the person's: the same password, kept better.
        let row = user::ActiveModel {
            id: Set(post.user_id),
            password_hash: Set(hash),
            ..Default::default()
        };
        row.update(&tx).await?;
    }
    attempts::record(&tx, &name, 0, now).await?;
    let token = session::open(app, &tx, &post, role, origin).await?;
    tx.commit().await?;
    let claims = app.keys.read(&token, super::keys::Audience::Session, now)?;
    let person = Person {
        user_id: post.user_id,
        post_id: post.id,
        session_id: claims.sub,
        commune_id: post.commune_id,
        unit_id: post.unit_id,
        role,
    };
    Ok((token, person))
}

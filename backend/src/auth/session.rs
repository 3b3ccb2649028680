//! Sessions: a row that every request checks, so that logout, disabling and role changes
//! act at once.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait,
    QueryFilter,
};
use shared::time::day_of;
use shared::{ErrorCode, Role};
use uuid::Uuid;

use super::keys::Audience;
use crate::app::App;
use crate::db::entity::{post, session, user};
use crate::db::work::id_at;
use crate::error::AppResult;
use crate::http::actor::Person;

/// Re-issue the cookie when its token is older.
const RENEW_AFTER_SECONDS: i64 = 5 * 60;
/// Write "last seen" at most this often.
const SEEN_AFTER_SECONDS: i64 = 60;

/// How long a session lives idle, and at most, by role (security page).
#[must_use]
pub const fn lifetime(role: Role) -> (i64, i64) {
    const MINUTE: i64 = 60;
    const DAY: i64 = 24 * 60 * MINUTE;
    match role {
        Role::VillageHead => (7 * DAY, 30 * DAY),
        _ => (30 * MINUTE, 8 * 60 * MINUTE),
    }
}

/// The post by which a person acts: the first that is valid today.
///
/// # Errors
/// When the database fails.
pub async fn active_post(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Option<post::Model>> {
    let posts = post::Entity::find().filter(post::Column::UserId.eq(user_id)).all(db).await?;
    let mut valid: Vec<_> = posts.into_iter().filter(|post| is_valid(post, now)).collect();
    valid.sort_by_key(|post| (post.valid_from, post.id));
    Ok(valid.into_iter().next())
}

fn is_valid(post: &post::Model, now: DateTime<Utc>) -> bool {
    let today = day_of(now);
    post.valid_from <= today && post.valid_to.is_none_or(|end| today <= end)
}

/// Opens a session and answers its token.
///
/// # Errors
/// When the database fails.
pub async fn open(
    app: &App,
    tx: &impl ConnectionTrait,
    post: &post::Model,
    role: Role,
    (address, device): (&str, &str),
) -> AppResult<String> {
    let now = app.clock.now();
    let (idle, longest) = lifetime(role);
    let row = session::Model {
        id: id_at(now),
        user_id: post.user_id,
        post_id: post.id,
        created_at: now,
        last_seen_at: now,
        expires_at: now + Duration::seconds(longest),
        idle_seconds: idle,
        ended_at: None,
        address: address.to_owned(),
        device: device.chars().take(200).collect(),
    };
    let id = row.id;
    session::Entity::insert(session::ActiveModel::from(row)).exec_without_returning(tx).await?;
    app.keys.sign(id, Audience::Session, now, idle)
}

/// The person of a session token, and a newer token when this one is old.
///
/// # Errors
/// 401 when the token, the session, the login or the post has ended.
pub async fn authenticate(app: &App, token: &str) -> AppResult<(Person, Option<String>)> {
    let now = app.clock.now();
    let claims = app.keys.read(token, Audience::Session, now)?;
    let db = &app.db.read;
    let gone = || ErrorCode::Unauthenticated;
    let session = session::Entity::find_by_id(claims.sub).one(db).await?.ok_or_else(gone)?;
    let idle_until =
        session.last_seen_at + Duration::seconds(session.idle_seconds + SEEN_AFTER_SECONDS);
    if session.ended_at.is_some() || now >= session.expires_at || now >= idle_until {
        return Err(gone().into());
    }
    let user = user::Entity::find_by_id(session.user_id).one(db).await?.ok_or_else(gone)?;
    let post = post::Entity::find_by_id(session.post_id).one(db).await?.ok_or_else(gone)?;
    if user.disabled_at.is_some() || !is_valid(&post, now) {
        return Err(gone().into());
    }
    let person = Person {
        user_id: user.id,
        post_id: post.id,
        session_id: session.id,
        commune_id: post.commune_id,
        unit_id: post.unit_id,
        role: Role::parse(&post.role).ok_or_else(gone)?,
    };
    if (now - session.last_seen_at).num_seconds() >= SEEN_AFTER_SECONDS {
        touch(app, session.id, now).await?;
    }
    let renew = if now.timestamp() - claims.iat >= RENEW_AFTER_SECONDS {
        Some(app.keys.sign(session.id, Audience::Session, now, session.idle_seconds)?)
    } else {
        None
    };
    Ok((person, renew))
}

async fn touch(app: &App, id: Uuid, now: DateTime<Utc>) -> AppResult<()> {
    session::ActiveModel { id: Set(id), last_seen_at: Set(now), ..Default::default() }
        .update(app.db.writer())
        .await?;
    Ok(())
}

/// Ends one session, or all others of a person.
///
/// # Errors
/// When the database fails.
pub async fn end(
    db: &impl ConnectionTrait,
    person: &Person,
    all_others: bool,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let which = if all_others {
        session::Column::UserId.eq(person.user_id).and(session::Column::Id.ne(person.session_id))
    } else {
        session::Column::Id.eq(person.session_id)
    };
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(which)
        .filter(session::Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

//! Sessions: a row that every request checks, so that logout, disabling and role changes
//! act at once.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use shared::dto::identity::auth::SessionView;
use shared::dto::organisation::settings::Settings;
use shared::id::{PostId, SessionId, UserId};
use shared::time::day_of;
use shared::{ErrorCode, Role};
use uuid::Uuid;

use super::auth_cache::CheckedSession;
use super::keys::Audience;
use super::repo::{self, Session, SessionRow};
use crate::platform::access::actor::Person;
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::disk;
use crate::platform::error::{AppError, AppResult};
use crate::platform::id::id_at;
use crate::platform::repo::people::{self, Post};
use crate::platform::settings;

/// Re-issue the cookie when its token is older.
const RENEW_AFTER_SECONDS: i64 = 5 * 60;
/// Write "last seen" at most this often.
const LAST_SEEN_INTERVAL_SECONDS: i64 = 60;

/// How many seconds a session lives idle, and at most, by role (docs/SECURITY.md, "Sessions").
#[must_use]
pub const fn lifetime(role: Role, settings: &Settings) -> (i64, i64) {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let office = settings.office_longest_hours * HOUR;
    match role {
        Role::VillageHead => {
            (settings.village_idle_days * DAY, settings.village_longest_days * DAY)
        }
        Role::Admin => (settings.admin_idle_minutes * MINUTE, office),
        _ => (settings.office_idle_minutes * MINUTE, office),
    }
}

/// The posts by which a person may act today, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn posts(
    db: &impl Connection,
    user_id: UserId,
    now: DateTime<Utc>,
) -> AppResult<Vec<Post>> {
    let posts = people::posts_of_user(db, user_id).await?;
    let mut valid: Vec<_> =
        posts.into_iter().filter(|post| is_current(post.valid_from, post.valid_to, now)).collect();
    valid.sort_by_key(|post| (post.valid_from, post.id));
    Ok(valid)
}

/// The post by which a person acts at first: the oldest that is valid today.
///
/// # Errors
/// When the database fails.
pub async fn active_post(
    db: &impl Connection,
    user_id: UserId,
    now: DateTime<Utc>,
) -> AppResult<Option<Post>> {
    Ok(posts(db, user_id, now).await?.into_iter().next())
}

/// Whether a post of these dates holds today.
#[must_use]
pub fn is_current(from: NaiveDate, to: Option<NaiveDate>, now: DateTime<Utc>) -> bool {
    let today = day_of(now);
    from <= today && to.is_none_or(|end| today <= end)
}

/// Opens a session and answers its token and its person.
///
/// # Errors
/// When the database fails.
pub async fn open(
    app: &App,
    tx: &impl Connection,
    post: &Post,
    role: Role,
    (address, device): (&str, &str),
) -> AppResult<(String, Person)> {
    let now = app.clock.now();
    let settings = settings::of(tx, post.commune_id).await?;
    let (idle, longest) = lifetime(role, &settings);
    let row = Session {
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
    repo::insert_session(tx, row).await?;
    let person = Person {
        user_id: post.user_id,
        post_id: post.id,
        session_id: id,
        commune_id: post.commune_id,
        unit_id: post.unit_id,
        role,
        second_factor_pending: false,
        on_behalf_of: None,
    };
    Ok((app.keys.sign(id, Audience::Session, now, idle)?, person))
}

impl SessionRow {
    /// The same with when it was used that could not be written down.
    fn with_last_seen(self, at: Option<DateTime<Utc>>) -> Self {
        Self { last_seen_at: Ord::max(self.last_seen_at, at.unwrap_or_default()), ..self }
    }

    fn is_active(&self, now: DateTime<Utc>) -> bool {
        let idle_until =
            self.last_seen_at + Duration::seconds(self.idle_seconds + LAST_SEEN_INTERVAL_SECONDS);
        let login = self.ended_at.is_none() && now < self.expires_at && now < idle_until;
        login && self.disabled_at.is_none() && is_current(self.valid_from, self.valid_to, now)
    }
}

/// Whether a session still counts, for what goes on after its request.
///
/// # Errors
/// When the database fails.
pub async fn is_active(app: &App, id: Uuid) -> AppResult<bool> {
    Ok(find_active(app, id, app.clock.now()).await?.is_some())
}

/// The session of this id, if it still counts. One that was kept lets in, and never turns away.
async fn find_active(
    app: &App,
    id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Option<Arc<CheckedSession>>> {
    let epoch = app.auth_cache.epoch(&app.db.read).await?;
    let kept = app.auth_cache.sessions().get(&id, &epoch);
    if let Some(kept) = kept.filter(|kept| kept.row.is_active(now)) {
        return Ok(Some(kept));
    }
    let Some(row) = repo::find_session_row(&app.db.read, id).await? else { return Ok(None) };
    let row = row.with_last_seen(app.last_seen.of(id));
    if !row.is_active(now) {
        return Ok(None);
    }
    let required = settings::parse(&row.settings)?.second_factor_roles;
    let second_factor_pending = row.second_factor_at.is_none() && required.contains(&row.role.0);
    let checked = CheckedSession { row, second_factor_pending };
    Ok(Some(app.auth_cache.sessions().put(id, epoch, checked)))
}

/// Writes down when a session was last used; on a full disk it is remembered.
async fn set_last_seen(app: &App, id: Uuid, now: DateTime<Utc>) {
    let touched = repo::set_last_seen(app.db.writer(), id, now).await;
    app.last_seen.note(id, now, touched.is_ok());
    disk::log_failed_note("when a login was last used", touched);
    app.auth_cache.sessions().replace(&id, |kept| CheckedSession {
        row: kept.row.clone().with_last_seen(Some(now)),
        ..*kept
    });
}

/// The person of a session token, and a newer token when this one is old.
///
/// # Errors
/// 401 when the token, the session, the login or the post has ended.
pub async fn authenticate(
    app: &App,
    token: &str,
    quiet: bool,
) -> AppResult<(Person, Option<String>)> {
    let now = app.clock.now();
    let claims = app.keys.read(token, Audience::Session, now)?;
    let id = claims.sub;
    let session = find_active(app, id, now).await?.ok_or(ErrorCode::Unauthenticated)?;
    let row = &session.row;
    let person = Person {
        user_id: row.user_id,
        post_id: row.post_id,
        session_id: id,
        commune_id: row.commune_id,
        unit_id: row.unit_id,
        role: row.role.0,
        second_factor_pending: session.second_factor_pending,
        on_behalf_of: None,
    };
    // What the page asks by itself does not keep a login open.
    if quiet {
        return Ok((person, None));
    }
    if (now - row.last_seen_at).num_seconds() >= LAST_SEEN_INTERVAL_SECONDS {
        set_last_seen(app, id, now).await;
    }
    let renew = if now.timestamp() - claims.iat >= RENEW_AFTER_SECONDS {
        Some(app.keys.sign(id, Audience::Session, now, row.idle_seconds)?)
    } else {
        None
    };
    Ok((person, renew))
}

/// One's own sessions that are alive, the last used first.
///
/// # Errors
/// When the database fails.
pub async fn list_own(
    db: &impl Connection,
    person: &Person,
    now: DateTime<Utc>,
) -> AppResult<Vec<SessionView>> {
    let rows = active_sessions(db, person.user_id.into(), now).await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionView {
            current: row.id == person.session_id,
            id: row.id.into(),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            address: row.address,
            device: row.device,
        })
        .collect())
}

/// The sessions of a person that still count, the last used first.
async fn active_sessions(
    db: &impl Connection,
    user: UserId,
    now: DateTime<Utc>,
) -> AppResult<Vec<Session>> {
    let rows = repo::open_sessions(db, user, now).await?;
    let idle_since = |row: &Session| {
        row.last_seen_at + Duration::seconds(row.idle_seconds + LAST_SEEN_INTERVAL_SECONDS)
    };
    Ok(rows.into_iter().filter(|row| now < idle_since(row)).collect())
}

/// How many sessions of a person are logged in now.
///
/// # Errors
/// When the database fails.
pub async fn count_active(
    db: &impl Connection,
    user: UserId,
    now: DateTime<Utc>,
) -> AppResult<u64> {
    Ok(active_sessions(db, user, now).await?.len() as u64)
}

/// Ends every session of a person, but for one that may be kept.
///
/// # Errors
/// When the database fails.
pub async fn end_all_but(
    db: &impl Connection,
    user: UserId,
    kept_session: Option<SessionId>,
    now: DateTime<Utc>,
) -> AppResult<()> {
    repo::end_sessions_of_user(db, user, kept_session, now).await
}

/// Acts by another of one's posts from now on.
///
/// # Errors
/// A field error for a post that is not one's own or does not hold today.
pub async fn choose_post(
    db: &impl Connection,
    person: &Person,
    post_id: PostId,
    now: DateTime<Utc>,
) -> AppResult<Person> {
    let post = people::find_post(db, post_id).await?.filter(|post| {
        post.user_id == person.user_id && is_current(post.valid_from, post.valid_to, now)
    });
    let unknown = || AppError::field("post_id", "unknown", "Không có chức vụ này.");
    let post = post.ok_or_else(unknown)?;
    let role = post.role.0;
    let row = repo::find_session(db, person.session_id).await?;
    let row = row.ok_or(ErrorCode::Unauthenticated)?;
    let settings = settings::of(db, post.commune_id).await?;
    let (idle, longest) = lifetime(role, &settings);
    // The stricter of the posts holds: a long login of one does not become one of the other.
    let expires_at = Ord::min(row.expires_at, row.created_at + Duration::seconds(longest));
    repo::set_post(db, person.session_id.into(), post_id, idle, expires_at).await?;
    Ok(Person {
        post_id: post.id,
        commune_id: post.commune_id,
        unit_id: post.unit_id,
        role,
        ..person.clone()
    })
}

/// Ends one session, or all others of a person.
///
/// # Errors
/// When the database fails.
pub async fn end(
    db: &impl Connection,
    person: &Person,
    all_others: bool,
    now: DateTime<Utc>,
) -> AppResult<()> {
    match all_others {
        true => end_all_but(db, person.user_id.into(), Some(person.session_id.into()), now).await,
        false => repo::end_session(db, person.session_id, now).await,
    }
}

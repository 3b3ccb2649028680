//! One's own feed: an address that is a secret of 128 bits, kept as its hash alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use shared::ErrorCode;
use shared::dto::notifications::calendar::{FeedAddress, FeedView};
use uuid::Uuid;

use super::repo::feeds::{self, CalendarFeed};
use super::{second_factor, secrets};
use crate::identity::users::repo::people;
use crate::platform::access::Person;
use crate::platform::access::{addresses, session};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::disk;
use crate::platform::error::AppResult;
use crate::platform::http::paths::FEED_PATH;
use crate::platform::id::sha256;
use crate::platform::settings;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// That it was read is written down this often.
const LAST_READ_INTERVAL: Duration = Duration::hours(1);

fn hash_of(secret: &str) -> String {
    sha256(secret)
}

/// Whether a person has a feed.
///
/// # Errors
/// The database.
pub async fn state(db: &impl Connection, person: &Person) -> AppResult<FeedView> {
    let row = feeds::find(db, person.user_id.into()).await?;
    Ok(FeedView {
        active: row.is_some(),
        made_at: row.as_ref().map(|row| row.made_at),
        last_read_at: row.and_then(|row| row.last_read_at),
    })
}

/// Makes a feed, in place of the one before; its address is told here and never again.
///
/// # Errors
/// The database.
pub async fn renew(
    work: &UnitOfWork,
    person: &Person,
    response: &mut Option<FeedAddress>,
) -> AppResult<Outcome<()>> {
    let secret: [u8; 16] = rand::random();
    let secret = URL_SAFE_NO_PAD.encode(secret);
    let before = feeds::find(&work.tx, person.user_id.into()).await?;
    let row = CalendarFeed {
        user_id: person.user_id,
        secret_hash: hash_of(&secret),
        made_at: work.now,
        last_read_at: None,
    };
    work.audit(before.as_ref(), Some(&row));
    feeds::delete(&work.tx, person.user_id.into()).await?;
    feeds::insert(&work.tx, row).await?;
    *response = Some(FeedAddress { path: format!("{FEED_PATH}{secret}.ics"), made_at: work.now });
    Ok(Outcome { status: 201, body: None, version: None, object: ("user", person.user_id) })
}

/// Takes one's own feed away: its address leads nowhere any more.
///
/// # Errors
/// 404 where there is none.
pub async fn revoke(work: &UnitOfWork, person: &Person) -> AppResult<Outcome<()>> {
    if !secrets::remove_feed(work, person.user_id.into()).await? {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(Outcome::removed("user", person.user_id))
}

/// Whose feed a secret is, by the post that is the person's first today.
///
/// # Errors
/// 404 for a secret that is none, a barred login, an ended post; 429 for an address that guesses.
pub async fn authenticate(app: &App, secret: &str, address: &str) -> AppResult<Person> {
    let (db, now) = (&app.db.read, app.clock.now());
    let address = addresses::counted_address(&app.config, address);
    app.addresses.reserve(address, now)?;
    let row = feeds::find_by_hash(db, &hash_of(secret)).await?.ok_or(ErrorCode::NotFound)?;
    app.addresses.refund(address);
    if people::get(db, row.user_id.into()).await?.disabled_at.is_some() {
        return Err(ErrorCode::NotFound.into());
    }
    let post =
        session::active_post(db, row.user_id.into(), now).await?.ok_or(ErrorCode::NotFound)?;
    let role = post.role.0;
    let required = settings::of(db, post.commune_id).await?.second_factor_roles;
    if required.contains(&role)
        && second_factor::find_confirmed(db, row.user_id.into()).await?.is_none()
    {
        return Err(ErrorCode::NotFound.into());
    }
    if row.last_read_at.is_none_or(|at| now - at >= LAST_READ_INTERVAL) {
        // Of the same address: it may have been taken away, or another put in its place, this moment.
        let noted = feeds::set_last_read(app.db.writer(), &row.secret_hash, now).await;
        disk::log_failed_note("that a calendar was read", noted);
    }
    Ok(Person {
        user_id: post.user_id,
        post_id: post.id,
        session_id: Uuid::nil(),
        commune_id: post.commune_id,
        unit_id: post.unit_id,
        role,
        second_factor_pending: false,
        on_behalf_of: None,
    })
}

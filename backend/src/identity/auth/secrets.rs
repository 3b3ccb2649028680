//! What a person has besides the password and could still be used by somebody else: the calendar
//! feed, and an address of e-mail that waits for its code.

use chrono::{DateTime, Utc};
use shared::id::UserId;

use super::repo::{email_changes, feeds};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

/// Takes the feed of a person away; whether there was one.
///
/// # Errors
/// The database.
pub async fn remove_feed(work: &UnitOfWork, user_id: UserId) -> AppResult<bool> {
    let Some(row) = feeds::find(&work.tx, user_id).await? else {
        return Ok(false);
    };
    work.audit(Some(&row), None::<&()>);
    feeds::delete(&work.tx, user_id).await?;
    Ok(true)
}

/// The address that a person has asked for, where it waits for its code.
///
/// # Errors
/// The database.
pub async fn pending_email(
    db: &impl Connection,
    user_id: UserId,
    now: DateTime<Utc>,
) -> AppResult<Option<String>> {
    let row = email_changes::find(db, user_id).await?;
    Ok(row.filter(|row| row.expires_at > now).map(|row| row.email))
}

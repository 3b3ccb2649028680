//! What has to end when somebody's password is changed or reset, a second factor taken off, a login
//! barred: whoever had got hold of one secret of the person must not keep another (ADR 28).

use shared::id::{SessionId, UserId};

use super::repo::{devices, email_changes};
use super::secrets;
use crate::identity::users::repo::{User, invitations, people};
use crate::platform::access::session;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

/// Ends every secret of a person: sessions, the calendar feed, what unsubscribes from mails, open
/// invitations, an address of e-mail that waits for its code, known devices. The session by which the
/// person does this, and its device, may be kept.
///
/// # Errors
/// The database.
pub async fn revoke(work: &UnitOfWork, user_id: UserId, kept: Option<SessionId>) -> AppResult<()> {
    // First, because it waits for a login that is under way: its session is there afterwards, and ends.
    people::clear_mail_secret(&work.tx, user_id).await?;
    session::end_all_but(&work.tx, user_id, kept, work.now).await?;
    secrets::remove_feed(work, user_id).await?;
    invitations::void_all_of(&work.tx, user_id, work.now).await?;
    email_changes::delete(&work.tx, user_id).await?;
    devices::delete_of(&work.tx, user_id, kept).await
}

/// The hash of a password that was found to be right before the transaction that relies on it began.
#[derive(Debug, Clone)]
pub struct Proven(pub String);

impl Proven {
    /// Whether it is still the password of one who may log in.
    #[must_use]
    pub fn holds(&self, user: &User) -> bool {
        user.disabled_at.is_none() && user.password_hash == self.0
    }
}

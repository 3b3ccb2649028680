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
pub async fn revoke_secrets(
    work: &UnitOfWork,
    user_id: UserId,
    kept_session: Option<SessionId>,
) -> AppResult<()> {
    // First, because it waits for a login that is under way: its session is there afterwards, and ends.
    people::clear_mail_secret(&work.tx, user_id).await?;
    session::end_all_but(&work.tx, user_id, kept_session, work.now).await?;
    secrets::remove_feed(work, user_id).await?;
    invitations::void_all_of(&work.tx, user_id, work.now).await?;
    email_changes::delete(&work.tx, user_id).await?;
    devices::delete_of_user(&work.tx, user_id, kept_session).await
}

/// The hash of a password that was found to be right before the transaction that relies on it began.
#[derive(Debug, Clone)]
pub struct VerifiedPassword(pub String);

impl VerifiedPassword {
    /// Whether it is still the password of one who may log in.
    #[must_use]
    pub fn is_current(&self, user: &User) -> bool {
        user.disabled_at.is_none() && user.password_hash == self.0
    }
}

//! What has to end when somebody's password is changed or reset, a second factor taken off, a login
//! barred: whoever had got hold of one secret of the person must not keep another (ADR 28).

use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::ErrorCode;
use uuid::Uuid;

use super::{device, secrets};
use crate::platform::access::session;
use crate::platform::db::entity::user;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

/// Ends every secret of a person: sessions, the calendar feed, what unsubscribes from mails, open
/// invitations, an address of e-mail that waits for its code, known devices. The session by which the
/// person does this, and its device, may be kept.
///
/// # Errors
/// The database.
pub async fn revoke(work: &UnitOfWork, user_id: Uuid, kept: Option<Uuid>) -> AppResult<()> {
    // First, because it waits for a login that is under way: its session is there afterwards, and ends.
    user::Entity::update_many()
        .col_expr(user::Column::MailSecret, Expr::value(Option::<String>::None))
        .filter(user::Column::Id.eq(user_id))
        .exec(&work.tx)
        .await?;
    session::end_all_but(&work.tx, user_id, kept, work.now).await?;
    secrets::remove_feed(work, user_id).await?;
    secrets::void_invitations(&work.tx, user_id, work.now).await?;
    secrets::cancel_email_change(&work.tx, user_id).await?;
    device::forget(&work.tx, user_id, kept).await
}

/// The account as it is now, held until the transaction ends: what is decided by it (a password, a
/// second factor, a bar) does not change meanwhile. Taken before any other row of the person is.
///
/// # Errors
/// 404 for nobody.
pub async fn hold(tx: &impl ConnectionTrait, user_id: Uuid) -> AppResult<user::Model> {
    // Rows elsewhere may go on to refer to this one.
    let row = user::Entity::find_by_id(user_id).lock(LockType::NoKeyUpdate).one(tx).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// The hash of a password that was found to be right before the transaction that relies on it began.
#[derive(Debug, Clone)]
pub struct Proven(pub String);

impl Proven {
    /// Whether it is still the password of one who may log in.
    #[must_use]
    pub fn holds(&self, user: &user::Model) -> bool {
        user.disabled_at.is_none() && user.password_hash == self.0
    }
}

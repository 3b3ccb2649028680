//! What a person has besides the password and could still be used by somebody else: the calendar
//! feed, open invitations, an address of e-mail that waits for its code.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::platform::db::entity::{calendar_feed, email_change, invitation};
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

/// Takes the feed of a person away; whether there was one.
///
/// # Errors
/// The database.
pub async fn remove_feed(work: &UnitOfWork, user_id: Uuid) -> AppResult<bool> {
    let Some(row) = calendar_feed::Entity::find_by_id(user_id).one(&work.tx).await? else {
        return Ok(false);
    };
    work.audit(Some(&row), None::<&()>);
    calendar_feed::Entity::delete_by_id(user_id).exec(&work.tx).await?;
    Ok(true)
}

/// Voids every code of a person.
///
/// # Errors
/// The database.
pub async fn void_invitations(
    db: &impl ConnectionTrait,
    user: Uuid,
    now: DateTime<Utc>,
) -> AppResult<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(now))
        .filter(invitation::Column::UserId.eq(user))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Whatever address waits for its code will wait in vain.
///
/// # Errors
/// The database.
pub async fn cancel_email_change(db: &impl ConnectionTrait, user_id: Uuid) -> AppResult<()> {
    email_change::Entity::delete_by_id(user_id).exec(db).await?;
    Ok(())
}

/// The address that a person has asked for, where it waits for its code.
///
/// # Errors
/// The database.
pub async fn waiting_email(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Option<String>> {
    let row = email_change::Entity::find_by_id(user_id).one(db).await?;
    Ok(row.filter(|row| row.expires_at > now).map(|row| row.email))
}

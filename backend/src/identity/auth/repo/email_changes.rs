//! Addresses of e-mail that wait for the code that was sent there, at most one a person.

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use shared::id::UserId;

use crate::platform::db::entity::email_change;
pub use crate::platform::db::entity::email_change::Model as EmailChange;
use crate::platform::error::AppResult;

/// The address that a person has asked for, an expired one too.
///
/// # Errors
/// The database.
pub async fn find(db: &impl ConnectionTrait, user_id: UserId) -> AppResult<Option<EmailChange>> {
    Ok(email_change::Entity::find_by_id(user_id.0).one(db).await?)
}

/// Adds an address that waits.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl ConnectionTrait, row: EmailChange) -> AppResult<()> {
    email_change::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes the address that a person has asked for.
///
/// # Errors
/// The database.
pub async fn delete(db: &impl ConnectionTrait, user_id: UserId) -> AppResult<()> {
    email_change::Entity::delete_by_id(user_id.0).exec(db).await?;
    Ok(())
}

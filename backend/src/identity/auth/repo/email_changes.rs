//! Addresses of e-mail that wait for the code that was sent there, at most one a person.

use sea_orm::{EntityTrait, IntoActiveModel};
use shared::id::UserId;

use crate::platform::db::entity::email_change;
pub use crate::platform::db::entity::email_change::Model as EmailChange;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The address that a person has asked for, an expired one too.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, user_id: UserId) -> AppResult<Option<EmailChange>> {
    email_change::Entity::find_by_id(user_id.0).row(db).await
}

/// Adds an address that waits.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: EmailChange) -> AppResult<()> {
    email_change::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes the address that a person has asked for.
///
/// # Errors
/// The database.
pub async fn delete(db: &impl Connection, user_id: UserId) -> AppResult<()> {
    email_change::Entity::delete_by_id(user_id.0).exec(db).await?;
    Ok(())
}

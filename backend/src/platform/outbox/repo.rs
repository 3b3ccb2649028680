//! Rows of the outbox.

use sea_orm::{EntityTrait, IntoActiveModel};

use crate::platform::db::Connection;
use crate::platform::db::entity::outbox;
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::outbox::Model as OutboxEntry;

/// Inserts what a transaction is to tell.
///
/// # Errors
/// The database.
pub async fn insert(tx: &impl Connection, row: OutboxEntry) -> AppResult<()> {
    outbox::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

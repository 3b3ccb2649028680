//! Rows of communes, which hold their settings.

use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::platform::db::entity::commune;
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::commune::Model as Commune;

/// One commune.
///
/// # Errors
/// The database.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> AppResult<Option<Commune>> {
    Ok(commune::Entity::find_by_id(id).one(db).await?)
}

/// Every commune.
///
/// # Errors
/// The database.
pub async fn list(db: &impl ConnectionTrait) -> AppResult<Vec<Commune>> {
    Ok(commune::Entity::find().all(db).await?)
}

//! The commune that a login belongs to.

use sea_orm::{ConnectionTrait, EntityTrait};
use shared::ErrorCode;
use uuid::Uuid;

use crate::platform::db::entity::commune;
use crate::platform::error::AppResult;

/// A commune by id.
///
/// # Errors
/// 404 when there is none; the database.
pub async fn get(db: &impl ConnectionTrait, id: Uuid) -> AppResult<commune::Model> {
    Ok(commune::Entity::find_by_id(id).one(db).await?.ok_or(ErrorCode::NotFound)?)
}

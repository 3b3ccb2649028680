//! Answers that a repeated request is given.

use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::platform::db::entity::idempotency_key;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::idempotency_key::Model as KeptAnswer;

/// The answer that was given to a key of an actor, by a post in a commune.
///
/// # Errors
/// The database.
pub async fn find(
    db: &impl Connection,
    (actor_id, post_id, commune_id): (Uuid, Uuid, Uuid),
    key: &str,
) -> AppResult<Option<KeptAnswer>> {
    let id = (actor_id, post_id, commune_id, key.to_owned());
    idempotency_key::Entity::find_by_id(id).row(db).await
}

/// Keeps an answer.
///
/// # Errors
/// 409 when there is one for its key; the database.
pub async fn insert(tx: &impl Connection, row: KeptAnswer) -> AppResult<()> {
    idempotency_key::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

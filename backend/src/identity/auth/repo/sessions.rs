//! Sessions, as far as a login looks at earlier ones (the rest is `platform/access/session.rs`).

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::id::UserId;

use crate::platform::db::entity::session;
use crate::platform::error::AppResult;

/// The addresses of a person's sessions, ended ones too, each once.
///
/// # Errors
/// The database.
pub async fn addresses(db: &impl ConnectionTrait, user_id: UserId) -> AppResult<Vec<String>> {
    Ok(session::Entity::find()
        .select_only()
        .column(session::Column::Address)
        .distinct()
        .filter(session::Column::UserId.eq(user_id.0))
        .into_tuple()
        .all(db)
        .await?)
}

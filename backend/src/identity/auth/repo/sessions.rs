//! Sessions, as far as a login looks at earlier ones (the rest is `platform/access/session.rs`).

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::id::UserId;

use crate::platform::db::entity::session;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The addresses of a person's sessions, ended ones too, each once.
///
/// # Errors
/// The database.
pub async fn addresses(db: &impl Connection, user_id: UserId) -> AppResult<Vec<String>> {
    session::Entity::find()
        .select_only()
        .column(session::Column::Address)
        .distinct()
        .filter(session::Column::UserId.eq(user_id.0))
        .rows(db)
        .await
}

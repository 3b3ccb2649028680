//! Rows of API clients.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::platform::db::entity::api_client;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::api_client::Model as ApiClient;

/// The client of this id.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, id: Uuid) -> AppResult<Option<ApiClient>> {
    api_client::Entity::find_by_id(id).row(db).await
}

/// The client of this public id.
///
/// # Errors
/// The database.
pub async fn find_by_client_id(
    db: &impl Connection,
    client_id: &str,
) -> AppResult<Option<ApiClient>> {
    let select = api_client::Entity::find().filter(api_client::Column::ClientId.eq(client_id));
    select.row(db).await
}

/// Notes when a client was last used.
///
/// # Errors
/// The database.
pub async fn set_last_used(db: &impl Connection, id: Uuid, at: DateTime<Utc>) -> AppResult<()> {
    api_client::Entity::update_many()
        .col_expr(api_client::Column::LastUsedAt, Expr::value(at))
        .filter(api_client::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

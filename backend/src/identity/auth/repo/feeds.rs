//! Calendar feeds, at most one a person.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use shared::id::UserId;

use crate::platform::db::entity::calendar_feed;
pub use crate::platform::db::entity::calendar_feed::Model as CalendarFeed;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The feed of a person.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, user_id: UserId) -> AppResult<Option<CalendarFeed>> {
    calendar_feed::Entity::find_by_id(user_id.0).row(db).await
}

/// The feed of a secret by its hash.
///
/// # Errors
/// The database.
pub async fn find_by_hash(
    db: &impl Connection,
    secret_hash: &str,
) -> AppResult<Option<CalendarFeed>> {
    calendar_feed::Entity::find()
        .filter(calendar_feed::Column::SecretHash.eq(secret_hash))
        .row(db)
        .await
}

/// Adds a feed.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: CalendarFeed) -> AppResult<()> {
    calendar_feed::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes the feed of a person.
///
/// # Errors
/// The database.
pub async fn delete(db: &impl Connection, user_id: UserId) -> AppResult<()> {
    calendar_feed::Entity::delete_by_id(user_id.0).exec(db).await?;
    Ok(())
}

/// Writes when the feed of a secret was read.
///
/// # Errors
/// The database.
pub async fn set_last_read(
    db: &impl Connection,
    secret_hash: &str,
    at: DateTime<Utc>,
) -> AppResult<()> {
    calendar_feed::Entity::update_many()
        .col_expr(calendar_feed::Column::LastReadAt, Expr::value(at))
        .filter(calendar_feed::Column::SecretHash.eq(secret_hash))
        .exec(db)
        .await?;
    Ok(())
}

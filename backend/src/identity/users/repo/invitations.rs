//! Rows of invitations.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use shared::id::UserId;

use crate::platform::db::entity::invitation;
pub use crate::platform::db::entity::invitation::Model as Invitation;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The invitation of a code by its hash, used and expired ones too.
///
/// # Errors
/// The database.
pub async fn find_by_hash(db: &impl Connection, code_hash: &str) -> AppResult<Option<Invitation>> {
    invitation::Entity::find().filter(invitation::Column::CodeHash.eq(code_hash)).row(db).await
}

/// Adds an invitation.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: Invitation) -> AppResult<()> {
    invitation::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Marks every unused invitation of a person as used.
///
/// # Errors
/// The database.
pub async fn void_all_of(
    db: &impl Connection,
    user_id: UserId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(now))
        .filter(invitation::Column::UserId.eq(user_id.0))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

//! Second factors, at most one a person, and their recovery codes.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use shared::id::UserId;

pub use crate::platform::db::entity::recovery_code::Model as RecoveryCode;
pub use crate::platform::db::entity::second_factor::Model as SecondFactor;
use crate::platform::db::entity::{recovery_code, second_factor};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The second factor of a person, one that is not confirmed too.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, user_id: UserId) -> AppResult<Option<SecondFactor>> {
    second_factor::Entity::find_by_id(user_id.0).row(db).await
}

/// Adds a second factor.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: SecondFactor) -> AppResult<()> {
    second_factor::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes the second factor of a person.
///
/// # Errors
/// The database.
pub async fn delete(db: &impl Connection, user_id: UserId) -> AppResult<()> {
    second_factor::Entity::delete_by_id(user_id.0).exec(db).await?;
    Ok(())
}

/// Writes when the second factor of a person was confirmed.
///
/// # Errors
/// The database.
pub async fn confirm(db: &impl Connection, user_id: UserId, at: DateTime<Utc>) -> AppResult<()> {
    second_factor::Entity::update_many()
        .col_expr(second_factor::Column::ConfirmedAt, Expr::value(at))
        .filter(second_factor::Column::UserId.eq(user_id.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Moves the last step that was used forward; whether it was before `step`.
///
/// # Errors
/// The database.
pub async fn advance(db: &impl Connection, user_id: UserId, step: i64) -> AppResult<bool> {
    use second_factor::Column as C;
    let moved = second_factor::Entity::update_many()
        .col_expr(C::LastStep, Expr::value(step))
        .filter(C::UserId.eq(user_id.0))
        .filter(C::LastStep.lt(step))
        .exec(db)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// How many recovery codes of a person are not used.
///
/// # Errors
/// The database.
pub async fn count_unused_codes(db: &impl Connection, user_id: UserId) -> AppResult<u64> {
    recovery_code::Entity::find()
        .filter(recovery_code::Column::UserId.eq(user_id.0))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count_rows(db)
        .await
}

/// Adds recovery codes.
///
/// # Errors
/// The database.
pub async fn insert_codes(
    db: &impl Connection,
    rows: impl IntoIterator<Item = RecoveryCode>,
) -> AppResult<()> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    recovery_code::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Marks a recovery code as used; whether it was there and unused.
///
/// # Errors
/// The database.
pub async fn use_code(
    db: &impl Connection,
    user_id: UserId,
    code_hash: &str,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    use recovery_code::Column as C;
    let used = recovery_code::Entity::update_many()
        .col_expr(C::UsedAt, Expr::value(now))
        .filter(C::UserId.eq(user_id.0))
        .filter(C::CodeHash.eq(code_hash))
        .filter(C::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Deletes the recovery codes of a person.
///
/// # Errors
/// The database.
pub async fn delete_codes(db: &impl Connection, user_id: UserId) -> AppResult<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user_id.0))
        .exec(db)
        .await?;
    Ok(())
}

//! Counters of failures.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel};

use crate::platform::db::entity::login_attempt;
pub use crate::platform::db::entity::login_attempt::Model as LoginAttempt;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// A counter by its key.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, key: &str) -> AppResult<Option<LoginAttempt>> {
    login_attempt::Entity::find_by_id(key).row(db).await
}

/// Locks the row of a counter until the transaction ends; one that is not there yet is made.
///
/// # Errors
/// The database.
pub async fn lock(tx: &impl Connection, key: &str, now: DateTime<Utc>) -> AppResult<()> {
    let row = LoginAttempt {
        name_key: key.to_owned(),
        failures: 0,
        blocked_until: None,
        updated_at: now,
    };
    login_attempt::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(login_attempt::Column::NameKey)
                .update_column(login_attempt::Column::NameKey)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a counter, in place of what it was.
///
/// # Errors
/// The database.
pub async fn upsert(db: &impl Connection, row: LoginAttempt) -> AppResult<()> {
    login_attempt::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(login_attempt::Column::NameKey)
                .update_columns([
                    login_attempt::Column::Failures,
                    login_attempt::Column::BlockedUntil,
                    login_attempt::Column::UpdatedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

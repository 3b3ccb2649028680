//! The code of a first start, and what a new commune begins with.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use shared::state::UnitKind;
use uuid::Uuid;

use crate::organisation::catalogues::repo::CatalogueItem;
use crate::organisation::units::repo::Unit;
pub use crate::platform::db::entity::setup::Model as Setup;
use crate::platform::db::entity::{catalogue_item, setup, unit};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The code of a first start by its hash, an expired one too.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, code_hash: &str) -> AppResult<Option<Setup>> {
    setup::Entity::find_by_id(code_hash).row(db).await
}

/// Adds a code.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: Setup) -> AppResult<()> {
    setup::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes every code.
///
/// # Errors
/// The database.
pub async fn delete_all(db: &impl Connection) -> AppResult<()> {
    setup::Entity::delete_many().exec(db).await?;
    Ok(())
}

/// Deletes a code that has not expired; whether there was one.
///
/// # Errors
/// The database.
pub async fn delete_valid(
    db: &impl Connection,
    code_hash: &str,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let deleted = setup::Entity::delete_many()
        .filter(setup::Column::CodeHash.eq(code_hash))
        .filter(setup::Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// The leadership unit of a commune.
///
/// # Errors
/// The database.
pub async fn find_leadership(db: &impl Connection, commune_id: Uuid) -> AppResult<Option<Unit>> {
    unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(commune_id))
        .filter(unit::Column::Kind.eq(UnitKind::Leadership.as_str()))
        .row(db)
        .await
}

/// Adds entries of catalogues.
///
/// # Errors
/// The database.
pub async fn insert_catalogue_items(
    db: &impl Connection,
    rows: Vec<CatalogueItem>,
) -> AppResult<()> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    catalogue_item::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

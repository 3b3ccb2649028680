//! Rows of communes.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait};
use shared::ErrorCode;
use uuid::Uuid;

use crate::platform::db::entity::{commune, post};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::commune::Model as Commune;

/// The commune of this id.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, id: Uuid) -> AppResult<Option<Commune>> {
    commune::Entity::find_by_id(id).row(db).await
}

/// The commune of this id, which has to be there.
///
/// # Errors
/// 404 when there is none; the database.
pub async fn get(db: &impl Connection, id: Uuid) -> AppResult<Commune> {
    Ok(find(db, id).await?.ok_or(ErrorCode::NotFound)?)
}

/// The commune of this code.
///
/// # Errors
/// The database.
pub async fn find_by_code(db: &impl Connection, code: &str) -> AppResult<Option<Commune>> {
    commune::Entity::find().filter(commune::Column::Code.eq(code)).row(db).await
}

/// All communes.
///
/// # Errors
/// The database.
pub async fn list(db: &impl Connection) -> AppResult<Vec<Commune>> {
    commune::Entity::find().rows(db).await
}

/// The ids of all communes.
///
/// # Errors
/// The database.
pub async fn ids(db: &impl Connection) -> AppResult<Vec<Uuid>> {
    let select = commune::Entity::find().select_only().column(commune::Column::Id);
    select.rows(db).await
}

/// How many communes there are.
///
/// # Errors
/// The database.
pub async fn count(db: &impl Connection) -> AppResult<u64> {
    commune::Entity::find().count_rows(db).await
}

/// How many communes are demos; how many are not, where `demo` is false.
///
/// # Errors
/// The database.
pub async fn count_by_demo(db: &impl Connection, demo: bool) -> AppResult<u64> {
    commune::Entity::find().filter(commune::Column::Demo.eq(demo)).count_rows(db).await
}

/// How many demo communes a person has or had posts in.
///
/// # Errors
/// The database.
pub async fn count_demos_of_user(db: &impl Connection, user_id: Uuid) -> AppResult<u64> {
    let communes = post::Entity::find()
        .select_only()
        .column(post::Column::CommuneId)
        .filter(post::Column::UserId.eq(user_id))
        .into_query();
    commune::Entity::find()
        .filter(commune::Column::Demo.eq(true))
        .filter(commune::Column::Id.in_subquery(communes))
        .count_rows(db)
        .await
}

/// Inserts a commune.
///
/// # Errors
/// 409 when its code is taken; the database.
pub async fn insert(tx: &impl Connection, row: Commune) -> AppResult<()> {
    commune::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

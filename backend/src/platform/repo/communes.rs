//! Rows of communes.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait,
};
use shared::ErrorCode;
use uuid::Uuid;

use crate::platform::db::entity::{commune, post};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::commune::Model as Commune;

/// The commune of this id.
///
/// # Errors
/// The database.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> AppResult<Option<Commune>> {
    Ok(commune::Entity::find_by_id(id).one(db).await?)
}

/// The commune of this id, which has to be there.
///
/// # Errors
/// 404 when there is none; the database.
pub async fn get(db: &impl ConnectionTrait, id: Uuid) -> AppResult<Commune> {
    Ok(find(db, id).await?.ok_or(ErrorCode::NotFound)?)
}

/// The commune of this code.
///
/// # Errors
/// The database.
pub async fn find_by_code(db: &impl ConnectionTrait, code: &str) -> AppResult<Option<Commune>> {
    Ok(commune::Entity::find().filter(commune::Column::Code.eq(code)).one(db).await?)
}

/// All communes.
///
/// # Errors
/// The database.
pub async fn list(db: &impl ConnectionTrait) -> AppResult<Vec<Commune>> {
    Ok(commune::Entity::find().all(db).await?)
}

/// The ids of all communes.
///
/// # Errors
/// The database.
pub async fn ids(db: &impl ConnectionTrait) -> AppResult<Vec<Uuid>> {
    let select = commune::Entity::find().select_only().column(commune::Column::Id);
    Ok(select.into_tuple().all(db).await?)
}

/// How many communes there are.
///
/// # Errors
/// The database.
pub async fn count(db: &impl ConnectionTrait) -> AppResult<u64> {
    Ok(commune::Entity::find().count(db).await?)
}

/// How many communes are demos; how many are not, where `demo` is false.
///
/// # Errors
/// The database.
pub async fn count_by_demo(db: &impl ConnectionTrait, demo: bool) -> AppResult<u64> {
    Ok(commune::Entity::find().filter(commune::Column::Demo.eq(demo)).count(db).await?)
}

/// How many demo communes a person has or had posts in.
///
/// # Errors
/// The database.
pub async fn count_demos_of_user(db: &impl ConnectionTrait, user_id: Uuid) -> AppResult<u64> {
    let communes = post::Entity::find()
        .select_only()
        .column(post::Column::CommuneId)
        .filter(post::Column::UserId.eq(user_id))
        .into_query();
    Ok(commune::Entity::find()
        .filter(commune::Column::Demo.eq(true))
        .filter(commune::Column::Id.in_subquery(communes))
        .count(db)
        .await?)
}

/// Inserts a commune.
///
/// # Errors
/// 409 when its code is taken; the database.
pub async fn insert(tx: &impl ConnectionTrait, row: Commune) -> AppResult<()> {
    commune::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

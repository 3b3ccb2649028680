//! Rows of sessions of work on drafts that have no entry yet.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::platform::db::entity::draft_session::{Column, Entity};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::draft_session::Model as DraftSession;

/// The session on a report.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, report_id: Uuid) -> AppResult<Option<DraftSession>> {
    Entity::find_by_id(report_id).row(db).await
}

/// The sessions of a person in a commune, the oldest first.
///
/// # Errors
/// The database.
pub async fn list_of_user(
    db: &impl Connection,
    commune_id: Uuid,
    user_id: Uuid,
) -> AppResult<Vec<DraftSession>> {
    Entity::find()
        .filter(Column::CommuneId.eq(commune_id))
        .filter(Column::UserId.eq(user_id))
        .order_by_asc(Column::BeganAt)
        .rows(db)
        .await
}

/// Sessions without a save since `before`, commune by commune, at most `limit`.
///
/// # Errors
/// The database.
pub async fn list_idle(
    db: &impl Connection,
    before: DateTime<Utc>,
    limit: u64,
) -> AppResult<Vec<DraftSession>> {
    Entity::find()
        .filter(Column::LastAt.lte(before))
        .order_by_asc(Column::CommuneId)
        .limit(limit)
        .rows(db)
        .await
}

/// The sessions of a commune without a save since `before`, the longest idle first, at most `limit`.
///
/// # Errors
/// The database.
pub async fn list_idle_of_commune(
    db: &impl Connection,
    commune_id: Uuid,
    before: DateTime<Utc>,
    limit: u64,
) -> AppResult<Vec<DraftSession>> {
    Entity::find()
        .filter(Column::LastAt.lte(before))
        .filter(Column::CommuneId.eq(commune_id))
        .order_by_asc(Column::LastAt)
        .limit(limit)
        .rows(db)
        .await
}

/// Inserts a session.
///
/// # Errors
/// The database.
pub async fn insert(tx: &impl Connection, row: DraftSession) -> AppResult<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes all of a session.
///
/// # Errors
/// The database.
pub async fn update(tx: &impl Connection, row: DraftSession) -> AppResult<()> {
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// Deletes the session on a report.
///
/// # Errors
/// The database.
pub async fn delete(tx: &impl Connection, report_id: Uuid) -> AppResult<()> {
    Entity::delete_by_id(report_id).exec(tx).await?;
    Ok(())
}

//! Rows of the heads of audit chains, one a commune.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::platform::db::entity::audit_head;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::audit_head::Model as AuditHead;

/// The head of a commune.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, commune_id: Uuid) -> AppResult<Option<AuditHead>> {
    audit_head::Entity::find_by_id(commune_id).row(db).await
}

/// The head of a commune, locked until the transaction ends.
///
/// # Errors
/// The database.
pub async fn find_locked(tx: &impl Connection, commune_id: Uuid) -> AppResult<Option<AuditHead>> {
    audit_head::Entity::find_by_id(commune_id).lock_exclusive().row(tx).await
}

/// All heads.
///
/// # Errors
/// The database.
pub async fn list(db: &impl Connection) -> AppResult<Vec<AuditHead>> {
    audit_head::Entity::find().rows(db).await
}

/// The heads of chains that have an entry, by commune.
///
/// # Errors
/// The database.
pub async fn list_written(db: &impl Connection) -> AppResult<Vec<AuditHead>> {
    audit_head::Entity::find()
        .filter(audit_head::Column::Seq.gt(0))
        .order_by_asc(audit_head::Column::CommuneId)
        .rows(db)
        .await
}

/// The ids of the keys of all chains; none for one that has no key yet.
///
/// # Errors
/// The database.
pub async fn key_ids(db: &impl Connection) -> AppResult<Vec<Option<String>>> {
    let select = audit_head::Entity::find().select_only().column(audit_head::Column::KeyId);
    select.rows(db).await
}

/// Inserts the head of a new commune.
///
/// # Errors
/// The database.
pub async fn insert(tx: &impl Connection, row: AuditHead) -> AppResult<()> {
    audit_head::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes all of a head.
///
/// # Errors
/// The database.
pub async fn update(tx: &impl Connection, row: AuditHead) -> AppResult<()> {
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

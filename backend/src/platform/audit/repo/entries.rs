//! Rows of the entries of audit chains.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::platform::db::entity::audit_entry::{ActiveModel, Column, Entity};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::audit_entry::Model as AuditEntry;

fn of_commune(commune_id: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::CommuneId.eq(commune_id))
}

/// The entries of a commune after a number, in their order, at most `limit`.
///
/// # Errors
/// The database.
pub async fn list_after(
    db: &impl Connection,
    commune_id: Uuid,
    after: i64,
    limit: u64,
) -> AppResult<Vec<AuditEntry>> {
    of_commune(commune_id)
        .filter(Column::Seq.gt(after))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .rows(db)
        .await
}

/// The first entry of a commune that is kept.
///
/// # Errors
/// The database.
pub async fn first(db: &impl Connection, commune_id: Uuid) -> AppResult<Option<AuditEntry>> {
    of_commune(commune_id).order_by_asc(Column::Seq).row(db).await
}

/// The first entry of a commune that was written at `at` or later.
///
/// # Errors
/// The database.
pub async fn first_since(
    db: &impl Connection,
    commune_id: Uuid,
    at: DateTime<Utc>,
) -> AppResult<Option<AuditEntry>> {
    of_commune(commune_id).filter(Column::At.gte(at)).order_by_asc(Column::Seq).row(db).await
}

/// The last entry of a commune, or the last before a number.
///
/// # Errors
/// The database.
pub async fn last(
    db: &impl Connection,
    commune_id: Uuid,
    before: Option<i64>,
) -> AppResult<Option<AuditEntry>> {
    let mut select = of_commune(commune_id).order_by_desc(Column::Seq);
    if let Some(seq) = before {
        select = select.filter(Column::Seq.lt(seq));
    }
    select.row(db).await
}

/// Inserts an entry.
///
/// # Errors
/// The database.
pub async fn insert(tx: &impl Connection, row: AuditEntry) -> AppResult<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes the hashes and changes of entries anew, all in one statement: they are there, so each is
/// the conflict it ends in.
///
/// # Errors
/// The database.
pub async fn rewrite(tx: &impl Connection, rows: Vec<AuditEntry>) -> AppResult<()> {
    let on_conflict = OnConflict::columns([Column::CommuneId, Column::Seq])
        .update_columns([Column::PreviousHash, Column::Hash, Column::Changes])
        .to_owned();
    let rows = rows.into_iter().map(ActiveModel::from);
    // Nobody waits for the rows that they became.
    Entity::insert_many(rows).on_conflict(on_conflict).exec_without_returning(tx).await?;
    Ok(())
}

/// Deletes the entries of a commune up to a number; answers how many.
///
/// # Errors
/// The database.
pub async fn delete_up_to(tx: &impl Connection, commune_id: Uuid, seq: i64) -> AppResult<u64> {
    let deleted = Entity::delete_many()
        .filter(Column::CommuneId.eq(commune_id))
        .filter(Column::Seq.lte(seq))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}

//! Rows of failed logins and tokens that are counted and have no entry yet.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::platform::db::entity::audit_tally::{Column, Entity};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::audit_tally::Model as AuditTally;

/// Inserts a count, or adds one to the count that is there.
///
/// # Errors
/// The database.
pub async fn insert_or_add_one(db: &impl Connection, row: AuditTally) -> AppResult<()> {
    let mut on_conflict = OnConflict::columns([Column::Kind, Column::Subject, Column::Address]);
    on_conflict
        .value(Column::Times, Expr::col((Entity, Column::Times)).add(1))
        .update_column(Column::LastAt);
    Entity::insert(row.into_active_model())
        .on_conflict(on_conflict)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The kinds and subjects that have been counted since `before` or longer, at most `limit`.
///
/// # Errors
/// The database.
pub async fn list_due(
    db: &impl Connection,
    before: DateTime<Utc>,
    limit: u64,
) -> AppResult<Vec<(String, String)>> {
    Entity::find()
        .select_only()
        .columns([Column::Kind, Column::Subject])
        .group_by(Column::Kind)
        .group_by(Column::Subject)
        .having(Expr::col(Column::FirstAt).min().lte(before))
        .limit(limit)
        .rows(db)
        .await
}

/// The counts of a subject by address, the last first, locked until the transaction ends.
///
/// # Errors
/// The database.
pub async fn list_locked(
    tx: &impl Connection,
    kind: &str,
    subject: &str,
) -> AppResult<Vec<AuditTally>> {
    Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::Subject.eq(subject))
        .order_by_desc(Column::LastAt)
        .lock_exclusive()
        .rows(tx)
        .await
}

/// Deletes the counts of a subject from some addresses.
///
/// # Errors
/// The database.
pub async fn delete(
    tx: &impl Connection,
    kind: &str,
    subject: &str,
    addresses: impl IntoIterator<Item = String>,
) -> AppResult<()> {
    Entity::delete_many()
        .filter(Column::Kind.eq(kind))
        .filter(Column::Subject.eq(subject))
        .filter(Column::Address.is_in(addresses))
        .exec(tx)
        .await?;
    Ok(())
}

//! Rows of the outbox: what waits to be told.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::platform::db::Db;
use crate::platform::db::entity::outbox;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::jobs::queue;

pub use crate::platform::db::entity::outbox::Model as OutboxRow;

fn by_row(row: &OutboxRow) -> Condition {
    Condition::all()
        .add(outbox::Column::CommuneId.eq(row.commune_id))
        .add(outbox::Column::Seq.eq(row.seq))
}

/// The first rows that are due and that no worker has.
///
/// # Errors
/// The database.
pub async fn due(db: &impl Connection, now: DateTime<Utc>, most: u64) -> AppResult<Vec<OutboxRow>> {
    outbox::Entity::find()
        .filter(queue::due::<outbox::Entity>(now))
        .order_by_asc(outbox::Column::NextKey)
        .order_by_asc(outbox::Column::Seq)
        .limit(most)
        .rows(db)
        .await
}

/// Whether a row is this worker's until the lease ends.
///
/// # Errors
/// The database.
pub async fn claim(db: &Db, row: &OutboxRow, lease: Duration) -> AppResult<bool> {
    queue::claim::<outbox::Entity>(db, by_row(row), lease).await
}

/// Releases a row that has failed, for longer each time.
///
/// # Errors
/// The database.
pub async fn postpone(db: &Db, row: &OutboxRow, now: DateTime<Utc>, error: &str) -> AppResult<()> {
    queue::postpone::<outbox::Entity>(db, by_row(row), row.attempts, now, error).await
}

/// Drops a row.
///
/// # Errors
/// The database.
pub async fn delete(db: &impl Connection, row: &OutboxRow) -> AppResult<()> {
    outbox::Entity::delete_many().filter(by_row(row)).exec(db).await?;
    Ok(())
}

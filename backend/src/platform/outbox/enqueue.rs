//! The outbox: what a transaction is to tell, put beside what it changes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::cause::Cause;
use super::repo::{self, OutboxEntry};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// Puts what a transaction is to tell beside it.
///
/// # Errors
/// The database.
pub async fn put(
    tx: &impl Connection,
    (commune_id, seq): (Uuid, i64),
    now: DateTime<Utc>,
    causes: &[Cause],
) -> AppResult<()> {
    if causes.is_empty() {
        return Ok(());
    }
    let row = OutboxEntry {
        commune_id,
        seq,
        at: now,
        causes: serde_json::to_string(causes)?,
        attempts: 0,
        next_key: now.timestamp_millis(),
        leased_until: 0,
        error: None,
    };
    repo::insert(tx, row).await
}

//! Events as they are read.

use shared::dto::work::event::EventView;
use uuid::Uuid;

use super::repo::{self, Event};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// Events with every unit's own day.
///
/// # Errors
/// The database.
pub async fn all(db: &impl Connection, rows: Vec<Event>) -> AppResult<Vec<EventView>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut usage = repo::usage_counts(db, &ids).await?;
    let mut days = repo::named_days(db, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| EventView {
            days: days.remove(&row.id).unwrap_or_default(),
            uses: usage.remove(&row.id).unwrap_or_default(),
            id: row.id.into(),
            name: row.name,
            day: row.day,
            version: row.version,
        })
        .collect())
}

/// One event.
///
/// # Errors
/// The database.
pub async fn one(db: &impl Connection, row: Event) -> AppResult<EventView> {
    let mut views = all(db, vec![row]).await?;
    Ok(views.pop().ok_or(shared::ErrorCode::NotFound)?)
}

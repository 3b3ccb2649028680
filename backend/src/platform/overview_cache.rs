//! The overview is exact, and made once a change and second. Every write raises the number of its
//! commune's changes, and a deadline passes with its second: as long as neither has moved on, the figures
//! are what they were.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use shared::dto::figures::overview::Dashboard;
use uuid::Uuid;

use crate::platform::access::actor::{Person, Scope};
use crate::platform::audit::repo::heads;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// Whose figures: the commune, the one unit of a narrow scope, the post that asks.
type Key = (Uuid, Option<Uuid>, Option<Uuid>);
/// As of which change and second.
type Stamp = (i64, i64);
type Slot = Arc<tokio::sync::Mutex<Option<(Stamp, Arc<Dashboard>)>>>;

/// So many overviews are kept; they are small, and soon out of date.
const MAX_ENTRIES: usize = 1_000;

/// The overviews made last.
#[derive(Debug, Clone, Default)]
pub struct OverviewCache(Arc<Mutex<HashMap<Key, Slot>>>);

impl OverviewCache {
    /// The overview of whoever asks; `make` is called once, however many ask together.
    ///
    /// # Errors
    /// What `make` answers, and what the database does.
    pub async fn get(
        &self,
        db: &impl Connection,
        viewer: Option<&Person>,
        scope: Scope,
        now: DateTime<Utc>,
        make: impl AsyncFnOnce() -> AppResult<Dashboard>,
    ) -> AppResult<Arc<Dashboard>> {
        let key = (scope.commune_id, scope.unit_id, viewer.map(|person| person.post_id));
        let head = heads::find(db, scope.commune_id).await?;
        // Read before the figures are: a change in between makes them newer, never older.
        let stamp = (head.map_or(0, |head| head.change_seq), now.timestamp());
        let slot = self.slot(key);
        let mut slot = slot.lock().await;
        match &*slot {
            Some((made, dashboard)) if *made == stamp => Ok(Arc::clone(dashboard)),
            _ => {
                let made = Arc::new(make().await?);
                *slot = Some((stamp, Arc::clone(&made)));
                Ok(made)
            }
        }
    }

    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MAX_ENTRIES {
            slots.clear();
        }
        Arc::clone(slots.entry(key).or_default())
    }
}

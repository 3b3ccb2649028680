//! When logins were last used, for as long as that cannot be written down: on a full disk people
//! who go on reading stay logged in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// More logins than a commune has; beyond it the rest go by what is written down.
const MAX_SESSIONS: usize = 10_000;

/// Times of last use by login.
#[derive(Debug, Clone, Default)]
pub struct LastSeenCache(Arc<Mutex<HashMap<Uuid, DateTime<Utc>>>>);

impl LastSeenCache {
    /// Remembers a use that could not be written down, or forgets the one before.
    pub fn note(&self, session: Uuid, at: DateTime<Utc>, written: bool) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if written {
            seen.remove(&session);
        } else if seen.len() < MAX_SESSIONS || seen.contains_key(&session) {
            seen.insert(session, at);
        }
    }

    /// When a login was last used, if that could not be written down.
    #[must_use]
    pub fn of(&self, session: Uuid) -> Option<DateTime<Utc>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&session).copied()
    }
}

//! What was found out about sessions and machines, for as long as nothing about them has changed.
//!
//! Triggers raise the epoch of the database in every transaction that changes who may do what.
//! What is kept counts for the epoch that it was read in; the epoch is read again after every write
//! of this process, and when half a second has passed. When it cannot be read, nobody is let in.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use shared::Role;
use shared::dto::identity::auth::Me;
use uuid::Uuid;

use super::repo::{self, SessionRow};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::repo::clients::ApiClient;

/// So long the epoch is taken for what it was when read, by the machine's clock. Other processes
/// are followed within it.
const EPOCH_MAX_AGE: Duration = Duration::from_millis(500);
/// More than a commune has; beyond it all are read anew.
const MAX_ENTRIES: usize = 10_000;

/// Values by key, each as of a stamp.
#[derive(Debug)]
pub struct Stamped<K, S, V>(Mutex<HashMap<K, (S, Arc<V>)>>);

impl<K, S, V> Default for Stamped<K, S, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, S: PartialEq, V> Stamped<K, S, V> {
    /// The value, if it was kept as of this stamp.
    pub fn get(&self, key: &K, stamp: &S) -> Option<Arc<V>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (as_of, value) = kept.get(key)?;
        (as_of == stamp).then(|| Arc::clone(value))
    }

    /// Keeps a value that was read after the stamp was.
    pub fn put(&self, key: K, stamp: S, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_ENTRIES && !kept.contains_key(&key) {
            kept.clear();
        }
        kept.insert(key, (stamp, Arc::clone(&value)));
        value
    }
}

impl<K: Eq + Hash, S, V> Stamped<K, S, V> {
    /// Replaces a value by one of the same stamp, if it is still kept.
    pub fn replace(&self, key: &K, make: impl FnOnce(&V) -> V) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, value)) = kept.get_mut(key) {
            *value = Arc::new(make(value));
        }
    }
}

/// A session that was read, with what its commune's settings ask of it.
#[derive(Debug, Clone)]
pub struct CheckedSession {
    /// The session, its person and its post.
    pub row: SessionRow,
    /// Whether a second factor is required and not on.
    pub second_factor_pending: bool,
}

/// As of when an account was read, and for whom: posts and powers depend on the day too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountStamp {
    /// The epoch.
    pub epoch: i64,
    /// The day.
    pub day: NaiveDate,
    /// The post by which the person acts.
    pub post_id: Uuid,
    /// Its role.
    pub role: Role,
}

/// The epoch as it was read last.
#[derive(Debug, Default)]
struct Epoch {
    value: i64,
    /// The number of the read that found it; a later read knows better.
    ticket: u64,
    read_at: Option<Instant>,
}

/// The epoch, and what was read in it; clones share it.
#[derive(Debug, Clone, Default)]
pub struct AuthCache(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    epoch: Mutex<Epoch>,
    /// The number of the read begun last.
    tickets: AtomicU64,
    /// A read of this number or a lower one may have missed a write of this process.
    outdated: AtomicU64,
    sessions: Stamped<Uuid, i64, CheckedSession>,
    machines: Stamped<Uuid, i64, ApiClient>,
    accounts: Stamped<Uuid, AccountStamp, Me>,
}

impl AuthCache {
    /// The epoch, no older than half a second and than the last write of this process.
    ///
    /// # Errors
    /// The database.
    pub async fn epoch(&self, db: &impl Connection) -> AppResult<i64> {
        if let Some(value) = self.current() {
            return Ok(value);
        }
        let ticket = self.0.tickets.fetch_add(1, Ordering::SeqCst) + 1;
        let begun = Instant::now();
        let value = repo::auth_epoch(db).await?;
        let mut epoch = self.0.epoch.lock().unwrap_or_else(PoisonError::into_inner);
        if ticket > epoch.ticket {
            *epoch = Epoch { value, ticket, read_at: Some(begun) };
        }
        Ok(value)
    }

    fn current(&self) -> Option<i64> {
        let epoch = self.0.epoch.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = epoch.read_at.is_some_and(|at| at.elapsed() < EPOCH_MAX_AGE)
            && epoch.ticket > self.0.outdated.load(Ordering::SeqCst);
        fresh.then_some(epoch.value)
    }

    /// Has the epoch read again before anything kept is used: something was written.
    pub fn mark_outdated(&self) {
        let ticket = self.0.tickets.load(Ordering::SeqCst);
        self.0.outdated.fetch_max(ticket, Ordering::SeqCst);
    }

    /// Sessions by id.
    #[must_use]
    pub fn sessions(&self) -> &Stamped<Uuid, i64, CheckedSession> {
        &self.0.sessions
    }

    /// Machines by id.
    #[must_use]
    pub fn machines(&self) -> &Stamped<Uuid, i64, ApiClient> {
        &self.0.machines
    }

    /// What people see of themselves, by session.
    #[must_use]
    pub fn accounts(&self) -> &Stamped<Uuid, AccountStamp, Me> {
        &self.0.accounts
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn value_is_kept_for_its_stamp_only() {
        let kept = Stamped::default();
        kept.put("a", 1, "one");
        assert_eq!(kept.get(&"a", &1).as_deref(), Some(&"one"));
        assert_eq!(kept.get(&"a", &2), None, "something has changed since");
        assert_eq!(kept.get(&"b", &1), None);
        kept.put("a", 2, "two");
        assert_eq!(kept.get(&"a", &2).as_deref(), Some(&"two"));
    }

    #[test]
    fn number_of_kept_values_is_bounded() {
        let kept = Stamped::default();
        for key in 0..=MAX_ENTRIES {
            kept.put(key, 1, ());
        }
        assert!(kept.get(&0, &1).is_none() && kept.get(&MAX_ENTRIES, &1).is_some());
        assert!(kept.0.lock().unwrap().len() <= MAX_ENTRIES);
    }

    #[test]
    fn epoch_read_before_a_write_does_not_count_after_it() {
        let cache = AuthCache::default();
        assert_eq!(cache.current(), None, "never read");
        let ticket = cache.0.tickets.fetch_add(1, Ordering::SeqCst) + 1;
        *cache.0.epoch.lock().unwrap() = Epoch { value: 7, ticket, read_at: Some(Instant::now()) };
        assert_eq!(cache.current(), Some(7));
        cache.mark_outdated();
        assert_eq!(cache.current(), None);
    }

    #[test]
    fn epoch_read_too_long_ago_does_not_count() {
        let cache = AuthCache::default();
        let read_at = Instant::now().checked_sub(EPOCH_MAX_AGE);
        *cache.0.epoch.lock().unwrap() = Epoch { value: 7, ticket: 1, read_at };
        assert_eq!(cache.current(), None);
    }
}

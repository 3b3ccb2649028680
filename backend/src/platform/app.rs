//! What every request, job and command can reach.

use std::sync::Arc;

use crate::platform::access::addresses::AddressLimiter;
use crate::platform::access::auth_cache::AuthCache;
use crate::platform::access::keys::Keys;
use crate::platform::access::last_seen::LastSeenCache;
use crate::platform::access::password::Hasher;
use crate::platform::audit::key::Key;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::disk::Disk;
use crate::platform::evidence::decode_slots::DecodeSlots;
use crate::platform::evidence::store::Store;
use crate::platform::http::quota::Quotas;
use crate::platform::outbox::hub::NotificationHub;
use crate::platform::overview_cache::OverviewCache;

/// What every request can reach; clones share it.
#[derive(Debug, Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The evidence.
    pub store: Arc<Store>,
    /// The disk of the data folder.
    pub disk: Disk,
    /// Whose turn it is to be looked into.
    pub decode_slots: DecodeSlots,
    /// The signing keys.
    pub keys: Keys,
    /// The key of the audit chains.
    pub audit_key: Key,
    /// Sessions and machines that were checked.
    pub auth_cache: AuthCache,
    /// Uses of logins that could not be written down.
    pub last_seen: LastSeenCache,
    /// Failed logins by address.
    pub addresses: AddressLimiter,
    /// Requests of machines in the last minute.
    pub quotas: Quotas,
    /// Overviews that are still what they were.
    pub overviews: OverviewCache,
    /// What wakes the outbox and tells open pages.
    pub hub: NotificationHub,
    /// What this server is known by to the others.
    pub worker: Arc<str>,
    /// Password hashing, bounded.
    pub hasher: Hasher,
    /// The configuration.
    pub config: Arc<Config>,
}

/// Machine and process: what this server is known by to the others.
#[must_use]
pub fn worker_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "loa" } else { host.trim() };
    format!("{host}:{}", std::process::id())
}

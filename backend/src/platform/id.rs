//! Ids and hashes as they are written.

use std::sync::Mutex;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A UUIDv7 of an instant; ids of the same instant keep the order in which they were made.
#[must_use]
pub fn id_at(now: DateTime<Utc>) -> Uuid {
    static ORDER: Mutex<uuid::ContextV7> = Mutex::new(uuid::ContextV7::new());
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let timestamp = uuid::Timestamp::from_unix(&ORDER, seconds, now.timestamp_subsec_nanos());
    Uuid::new_v7(timestamp)
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

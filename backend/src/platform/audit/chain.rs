//! The audit chain: each entry carries the hash of the one before, and its own is keyed.

use chrono::{DateTime, Utc};
use serde_json::Value;
use shared::ErrorCode;
use uuid::Uuid;

use super::key::Key;
use super::repo::entries::{self, AuditEntry};
use super::repo::heads::{self, AuditHead};
use crate::platform::access::actor::Person;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::id::sha256;

/// Who did something, and from where.
#[derive(Debug, Clone, Default)]
pub struct Author {
    /// The person; none is the server or whoever sits at its console.
    pub user_id: Option<Uuid>,
    /// By which post.
    pub post_id: Option<Uuid>,
    /// In the name of which post, by a power that it has lent.
    pub on_behalf_of: Option<Uuid>,
    /// From which address.
    pub address: String,
}

impl Author {
    /// The server itself, or whoever comes from an address without being known.
    #[must_use]
    pub fn without_person(address: &str) -> Self {
        Self { address: address.to_owned(), ..Self::default() }
    }

    /// A person.
    #[must_use]
    pub fn person(person: &Person, address: &str) -> Self {
        Self {
            user_id: Some(person.user_id),
            post_id: Some(person.post_id),
            on_behalf_of: person.on_behalf_of,
            address: address.to_owned(),
        }
    }
}

/// What an entry says, before it has its place in the chain.
#[derive(Debug)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Author,
    /// What, e.g. `task.create`.
    pub action: &'a str,
    /// To what.
    pub object: (&'static str, Uuid),
    /// A list of `before` and `after`.
    pub changes: Value,
    /// The number of the change that it records; none where no row has changed.
    pub change_seq: Option<i64>,
}

/// The head of a chain that has no entry yet.
#[must_use]
pub fn empty_head(commune_id: Uuid) -> AuditHead {
    AuditHead {
        commune_id,
        seq: 0,
        hash: String::new(),
        change_seq: 0,
        key_id: None,
        trimmed_seq: 0,
        trimmed_hash: String::new(),
        trimmed_mac: String::new(),
    }
}

/// Locks a commune's head, so that its writers queue here.
///
/// # Errors
/// 404 for no commune, or the database.
pub async fn lock(tx: &impl Connection, commune_id: Uuid) -> AppResult<AuditHead> {
    Ok(heads::find_locked(tx, commune_id).await?.ok_or(ErrorCode::NotFound)?)
}

/// Saves a head that was locked.
///
/// # Errors
/// The database.
pub async fn save_head(tx: &impl Connection, head: AuditHead) -> AppResult<()> {
    heads::update(tx, head).await
}

/// Puts an entry behind the last one; `head` becomes the new last link.
///
/// # Errors
/// When the chain was anchored under another key since this server started, or the database.
pub async fn append(
    tx: &impl Connection,
    key: &Key,
    head: &mut AuditHead,
    entry: Entry<'_>,
) -> AppResult<()> {
    if head.key_id.as_deref().is_some_and(|id| id != key.id()) {
        return Err(AppError::Internal("the audit chain has another key: start again".into()));
    }
    let mut row = AuditEntry {
        commune_id: head.commune_id,
        seq: head.seq + 1,
        at: entry.at,
        user_id: entry.by.user_id,
        post_id: entry.by.post_id,
        on_behalf_of: entry.by.on_behalf_of,
        address: entry.by.address,
        action: entry.action.to_owned(),
        object_kind: entry.object.0.to_owned(),
        object_id: Some(entry.object.1),
        changes: entry.changes.to_string(),
        previous_hash: head.hash.clone(),
        hash: String::new(),
        change_seq: entry.change_seq,
    };
    row.hash = entry_hash(key, &row)?;
    head.seq = row.seq;
    head.hash.clone_from(&row.hash);
    head.key_id = Some(key.id().to_owned());
    entries::insert(tx, row).await
}

/// The hash of an entry: keyed, over all its fields, the previous hash among them.
///
/// # Errors
/// When the entry cannot be written as JSON.
pub fn entry_hash(key: &Key, entry: &AuditEntry) -> AppResult<String> {
    let bare = AuditEntry { hash: String::new(), ..entry.clone() };
    key.mac(&[b"entry", &serde_json::to_vec(&bare)?])
}

/// The hash that entries had before there was a key, and a number of changes apart from theirs.
///
/// # Errors
/// When the entry cannot be written as JSON.
pub fn unkeyed_hash(entry: &AuditEntry) -> AppResult<String> {
    let bare = AuditEntry { hash: String::new(), change_seq: None, ..entry.clone() };
    Ok(sha256(serde_json::to_vec(&bare)?))
}

/// The seal of a checkpoint: that the server itself has trimmed the chain up to there.
///
/// # Errors
/// Never for a key of ours.
pub fn checkpoint_mac(key: &Key, head: &AuditHead) -> AppResult<String> {
    let (commune, seq) = (head.commune_id.to_string(), head.trimmed_seq.to_string());
    key.mac(&[b"checkpoint", commune.as_bytes(), seq.as_bytes(), head.trimmed_hash.as_bytes()])
}

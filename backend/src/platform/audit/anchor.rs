//! Keying chains from before there was a key, or under a new one where the old was lost. Every hash
//! is made again, so whatever was wrong before would be hidden: whether the chain fitted is asked
//! first and written down, with the old head, in an entry of its own. On the way what old entries
//! say of drafts, addresses and numbers is taken out.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::chain::{self, Author, Entry, checkpoint_mac, entry_hash, unkeyed_hash};
use super::key::Key;
use super::redact;
use super::repo::entries::{self, AuditEntry};
use super::repo::heads::{self, AuditHead};
use crate::platform::db::Connection;
use crate::platform::db::Db;
use crate::platform::error::AppResult;

/// Entries that are held in memory at a time.
const BATCH: u64 = 500;

/// Anchors every chain that is not under `key` yet; with `anew` those that are, too. Each commune's
/// in one transaction: a stop in between leaves it as it was, and another server waits for its end.
///
/// # Errors
/// The database.
pub async fn anchor(db: &Db, key: &Key, now: DateTime<Utc>, anew: bool) -> AppResult<()> {
    let due = |head: &AuditHead| anew || head.key_id.as_deref() != Some(key.id());
    for head in heads::list(&db.read).await? {
        if !due(&head) {
            continue;
        }
        let tx = db.begin().await?;
        let head = chain::lock(&tx, head.commune_id).await?;
        if due(&head) {
            anchor_one(&tx, key, now, head).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn anchor_one(
    tx: &impl Connection,
    key: &Key,
    now: DateTime<Utc>,
    mut head: AuditHead,
) -> AppResult<()> {
    if head.seq == 0 {
        head.key_id = Some(key.id().to_owned());
        return chain::save_head(tx, head).await;
    }
    tracing::info!(entries = head.seq - head.trimmed_seq, "keying the audit chain");
    let old = PreviousKey { key_id: head.key_id.take(), key };
    let (old_seq, old_hash) = (head.seq, head.hash.clone());
    let mut rewrite = ChainRewrite {
        seq: head.trimmed_seq,
        old: head.trimmed_hash.clone(),
        ..ChainRewrite::default()
    };
    rewrite.new.clone_from(&head.trimmed_hash);
    loop {
        let entries = entries::list_after(tx, head.commune_id, rewrite.seq, BATCH).await?;
        if entries.is_empty() {
            break;
        }
        let next = entries.into_iter().map(|entry| rewrite.step(&old, entry));
        entries::rewrite(tx, next.collect::<AppResult<_>>()?).await?;
    }
    if rewrite.broken.is_none() && (rewrite.seq, &rewrite.old) != (old_seq, &old_hash) {
        rewrite.broken = Some(rewrite.seq + 1);
    }
    if let Some(broken) = rewrite.broken.filter(|_| old.is_available()) {
        tracing::error!(entry = broken, "the audit chain did not fit before it was keyed");
    }
    head.hash = rewrite.new;
    if head.trimmed_seq > 0 {
        head.trimmed_mac = checkpoint_mac(key, &head)?;
    }
    let object = ("commune", head.commune_id);
    let changes = json!([
        { "before": { "seq": old_seq, "hash": old_hash, "key": old.key_id }, "after": {
            "entries": rewrite.entries, "redacted": rewrite.redacted, "key": key.id(),
            "fitted": old.is_available().then_some(rewrite.broken.is_none()),
            "first_that_did_not": rewrite.broken.filter(|_| old.is_available()),
        } }
    ]);
    let by = Author::without_person("server");
    let entry = Entry { at: now, by, action: "audit.reanchor", object, changes, change_seq: None };
    chain::append(tx, key, &mut head, entry).await?;
    chain::save_head(tx, head).await
}

/// How the chain was hashed before.
struct PreviousKey<'a> {
    key_id: Option<String>,
    key: &'a Key,
}

impl PreviousKey<'_> {
    /// Whether it can be asked if the chain fitted: not under a key that is lost.
    fn is_available(&self) -> bool {
        self.key_id.as_deref().is_none_or(|id| id == self.key.id())
    }

    fn hash(&self, entry: &AuditEntry) -> AppResult<String> {
        match self.key_id {
            None => unkeyed_hash(entry),
            Some(_) => entry_hash(self.key, entry),
        }
    }
}

/// How far the chain has been gone along, by the old hashes and the new.
#[derive(Default)]
struct ChainRewrite {
    seq: i64,
    old: String,
    new: String,
    entries: i64,
    redacted: i64,
    broken: Option<i64>,
}

impl ChainRewrite {
    /// What becomes of an entry.
    fn step(&mut self, old: &PreviousKey<'_>, mut entry: AuditEntry) -> AppResult<AuditEntry> {
        let fits = entry.seq == self.seq + 1
            && entry.previous_hash == self.old
            && (!old.is_available() || entry.hash == old.hash(&entry)?);
        if !fits {
            self.broken.get_or_insert(self.seq + 1);
        }
        self.entries += 1;
        self.seq = entry.seq;
        if let Some(redacted) = redact::redact_stored(&entry.action, &entry.changes) {
            self.redacted += 1;
            entry.changes = redacted;
        }
        self.old = std::mem::take(&mut entry.hash);
        entry.previous_hash = std::mem::take(&mut self.new);
        entry.hash = entry_hash(old.key, &entry)?;
        self.new.clone_from(&entry.hash);
        Ok(entry)
    }
}

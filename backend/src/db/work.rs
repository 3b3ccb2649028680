//! The unit of work: one transaction holds the change, its audit entry and the answer that
//! a retry will be given.

use std::sync::Mutex;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QuerySelect,
};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::ErrorCode;
use uuid::Uuid;

use super::entity::{audit_entry, audit_head, commune, idempotency_key};
use super::turns::Turn;
use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::http::actor::Person;
use crate::http::write::{Reply, WriteContext};
use crate::notices::bell::Bell;
use crate::notices::cause::Cause;
use crate::notices::outbox;
use crate::search;

/// A writing transaction that is under way.
#[derive(Debug)]
pub struct Work {
    /// The transaction.
    pub tx: DatabaseTransaction,
    /// Now, the same for everything in it.
    pub now: DateTime<Utc>,
    /// This transaction's number in the commune's audit chain: `change_seq` of what it changes.
    pub seq: i64,
    changes: Mutex<Vec<Value>>,
    renamed: Mutex<Vec<Uuid>>,
    causes: Mutex<Vec<Cause>>,
    previous: String,
    /// Given up after the transaction.
    _turn: Turn,
}

/// Who a change is written down for.
struct Author<'a> {
    commune_id: Uuid,
    person: Option<&'a Person>,
    address: &'a str,
}

/// What a write answers.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The HTTP status.
    pub status: u16,
    /// The body; none is 204.
    pub body: Option<T>,
    /// The version for the ETag.
    pub version: Option<i64>,
    /// What it was about, for the audit.
    pub object: (&'static str, Uuid),
}

impl Work {
    /// Begins, and locks the commune's audit head, so that its writers queue here.
    async fn begin(app: &App, commune_id: Uuid) -> AppResult<Self> {
        let turn = app.db.turns.take(commune_id).await?;
        app.disk.admit_write()?;
        let tx = app.db.begin().await?;
        let head = audit_head::Entity::find_by_id(commune_id)
            .lock_exclusive()
            .one(&tx)
            .await?
            .ok_or(ErrorCode::NotFound)?;
        Ok(Self {
            tx,
            now: app.clock.now(),
            seq: head.seq + 1,
            changes: Mutex::default(),
            renamed: Mutex::default(),
            causes: Mutex::default(),
            previous: head.hash,
            _turn: turn,
        })
    }

    /// Notes a change for the audit entry: the row before (null when new) and after.
    pub fn audit<B: Serialize, A: Serialize>(&self, before: Option<&B>, after: Option<&A>) {
        if let Ok(mut changes) = self.changes.lock() {
            changes.push(json!({ "before": before, "after": after }));
        }
    }

    /// Notes that a unit or a task has another name: what is found by it is indexed anew.
    pub fn renamed(&self, id: Uuid) {
        if let Ok(mut renamed) = self.renamed.lock() {
            renamed.push(id);
        }
    }

    /// Notes what somebody is to be told of: it waits in the outbox from this transaction on.
    pub fn tell(&self, cause: Cause) {
        if let Ok(mut causes) = self.causes.lock() {
            causes.push(cause);
        }
    }

    /// A new id whose order follows the work's clock.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        id_at(self.now)
    }

    async fn seal(
        self,
        author: Author<'_>,
        action: &str,
        object: (&'static str, Uuid),
        bell: &Bell,
    ) -> AppResult<()> {
        let renamed = self.renamed.into_inner().unwrap_or_default();
        search::index::follow(&self.tx, author.commune_id, self.seq, &renamed).await?;
        let causes = self.causes.into_inner().unwrap_or_default();
        outbox::put(&self.tx, (author.commune_id, self.seq), self.now, &causes).await?;
        let changes = Value::Array(self.changes.into_inner().unwrap_or_default()).to_string();
        let entry = audit_entry::Model {
            commune_id: author.commune_id,
            seq: self.seq,
            at: self.now,
            user_id: author.person.map(|person| person.user_id),
            post_id: author.person.map(|person| person.post_id),
            on_behalf_of: author.person.and_then(|person| person.on_behalf_of),
            address: author.address.to_owned(),
            action: action.to_owned(),
            object_kind: object.0.to_owned(),
            object_id: Some(object.1),
            changes,
            previous_hash: self.previous,
            hash: String::new(),
        };
        let hash = entry_hash(&entry)?;
        audit_head::ActiveModel {
            commune_id: Set(author.commune_id),
            seq: Set(self.seq),
            hash: Set(hash.clone()),
        }
        .update(&self.tx)
        .await?;
        let entry: audit_entry::ActiveModel = audit_entry::Model { hash, ..entry }.into();
        audit_entry::Entity::insert(entry).exec_without_returning(&self.tx).await?;
        self.tx.commit().await?;
        if !causes.is_empty() {
            bell.rouse();
        }
        Ok(())
    }
}

/// The hash of an entry: over all its fields, the previous hash among them.
///
/// # Errors
/// When the entry cannot be written as JSON.
pub fn entry_hash(entry: &audit_entry::Model) -> AppResult<String> {
    let bare = audit_entry::Model { hash: String::new(), ..entry.clone() };
    Ok(hex(&Sha256::digest(serde_json::to_vec(&bare)?)))
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A UUIDv7 of an instant; ids of the same instant keep the order in which they were made.
#[must_use]
pub fn id_at(now: DateTime<Utc>) -> Uuid {
    static ORDER: Mutex<uuid::ContextV7> = Mutex::new(uuid::ContextV7::new());
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let timestamp = uuid::Timestamp::from_unix(&ORDER, seconds, now.timestamp_subsec_nanos());
    Uuid::new_v7(timestamp)
}

/// Does a write as one transaction. A repeated Idempotency-Key is answered before anything
/// else is looked at, the preconditions included.
///
/// # Errors
/// What `f` answers, and what the database does.
pub async fn write<T: Serialize>(
    app: &App,
    person: &Person,
    context: &WriteContext,
    action: &'static str,
    f: impl AsyncFnOnce(&Work) -> AppResult<Outcome<T>>,
) -> AppResult<Reply> {
    let work = Work::begin(app, person.commune_id).await?;
    if let Some(reply) = replay(&work.tx, person, context).await? {
        return Ok(reply);
    }
    let outcome = f(&work).await?;
    let body = match &outcome.body {
        Some(body) => serde_json::to_string(body)?,
        None => String::new(),
    };
    let reply = Reply {
        status: outcome.status,
        etag: outcome.version.map(|version| format!("\"{version}\"")),
        body,
        replayed: false,
    };
    if let Some(key) = &context.idempotency_key {
        let row: idempotency_key::ActiveModel = idempotency_key::Model {
            actor_id: person.user_id,
            idempotency_key: key.clone(),
            request_hash: context.fingerprint.clone(),
            status: i64::from(reply.status),
            body: reply.body.clone(),
            etag: reply.etag.clone(),
            created_at: work.now,
        }
        .into();
        idempotency_key::Entity::insert(row).exec_without_returning(&work.tx).await?;
    }
    let author =
        Author { commune_id: person.commune_id, person: Some(person), address: &context.address };
    work.seal(author, action, outcome.object, &app.bell).await?;
    Ok(reply)
}

/// Does a write of the server itself or of whoever sits at its console, as one transaction.
///
/// # Errors
/// What `f` answers, and what the database does.
pub async fn write_unasked<T>(
    app: &App,
    commune_id: Uuid,
    address: &str,
    action: &'static str,
    f: impl AsyncFnOnce(&Work) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    write_for(app, Author { commune_id, person: None, address }, action, f).await
}

/// Does a write of a person who is about to be logged in, as one transaction.
///
/// # Errors
/// What `f` answers, and what the database does.
pub async fn write_by<T>(
    app: &App,
    person: &Person,
    address: &str,
    action: &'static str,
    f: impl AsyncFnOnce(&Work) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    let author = Author { commune_id: person.commune_id, person: Some(person), address };
    write_for(app, author, action, f).await
}

async fn write_for<T>(
    app: &App,
    author: Author<'_>,
    action: &'static str,
    f: impl AsyncFnOnce(&Work) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    let work = Work::begin(app, author.commune_id).await?;
    let (made, object) = f(&work).await?;
    work.seal(author, action, object, &app.bell).await?;
    Ok(made)
}

/// Founds a commune, which has no audit chain yet, as one transaction: `first` before the commune
/// is there, `f` after.
///
/// # Errors
/// What `first` and `f` answer, and what the database does; 409 when the commune's code is taken.
pub async fn write_founding<T>(
    app: &App,
    commune: commune::Model,
    (address, action): (&str, &'static str),
    first: impl AsyncFnOnce(&DatabaseTransaction) -> AppResult<()>,
    f: impl AsyncFnOnce(&Work) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    let tx = app.db.begin().await?;
    first(&tx).await?;
    let commune_id = commune.id;
    let changes = Mutex::new(vec![json!({ "before": null, "after": commune })]);
    let head = audit_head::Model { commune_id, seq: 0, hash: String::new() };
    commune::Entity::insert(commune.into_active_model()).exec_without_returning(&tx).await?;
    audit_head::Entity::insert(head.into_active_model()).exec_without_returning(&tx).await?;
    let work = Work {
        tx,
        now: app.clock.now(),
        seq: 1,
        changes,
        renamed: Mutex::default(),
        causes: Mutex::default(),
        previous: String::new(),
        _turn: Turn::default(),
    };
    let (made, object) = f(&work).await?;
    let author = Author { commune_id, person: None, address };
    work.seal(author, action, object, &app.bell).await?;
    Ok(made)
}

/// The answer that was given to a request with this key, for one that does much work before
/// its transaction begins.
///
/// # Errors
/// 422 when the key was for another request.
pub async fn replayed(
    app: &App,
    person: &Person,
    context: &WriteContext,
) -> AppResult<Option<Reply>> {
    replay(&app.db.read, person, context).await
}

async fn replay(
    tx: &impl ConnectionTrait,
    person: &Person,
    context: &WriteContext,
) -> AppResult<Option<Reply>> {
    let Some(key) = &context.idempotency_key else {
        return Ok(None);
    };
    let kept = idempotency_key::Entity::find_by_id((person.user_id, key.clone())).one(tx).await?;
    match kept {
        None => Ok(None),
        Some(row) if row.request_hash != context.fingerprint => {
            Err(AppError::from(ErrorCode::IdempotencyMismatch))
        }
        Some(row) => Ok(Some(Reply {
            status: u16::try_from(row.status).unwrap_or(200),
            body: row.body,
            etag: row.etag,
            replayed: true,
        })),
    }
}

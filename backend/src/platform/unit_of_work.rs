//! The unit of work: one transaction holds the change, its audit entry and the answer that
//! a retry will be given.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use serde::Serialize;
use serde_json::{Value, json};
use shared::ErrorCode;
use tokio::sync::MutexGuard;
use uuid::Uuid;

use super::db::turns::Turn;
use crate::platform::access::actor::Person;
use crate::platform::access::permission::PersonPermit;
use crate::platform::app::App;
use crate::platform::audit::chain::{self, Author, Entry};
use crate::platform::audit::key::Key;
use crate::platform::audit::redact;
use crate::platform::audit::repo::heads::{self, AuditHead};
use crate::platform::db::Connection;
use crate::platform::db::assignment_sum::AssignmentSum;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::context::{Reply, WriteContext};
use crate::platform::id::id_at;
use crate::platform::outbox::cause::Cause;
use crate::platform::outbox::enqueue;
use crate::platform::outbox::hub::NotificationHub;
use crate::platform::repo::answers::{self, KeptAnswer};
use crate::platform::repo::communes::{self, Commune};
use crate::platform::search_index::index;
use crate::platform::sums::repo::assignments::{self, Changes};
use crate::platform::sums::repo::marks;

/// A writing transaction that is under way.
#[derive(Debug)]
pub struct UnitOfWork {
    /// The transaction.
    pub tx: DatabaseTransaction,
    /// Now, the same for everything in it.
    pub now: DateTime<Utc>,
    /// This transaction's number among the commune's changes: `change_seq` of what it changes.
    /// Entries of the audit chain have numbers of their own.
    pub seq: i64,
    changes: Mutex<Vec<Value>>,
    renamed: Mutex<Vec<Uuid>>,
    causes: Mutex<Vec<Cause>>,
    sums: Mutex<Changes>,
    without_entry: AtomicBool,
    key: Key,
    head: tokio::sync::Mutex<AuditHead>,
    /// Given up after the transaction.
    _turn: Turn,
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

impl Outcome<()> {
    /// What was removed has no version and no body.
    #[must_use]
    pub fn removed(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self { status: 204, body: None, version: None, object: (kind, id.into()) }
    }
}

impl UnitOfWork {
    /// Begins, and locks the commune's audit head, so that its writers queue here.
    async fn begin(app: &App, commune_id: Uuid) -> AppResult<Self> {
        let turn = app.db.turns.take(commune_id).await?;
        app.disk.admit_write()?;
        let tx = app.db.begin().await?;
        let head = chain::lock(&tx, commune_id).await?;
        Ok(Self::of(app, tx, head, turn))
    }

    fn of(app: &App, tx: DatabaseTransaction, head: AuditHead, turn: Turn) -> Self {
        Self {
            tx,
            now: app.clock.now(),
            seq: head.change_seq + 1,
            changes: Mutex::default(),
            renamed: Mutex::default(),
            causes: Mutex::default(),
            sums: Mutex::default(),
            without_entry: AtomicBool::new(false),
            key: app.audit_key.clone(),
            head: head.into(),
            _turn: turn,
        }
    }

    /// Notes a change for the audit entry: the row before (null when new) and after.
    pub fn audit<B: Serialize, A: Serialize>(&self, before: Option<&B>, after: Option<&A>) {
        if let Ok(mut changes) = self.changes.lock() {
            let mut change = json!({ "before": before, "after": after });
            redact::contacts(&mut change);
            changes.push(change);
        }
    }

    /// Leaves this transaction without an entry of its own: what it changes is recorded later, with
    /// more of its kind.
    pub fn skip_entry(&self) {
        self.without_entry.store(true, Ordering::Relaxed);
    }

    /// Writes one more entry, before the transaction's own.
    ///
    /// # Errors
    /// The database.
    pub async fn append_entry(&self, entry: Entry<'_>) -> AppResult<()> {
        chain::append(&self.tx, &self.key, &mut *self.head.lock().await, entry).await
    }

    /// The last link of the chain as it stands now.
    pub async fn head(&self) -> MutexGuard<'_, AuditHead> {
        self.head.lock().await
    }

    /// Notes that a unit or a task has another name: what is found by it is indexed anew.
    pub fn mark_renamed(&self, id: Uuid) {
        if let Ok(mut renamed) = self.renamed.lock() {
            renamed.push(id);
        }
    }

    /// Notes what somebody is to be told of: it waits in the outbox from this transaction on.
    pub fn notify(&self, cause: Cause) {
        if let Ok(mut causes) = self.causes.lock() {
            causes.push(cause);
        }
    }

    /// Notes that a row is counted `by` more where it says.
    pub(super) fn count(&self, sum: Option<AssignmentSum>, by: i64) {
        if let (Some(sum), Ok(mut sums)) = (sum, self.sums.lock()) {
            *sums.entry(sum).or_default() += by;
        }
    }

    /// A new id whose order follows the work's clock.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        id_at(self.now)
    }

    async fn commit(
        self,
        by: Author,
        action: &str,
        object: (&'static str, Uuid),
        hub: &NotificationHub,
    ) -> AppResult<()> {
        let mut head = self.head.into_inner();
        let renamed = self.renamed.into_inner().unwrap_or_default();
        index::update(&self.tx, head.commune_id, self.seq, &renamed).await?;
        let sums = self.sums.into_inner().unwrap_or_default();
        assignments::add(&self.tx, head.commune_id, &sums).await?;
        let causes = self.causes.into_inner().unwrap_or_default();
        enqueue::put(&self.tx, (head.commune_id, self.seq), self.now, &causes).await?;
        if !self.without_entry.into_inner() {
            let changes = Value::Array(self.changes.into_inner().unwrap_or_default());
            let (at, change_seq) = (self.now, Some(self.seq));
            let entry = Entry { at, by, action, object, changes, change_seq };
            chain::append(&self.tx, &self.key, &mut head, entry).await?;
        }
        head.change_seq = self.seq;
        chain::save_head(&self.tx, head).await?;
        self.tx.commit().await?;
        if !causes.is_empty() {
            hub.wake();
        }
        Ok(())
    }
}

/// Does a write as one transaction. A repeated Idempotency-Key is answered before anything
/// else is looked at, the preconditions included.
///
/// # Errors
/// What `f` answers, and what the database does.
pub async fn write<P, T: Serialize>(
    app: &App,
    permit: &PersonPermit<P>,
    context: &WriteContext,
    action: &'static str,
    f: impl AsyncFnOnce(&UnitOfWork) -> AppResult<Outcome<T>>,
) -> AppResult<Reply> {
    let person = &permit.person;
    let work = UnitOfWork::begin(app, person.commune_id).await?;
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
        let row = KeptAnswer {
            actor_id: person.user_id,
            post_id: person.post_id,
            commune_id: person.commune_id,
            idempotency_key: key.clone(),
            request_hash: context.fingerprint.clone(),
            status: i64::from(reply.status),
            body: reply.body.clone(),
            etag: reply.etag.clone(),
            created_at: work.now,
        };
        answers::insert(&work.tx, row).await?;
    }
    let by = Author::person(person, &context.address);
    work.commit(by, action, outcome.object, &app.hub).await?;
    Ok(reply)
}

/// Does a write of the server itself or of whoever sits at its console, as one transaction.
///
/// # Errors
/// What `f` answers, and what the database does.
pub async fn write_as_system<T>(
    app: &App,
    commune_id: Uuid,
    address: &str,
    action: &'static str,
    f: impl AsyncFnOnce(&UnitOfWork) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    write_for(app, commune_id, Author::without_person(address), action, f).await
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
    f: impl AsyncFnOnce(&UnitOfWork) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    write_for(app, person.commune_id, Author::person(person, address), action, f).await
}

async fn write_for<T>(
    app: &App,
    commune_id: Uuid,
    by: Author,
    action: &'static str,
    f: impl AsyncFnOnce(&UnitOfWork) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    let work = UnitOfWork::begin(app, commune_id).await?;
    let (output, object) = f(&work).await?;
    work.commit(by, action, object, &app.hub).await?;
    Ok(output)
}

/// Writes a new commune, which has no audit chain yet, as one transaction: `first` before the commune
/// is there, `f` after.
///
/// # Errors
/// What `first` and `f` answer, and what the database does; 409 when the commune's code is taken.
pub async fn write_new_commune<T>(
    app: &App,
    commune: Commune,
    (address, action): (&str, &'static str),
    first: impl AsyncFnOnce(&DatabaseTransaction) -> AppResult<()>,
    f: impl AsyncFnOnce(&UnitOfWork) -> AppResult<(T, (&'static str, Uuid))>,
) -> AppResult<T> {
    let tx = app.db.begin().await?;
    first(&tx).await?;
    let commune_id = commune.id;
    let row = json!(commune);
    let head = chain::empty_head(commune_id);
    communes::insert(&tx, commune).await?;
    heads::insert(&tx, head.clone()).await?;
    // Of nothing, and kept from now on.
    marks::set(&tx, commune_id).await?;
    let work = UnitOfWork::of(app, tx, head, Turn::default());
    work.audit(None::<&()>, Some(&row));
    let (output, object) = f(&work).await?;
    work.commit(Author::without_person(address), action, object, &app.hub).await?;
    Ok(output)
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
    tx: &impl Connection,
    person: &Person,
    context: &WriteContext,
) -> AppResult<Option<Reply>> {
    let Some(key) = &context.idempotency_key else {
        return Ok(None);
    };
    // Whoever acts by another post asks for something else, though it be word for word the same.
    let actor = (person.user_id, person.post_id, person.commune_id);
    match answers::find(tx, actor, key).await? {
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

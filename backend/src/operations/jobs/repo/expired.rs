//! Rows that have had their time, and files that nothing carries.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use shared::state::{AssignmentState, ExtensionState};
use uuid::Uuid;

use crate::platform::audit::repo::Attachment;
use crate::platform::db::entity::{
    assignment, attachment, commune, digest, email_change, extension, idempotency_key, job_run,
    known_device, login_attempt, mail, notice, reminder, session,
};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::attachments::repo::usage;

async fn delete_rows<E: EntityTrait>(
    tx: &impl Connection,
    which: impl IntoCondition,
) -> AppResult<()> {
    E::delete_many().filter(which).exec(tx).await?;
    Ok(())
}

/// Deletes the idempotency keys, with their answers, from before `before`.
///
/// # Errors
/// The database.
pub async fn delete_idempotency_keys(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    delete_rows::<idempotency_key::Entity>(tx, idempotency_key::Column::CreatedAt.lt(before)).await
}

/// Deletes the counters of failed logins that were last changed before `before`.
///
/// # Errors
/// The database.
pub async fn delete_login_attempts(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    delete_rows::<login_attempt::Entity>(tx, login_attempt::Column::UpdatedAt.lt(before)).await
}

/// Deletes the devices that were last used before `before`.
///
/// # Errors
/// The database.
pub async fn delete_known_devices(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    delete_rows::<known_device::Entity>(tx, known_device::Column::UsedAt.lt(before)).await
}

/// Deletes the addresses of e-mail whose code expired before `before`.
///
/// # Errors
/// The database.
pub async fn delete_email_changes(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    delete_rows::<email_change::Entity>(tx, email_change::Column::ExpiresAt.lt(before)).await
}

/// Deletes the runs of jobs that began before `before`.
///
/// # Errors
/// The database.
pub async fn delete_runs(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    delete_rows::<job_run::Entity>(tx, job_run::Column::StartedAt.lt(before)).await
}

/// Deletes the mails that were made before `before` and do not wait.
///
/// # Errors
/// The database.
pub async fn delete_mails(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    let old = mail::Column::CreatedAt.lt(before).and(mail::Column::State.ne("waiting"));
    delete_rows::<mail::Entity>(tx, old).await
}

/// Deletes the notices from before `before`.
///
/// # Errors
/// The database.
pub async fn delete_notices(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    delete_rows::<notice::Entity>(tx, notice::Column::At.lt(before)).await
}

/// Deletes the digests from before `before`.
///
/// # Errors
/// The database.
pub async fn delete_digests(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    delete_rows::<digest::Entity>(tx, digest::Column::At.lt(before)).await
}

/// Deletes the steps from before `before` that cannot come again: of what is decided, and of
/// mornings. Those of work that is still open stay, lest it be told once more.
///
/// # Errors
/// The database.
pub async fn delete_settled_reminders(
    tx: &impl Connection,
    before: DateTime<Utc>,
) -> AppResult<()> {
    let over = [AssignmentState::Approved.as_str(), AssignmentState::Cancelled.as_str()];
    let works = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .filter(assignment::Column::State.is_in(over))
        .into_query();
    let extensions = extension::Entity::find()
        .select_only()
        .column(extension::Column::Id)
        .filter(extension::Column::State.ne(ExtensionState::Asked.as_str()))
        .into_query();
    let mornings = commune::Entity::find().select_only().column(commune::Column::Id).into_query();
    let settled = Condition::any()
        .add(reminder::Column::SubjectId.in_subquery(works))
        .add(reminder::Column::SubjectId.in_subquery(extensions))
        .add(reminder::Column::SubjectId.in_subquery(mornings));
    let old = Condition::all().add(reminder::Column::At.lt(before)).add(settled);
    delete_rows::<reminder::Entity>(tx, old).await
}

/// Deletes the sessions that ended or expired before `before`.
///
/// # Errors
/// The database.
pub async fn delete_sessions(tx: &impl Connection, before: DateTime<Utc>) -> AppResult<()> {
    let over = Condition::any()
        .add(session::Column::EndedAt.lt(before))
        .add(session::Column::ExpiresAt.lt(before));
    delete_rows::<session::Entity>(tx, over).await
}

/// Files that were uploaded before `before` and never attached, at most `limit`.
///
/// # Errors
/// The database.
pub async fn list_unattached_files(
    db: &impl Connection,
    before: DateTime<Utc>,
    limit: u64,
) -> AppResult<Vec<Attachment>> {
    attachment::Entity::find()
        .filter(usage::unattached(before))
        .order_by_asc(attachment::Column::Id)
        .limit(limit)
        .rows(db)
        .await
}

/// Deletes those of some files that were uploaded before `before` and are still not attached.
///
/// # Errors
/// The database.
pub async fn delete_unattached_files(
    tx: &impl Connection,
    before: DateTime<Utc>,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<()> {
    attachment::Entity::delete_many()
        .filter(usage::unattached(before))
        .filter(attachment::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

/// The hashes of files and of their thumbnails where one of them is among `hashes`.
///
/// # Errors
/// The database.
pub async fn hashes_of_files(
    db: &impl Connection,
    hashes: &[String],
) -> AppResult<Vec<(String, Option<String>)>> {
    let either = Condition::any()
        .add(attachment::Column::Sha256.is_in(hashes))
        .add(attachment::Column::ThumbnailSha256.is_in(hashes));
    attachment::Entity::find()
        .select_only()
        .column(attachment::Column::Sha256)
        .column(attachment::Column::ThumbnailSha256)
        .filter(either)
        .rows(db)
        .await
}

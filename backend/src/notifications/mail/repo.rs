//! Rows of mails and messages that wait to be delivered.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use shared::state::NoticeChannel;
use uuid::Uuid;

use crate::platform::db::Db;
use crate::platform::db::entity::{mail, user};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::jobs::queue;

pub use crate::platform::db::entity::mail::Model as Mail;

/// What became of a delivery.
#[derive(Debug)]
pub struct DeliveryResult<'a> {
    /// Its state from now on.
    pub state: &'a str,
    /// When it was sent, if it was.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it failed, if it did.
    pub error: Option<&'a str>,
    /// Whether its words are forgotten.
    pub emptied: bool,
}

fn by_row(row: &Mail) -> Condition {
    Condition::all().add(mail::Column::Id.eq(row.id))
}

/// What waits and is due by a way, and no worker has.
fn due_rows(channel: NoticeChannel, now: DateTime<Utc>) -> Select<mail::Entity> {
    mail::Entity::find()
        .filter(mail::Column::State.eq("waiting"))
        .filter(mail::Column::Channel.eq(channel.as_str()))
        .filter(queue::due::<mail::Entity>(now))
        .order_by_asc(mail::Column::NextKey)
        .order_by_asc(mail::Column::Id)
}

/// The first rows that wait and are due by a way.
///
/// # Errors
/// The database.
pub async fn due(
    db: &impl Connection,
    channel: NoticeChannel,
    now: DateTime<Utc>,
    most: u64,
) -> AppResult<Vec<Mail>> {
    due_rows(channel, now).limit(most).rows(db).await
}

/// Whether anything waits and is due by a way.
///
/// # Errors
/// The database.
pub async fn any_due(
    db: &impl Connection,
    channel: NoticeChannel,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    Ok(due_rows(channel, now).row::<mail::Model>(db).await?.is_some())
}

/// Whether a row that still waits is this worker's until the lease ends.
///
/// # Errors
/// The database.
pub async fn claim(db: &Db, row: &Mail, lease: Duration) -> AppResult<bool> {
    let unsent = by_row(row).add(mail::Column::State.eq("waiting"));
    queue::claim::<mail::Entity>(db, unsent, lease).await
}

/// Releases a row until `at`.
///
/// # Errors
/// The database.
pub async fn release_until(db: &Db, row: &Mail, at: DateTime<Utc>) -> AppResult<()> {
    queue::release_until::<mail::Entity>(db, by_row(row), at).await
}

/// Releases a row that has failed, for longer each time.
///
/// # Errors
/// The database.
pub async fn postpone(db: &Db, row: &Mail, now: DateTime<Utc>, error: &str) -> AppResult<()> {
    queue::postpone::<mail::Entity>(db, by_row(row), row.attempts, now, error).await
}

/// Lets everything that is due at `now` by a way wait until `next`.
///
/// # Errors
/// The database.
pub async fn postpone_all_due(
    db: &impl Connection,
    channel: NoticeChannel,
    now: DateTime<Utc>,
    next: DateTime<Utc>,
) -> AppResult<()> {
    mail::Entity::update_many()
        .col_expr(mail::Column::NextKey, Expr::value(next.timestamp_millis()))
        .filter(mail::Column::State.eq("waiting"))
        .filter(mail::Column::Channel.eq(channel.as_str()))
        .filter(mail::Column::NextKey.lte(now.timestamp_millis()))
        .exec(db)
        .await?;
    Ok(())
}

/// Writes how a row is settled.
///
/// # Errors
/// The database.
pub async fn settle(
    db: &impl Connection,
    row: &Mail,
    result: &DeliveryResult<'_>,
) -> AppResult<()> {
    let mut update = mail::Entity::update_many();
    if result.emptied {
        update = update
            .col_expr(mail::Column::Body, Expr::value(""))
            .col_expr(mail::Column::Html, Expr::value(""));
    }
    update
        .col_expr(mail::Column::State, Expr::value(result.state))
        .col_expr(mail::Column::SentAt, Expr::value(result.sent_at))
        .col_expr(mail::Column::Error, Expr::value(result.error))
        .filter(by_row(row))
        .exec(db)
        .await?;
    Ok(())
}

/// Lets the rows of a commune that failed wait again; how many.
///
/// # Errors
/// The database.
pub async fn retry_failed(
    db: &impl Connection,
    commune_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<u64> {
    let waiting = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value("waiting"))
        .col_expr(mail::Column::Attempts, Expr::value(0))
        .col_expr(mail::Column::NextKey, Expr::value(now.timestamp_millis()))
        .col_expr(mail::Column::LeasedUntil, Expr::value(0))
        .filter(mail::Column::CommuneId.eq(commune_id))
        .filter(mail::Column::State.eq("failed"))
        .exec(db)
        .await?;
    Ok(waiting.rows_affected)
}

/// The person whose mails carry a secret.
///
/// # Errors
/// The database.
pub async fn find_user_by_secret(db: &impl Connection, secret: &str) -> AppResult<Option<Uuid>> {
    let row = user::Entity::find()
        .filter(user::Column::MailSecret.eq(secret))
        .row::<user::Model>(db)
        .await?;
    Ok(row.map(|row| row.id))
}

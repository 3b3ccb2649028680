//! How much of a commune waits in the outbox and in the mail.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::platform::db::entity::{mail, outbox};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::mail::repo::Mail;

/// How many transactions of a commune wait to be told of.
///
/// # Errors
/// The database.
pub async fn count_outbox(db: &impl Connection, commune_id: Uuid) -> AppResult<u64> {
    let of_commune = outbox::Column::CommuneId.eq(commune_id);
    outbox::Entity::find().filter(of_commune).count_rows(db).await
}

/// How many mails of a commune are in a state.
///
/// # Errors
/// The database.
pub async fn count_mails(db: &impl Connection, commune_id: Uuid, state: &str) -> AppResult<u64> {
    mail::Entity::find()
        .filter(mail::Column::CommuneId.eq(commune_id))
        .filter(mail::Column::State.eq(state))
        .count_rows(db)
        .await
}

/// The last mail of a commune that has failed.
///
/// # Errors
/// The database.
pub async fn last_failed_mail(db: &impl Connection, commune_id: Uuid) -> AppResult<Option<Mail>> {
    mail::Entity::find()
        .filter(mail::Column::CommuneId.eq(commune_id))
        .filter(mail::Column::Error.is_not_null())
        .order_by_desc(mail::Column::Id)
        .row(db)
        .await
}

//! Rows of evidence counted: what each unit keeps, and what nobody carries.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use shared::id::UserId;
use uuid::Uuid;

use super::Attachment;
use crate::platform::access::actor::Person;
use crate::platform::db::entity::{activity_attachment, attachment, directive};
use crate::platform::db::row::row;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// Rows dropped in one go.
const BATCH: u64 = 500;

/// What a unit keeps.
#[derive(Debug, FromQueryResult)]
pub struct UnitUsage {
    /// The unit that uploaded.
    pub unit_id: Uuid,
    /// How many files.
    pub files: i64,
    /// Bytes, without thumbnails.
    pub bytes: i64,
}

/// Files that are attached to nothing yet.
#[derive(Debug, Default, FromQueryResult)]
pub struct Unattached {
    /// How many.
    pub files: i64,
    /// Bytes.
    pub bytes: i64,
}

row!(UnitUsage { unit_id, files, bytes });
row!(Unattached { files, bytes });

/// PostgreSQL sums to a kind of number of its own.
fn summed() -> SimpleExpr {
    Expr::cust("CAST(COALESCE(SUM(size), 0) AS bigint)")
}

/// What each unit of a commune keeps, unit by unit; the index holds all of it.
///
/// # Errors
/// The database.
pub async fn usage(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<UnitUsage>> {
    attachment::Entity::find()
        .select_only()
        .column(attachment::Column::UnitId)
        .column_as(Expr::cust("COUNT(*)"), "files")
        .column_as(summed(), "bytes")
        .filter(attachment::Column::CommuneId.eq(commune_id))
        .group_by(attachment::Column::UnitId)
        .rows(db)
        .await
}

/// What a person has uploaded that is attached to nothing yet.
///
/// # Errors
/// The database.
pub async fn unattached_of(db: &impl Connection, uploader_id: UserId) -> AppResult<Unattached> {
    let found = attachment::Entity::find()
        .select_only()
        .column_as(Expr::cust("COUNT(*)"), "files")
        .column_as(summed(), "bytes")
        .filter(attachment::Column::UploaderId.eq(uploader_id.0))
        .filter(attachment::Column::Attached.eq(false))
        .row(db)
        .await?;
    Ok(found.unwrap_or_default())
}

/// That a file was uploaded before `before`, and that neither a report, a revision of one nor a
/// directive has ever carried it.
#[must_use]
pub fn unattached(before: DateTime<Utc>) -> Condition {
    let carried = activity_attachment::Entity::find()
        .select_only()
        .column(activity_attachment::Column::AttachmentId)
        .into_query();
    let of_directives = directive::Entity::find()
        .select_only()
        .column(directive::Column::AttachmentId)
        .filter(directive::Column::AttachmentId.is_not_null())
        .into_query();
    Condition::all()
        .add(attachment::Column::Attached.eq(false))
        .add(attachment::Column::Sent.eq(false))
        .add(attachment::Column::CreatedAt.lt(before))
        .add(attachment::Column::Id.not_in_subquery(carried))
        .add(attachment::Column::Id.not_in_subquery(of_directives))
}

/// The files of a person and a unit that have waited in vain since before `before`.
fn expired(person: &Person, before: DateTime<Utc>) -> Condition {
    let own = Condition::any()
        .add(attachment::Column::UploaderId.eq(person.user_id))
        .add(attachment::Column::UnitId.eq(person.unit_id));
    unattached(before).add(attachment::Column::CommuneId.eq(person.commune_id)).add(own)
}

/// Whether there are files of a person or its unit that have waited in vain since before `before`.
///
/// # Errors
/// The database.
pub async fn any_expired(
    db: &impl Connection,
    person: &Person,
    before: DateTime<Utc>,
) -> AppResult<bool> {
    Ok(attachment::Entity::find()
        .filter(expired(person, before))
        .row::<attachment::Model>(db)
        .await?
        .is_some())
}

/// Deletes those files; the deleted rows.
///
/// # Errors
/// The database.
pub async fn delete_expired(
    db: &impl Connection,
    person: &Person,
    before: DateTime<Utc>,
) -> AppResult<Vec<Attachment>> {
    let rows = attachment::Entity::find()
        .filter(expired(person, before))
        .order_by_asc(attachment::Column::Id)
        .limit(BATCH)
        .rows::<attachment::Model>(db)
        .await?;
    attachment::Entity::delete_many()
        .filter(attachment::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(db)
        .await?;
    Ok(rows)
}

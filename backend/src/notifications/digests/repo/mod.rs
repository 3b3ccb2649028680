//! Rows of digests: what a leader was shown of a morning.

pub mod lists;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, Order, QueryFilter, QueryOrder};
use shared::ErrorCode;
use shared::dto::notifications::digest::DigestView;
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::access::Person;
use crate::platform::db::entity::digest;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::digest::Model as Digest;

/// Adds a digest.
///
/// # Errors
/// The database.
pub async fn insert(
    db: &impl Connection,
    commune_id: Uuid,
    user_id: Uuid,
    view: &DigestView,
) -> AppResult<()> {
    let content = serde_json::to_string(view)?;
    let row = Digest { user_id, commune_id, day: view.day, at: view.at, content };
    digest::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

fn of_person(person: &Person) -> sea_orm::Select<digest::Entity> {
    digest::Entity::find()
        .filter(digest::Column::UserId.eq(person.user_id))
        .filter(digest::Column::CommuneId.eq(person.commune_id))
}

/// One's own, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    person: &Person,
    paging: &Paging,
) -> AppResult<Page<DigestView>> {
    use digest::Column as C;
    let sort = Sort { word: "-day".into(), column: C::Day, id: C::UserId, order: Order::Desc };
    // A day has one digest: the id behind it only fills the cursor.
    let key = |row: &Digest| (Key::Text(row.day.to_string()), row.user_id);
    let found = page(db, of_person(person), sort, paging, key).await?;
    let read = |row: Digest| serde_json::from_str(&row.content).ok();
    let items = found.items.into_iter().filter_map(read).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// One's own of a day.
///
/// # Errors
/// 404 where there is none.
pub async fn find(db: &impl Connection, person: &Person, day: NaiveDate) -> AppResult<DigestView> {
    let row =
        of_person(person).filter(digest::Column::Day.eq(day)).row::<digest::Model>(db).await?;
    Ok(serde_json::from_str(&row.ok_or(ErrorCode::NotFound)?.content)?)
}

/// The digests of a commune of a day.
///
/// # Errors
/// The database.
pub async fn of_day(
    db: &impl Connection,
    commune_id: Uuid,
    day: NaiveDate,
) -> AppResult<Vec<Digest>> {
    digest::Entity::find()
        .filter(digest::Column::CommuneId.eq(commune_id))
        .filter(digest::Column::Day.eq(day))
        .rows(db)
        .await
}

/// When the newest digests of a commune were made.
///
/// # Errors
/// The database.
pub async fn newest_at(db: &impl Connection, commune_id: Uuid) -> AppResult<Option<DateTime<Utc>>> {
    let row = digest::Entity::find()
        .filter(digest::Column::CommuneId.eq(commune_id))
        .order_by_desc(digest::Column::Day)
        .row::<digest::Model>(db)
        .await?;
    Ok(row.map(|row| row.at))
}

//! Rows of digests: what a leader was shown of a morning.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Order, QueryFilter};
use shared::ErrorCode;
use shared::dto::digest::DigestView;
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::access::Person;
use crate::platform::db::entity::digest;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;

/// Keeps a digest.
///
/// # Errors
/// The database.
pub async fn keep(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    user_id: Uuid,
    view: &DigestView,
) -> AppResult<()> {
    let content = serde_json::to_string(view)?;
    let row = digest::Model { user_id, commune_id, day: view.day, at: view.at, content };
    digest::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

fn own(person: &Person) -> sea_orm::Select<digest::Entity> {
    digest::Entity::find()
        .filter(digest::Column::UserId.eq(person.user_id))
        .filter(digest::Column::CommuneId.eq(person.commune_id))
}

/// One's own, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    person: &Person,
    paging: &Paging,
) -> AppResult<Page<DigestView>> {
    use digest::Column as C;
    let sort = Sort { word: "-day".into(), column: C::Day, id: C::UserId, order: Order::Desc };
    // A day has one digest: the id behind it only fills the cursor.
    let key = |row: &digest::Model| (Key::Text(row.day.to_string()), row.user_id);
    let found = page(db, own(person), sort, paging, key).await?;
    let read = |row: digest::Model| serde_json::from_str(&row.content).ok();
    let items = found.items.into_iter().filter_map(read).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// One's own of a day.
///
/// # Errors
/// 404 where there is none.
pub async fn find(
    db: &impl ConnectionTrait,
    person: &Person,
    day: NaiveDate,
) -> AppResult<DigestView> {
    let row = own(person).filter(digest::Column::Day.eq(day)).one(db).await?;
    Ok(serde_json::from_str(&row.ok_or(ErrorCode::NotFound)?.content)?)
}

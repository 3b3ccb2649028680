//! Rows of days off.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter};
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::holiday;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::holiday::Model as Holiday;

/// One page of days off, in order.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(db: &impl Connection, scope: Scope, paging: &Paging) -> AppResult<Page<Holiday>> {
    use holiday::Column as C;
    let select = holiday::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "day".into(), column: C::Day, id: C::Id, order: Order::Asc };
    let key = |row: &Holiday| (Key::Text(row.day.to_string()), row.id);
    page(db, select, sort, paging, key).await
}

/// Every day off of a commune from a day on, for counting working days.
///
/// # Errors
/// When the database fails.
pub async fn since(
    db: &impl Connection,
    commune_id: Uuid,
    from: NaiveDate,
) -> AppResult<Vec<NaiveDate>> {
    let rows = holiday::Entity::find()
        .filter(holiday::Column::CommuneId.eq(commune_id))
        .filter(holiday::Column::Day.gte(from))
        .rows::<holiday::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.day).collect())
}

/// The commune's entry for a day.
///
/// # Errors
/// The database.
pub async fn find_by_day(
    db: &impl Connection,
    commune_id: Uuid,
    day: NaiveDate,
) -> AppResult<Option<Holiday>> {
    holiday::Entity::find()
        .filter(holiday::Column::CommuneId.eq(commune_id))
        .filter(holiday::Column::Day.eq(day))
        .row(db)
        .await
}

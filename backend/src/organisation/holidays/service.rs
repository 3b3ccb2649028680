//! What may become of holidays, and which there are.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter};
use shared::dto::holiday::{HolidayCreate, HolidayView};
use shared::dto::page::Page;
use shared::validate::Checks;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::holiday;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned;

/// The longest name, in characters.
const NAME_LENGTH: usize = 120;

/// One page of days off, in order.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<HolidayView>> {
    use holiday::Column as C;
    let select = holiday::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "day".into(), column: C::Day, id: C::Id, order: Order::Asc };
    let key = |row: &holiday::Model| (Key::Text(row.day.to_string()), row.id);
    let found = page(db, select, sort, paging, key).await?;
    let items = found.items.into_iter().map(view).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// Every day off of a commune from a day on, for counting working days.
///
/// # Errors
/// When the database fails.
pub async fn since(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    from: NaiveDate,
) -> AppResult<Vec<NaiveDate>> {
    let rows = holiday::Entity::find()
        .filter(holiday::Column::CommuneId.eq(commune_id))
        .filter(holiday::Column::Day.gte(from))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.day).collect())
}

/// Adds a day off.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    scope: Scope,
    body: HolidayCreate,
) -> AppResult<Outcome<HolidayView>> {
    let mut checks = Checks::new();
    let name = checks.required("name", &body.name, NAME_LENGTH);
    let known = holiday::Entity::find()
        .filter(holiday::Column::CommuneId.eq(scope.commune_id))
        .filter(holiday::Column::Day.eq(body.day));
    let taken = known.one(&work.tx).await?.is_some();
    checks.ensure(!taken, "day", "taken", "Ngày này đã có trong danh sách.");
    checks.finish()?;
    let row = holiday::Model {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        day: body.day,
        name,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    let (id, version) = (row.id, row.version);
    let body = Some(view(row));
    Ok(Outcome { status: 201, version: Some(version), body, object: ("holiday", id) })
}

/// Removes a day off.
///
/// # Errors
/// 404, 428, 412.
pub async fn delete(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    id: Uuid,
) -> AppResult<Outcome<()>> {
    let row: holiday::Model = versioned::find(&work.tx, scope.commune_id, id).await?;
    context.matches(row.version)?;
    work.remove(&row).await?;
    Ok(Outcome::removed("holiday", id))
}

fn view(row: holiday::Model) -> HolidayView {
    HolidayView { id: row.id.into(), day: row.day, name: row.name, version: row.version }
}

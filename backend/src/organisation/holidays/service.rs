//! What may become of holidays.

use shared::dto::organisation::holiday::{HolidayCreate, HolidayView};
use shared::dto::page::Page;
use shared::id::HolidayId;
use shared::validate::Checks;

use super::repo::{self, Holiday};
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
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
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<HolidayView>> {
    let found = repo::list(db, scope, paging).await?;
    let items = found.items.into_iter().map(view).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// Adds a day off.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::CatalogueWrite>,
    body: HolidayCreate,
) -> AppResult<Outcome<HolidayView>> {
    let scope = permit.scope;
    let mut checks = Checks::new();
    let name = checks.required("name", &body.name, NAME_LENGTH);
    let taken = repo::find_by_day(&work.tx, scope.commune_id, body.day).await?.is_some();
    checks.ensure(!taken, "day", "taken", "Ngày này đã có trong danh sách.");
    checks.finish()?;
    let row = Holiday {
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
    permit: &PersonPermit<can::CatalogueWrite>,
    context: &WriteContext,
    id: HolidayId,
) -> AppResult<Outcome<()>> {
    let scope = permit.scope;
    let row: Holiday = versioned::find_matching(work, scope.commune_id, id, context).await?;
    work.remove(&row).await?;
    Ok(Outcome::removed("holiday", id))
}

fn view(row: Holiday) -> HolidayView {
    HolidayView { id: row.id.into(), day: row.day, name: row.name, version: row.version }
}

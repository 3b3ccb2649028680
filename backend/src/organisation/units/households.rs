//! Households by year.

use shared::ErrorCode;
use shared::dto::organisation::unit::HouseholdsOfYear;
use shared::id::UnitId;
use shared::validate::{Checks, is_amount};

use super::repo::{self, Unit, UnitHousehold};
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned;

/// The years for which households are kept.
const YEARS: std::ops::RangeInclusive<i64> = 2000..=2100;

/// The households of a unit, the newest year first.
///
/// # Errors
/// 404 when it is not of this commune.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    id: UnitId,
) -> AppResult<Vec<HouseholdsOfYear>> {
    repo::find(db, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    let rows = repo::households_by_year(db, id).await?;
    Ok(rows
        .into_iter()
        .map(|row| HouseholdsOfYear { year: row.year, households: row.households })
        .collect())
}

/// Notes the households of a year.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn put(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UnitWrite>,
    context: &WriteContext,
    id: UnitId,
    body: &HouseholdsOfYear,
) -> AppResult<Outcome<Vec<HouseholdsOfYear>>> {
    let scope = permit.scope;
    let before: Unit = versioned::find_matching(work, scope.commune_id, id, context).await?;
    let mut checks = Checks::new();
    checks.ensure(YEARS.contains(&body.year), "year", "out_of_range", "Năm từ 2000 đến 2100.");
    let good = is_amount(body.households);
    checks.ensure(good, "households", "invalid", "Số hộ phải là số không âm.");
    checks.finish()?;
    let old = repo::households_of_year(&work.tx, id, body.year).await?;
    let row = UnitHousehold { unit_id: id.0, year: body.year, households: body.households };
    work.audit(old.as_ref(), Some(&row));
    repo::put_households(&work.tx, row).await?;
    let unit = work.save_without_entry(&before, &before).await?;
    let body = Some(list(&work.tx, scope, id).await?);
    Ok(Outcome { status: 200, version: Some(unit.version), body, object: ("unit", id.0) })
}

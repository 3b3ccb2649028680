//! What may become of units.

use chrono::Datelike;
use shared::ErrorCode;
use shared::dto::organisation::unit::{UnitCreate, UnitPatch, UnitView};
use shared::dto::page::Page;
use shared::id::UnitId;
use shared::text::{fold, sort_key};
use shared::time::day_of;
use shared::validate::{Checks, is_amount};
use uuid::Uuid;

use super::repo::{self, Unit, UnitFilter, UnitHousehold, UnitVersion};
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned;

/// The longest name of a unit, in characters.
const NAME_LENGTH: usize = 200;
/// The longest name for narrow columns.
const SHORT_NAME_LENGTH: usize = 60;
/// Positions stay below this.
const MAX_POSITION: i64 = 1_000_000;

/// One page of units.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    filter: &UnitFilter,
    paging: &Paging,
) -> AppResult<Page<UnitView>> {
    let page = repo::list(db, scope, filter, paging).await?;
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let households = repo::households(db, &ids).await?;
    let mut successors = repo::successors(db, &ids).await?;
    let items = page
        .items
        .into_iter()
        .map(|row| {
            let of_unit = households.get(&row.id).copied();
            let after = successors.remove(&row.id).unwrap_or_default();
            Ok(UnitView { successors: after, ..view(row, of_unit)? })
        })
        .collect::<AppResult<_>>()?;
    Ok(Page { items, next_cursor: page.next_cursor, total: page.total })
}

/// One unit.
///
/// # Errors
/// 404 when it is not of this commune.
pub async fn read(db: &impl Connection, scope: Scope, id: UnitId) -> AppResult<UnitView> {
    let row = repo::find(db, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    let households = repo::households(db, &[id.0]).await?;
    let successors = repo::successors(db, &[id.0]).await?.remove(&id.0).unwrap_or_default();
    Ok(UnitView { successors, ..view(row, households.get(&id.0).copied())? })
}

/// Adds a unit at the end of its kind.
///
/// # Errors
/// Field errors; 409 when the id or code is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UnitWrite>,
    body: UnitCreate,
) -> AppResult<Outcome<UnitView>> {
    let scope = permit.scope;
    let today = day_of(work.now);
    let mut checks = Checks::new();
    let code = body.code.trim().to_ascii_lowercase();
    checks.ensure(
        is_code(&code),
        "code",
        if code.is_empty() { "required" } else { "invalid" },
        "Mã gồm 2 đến 32 chữ cái không dấu, chữ số hoặc dấu gạch nối.",
    );
    let name = checks.required("name", &body.name, NAME_LENGTH);
    let short_name =
        short_or(checks.optional("short_name", &body.short_name, SHORT_NAME_LENGTH), &name);
    if let Some(count) = body.households {
        checks.ensure(is_amount(count), "households", "invalid", "Số hộ phải là số không âm.");
    }
    if let Some(parent) = body.parent_id {
        let found = repo::find(&work.tx, scope, parent).await?.is_some();
        checks.ensure(found, "parent_id", "unknown", "Không có đơn vị này.");
    }
    checks.finish()?;
    let row = Unit {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        code,
        kind: body.kind.into(),
        sort_key: sort_key(&name),
        fold: search_text(&name, &short_name),
        name,
        short_name,
        parent_id: body.parent_id.map(|id| id.0),
        position: repo::last_position(&work.tx, scope, body.kind).await? + 1,
        valid_from: body.valid_from.unwrap_or(today),
        valid_to: None,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    repo::put_version(&work.tx, version_of(&row, row.valid_from)).await?;
    if let Some(households) = body.households {
        let row = UnitHousehold { unit_id: row.id, year: today.year().into(), households };
        work.audit(None::<&UnitHousehold>, Some(&row));
        repo::put_households(&work.tx, row).await?;
    }
    let id = row.id;
    Ok(Outcome {
        status: 201,
        version: Some(row.version),
        body: Some(view(row, body.households)?),
        object: ("unit", id),
    })
}

/// Changes name or position.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UnitWrite>,
    context: &WriteContext,
    id: UnitId,
    body: UnitPatch,
) -> AppResult<Outcome<UnitView>> {
    let scope = permit.scope;
    let before: Unit = versioned::find_matching(work, scope.commune_id, id, context).await?;
    let mut checks = Checks::new();
    let mut row = before.clone();
    if let Some(name) = &body.name {
        row.name = checks.required("name", name, NAME_LENGTH);
    }
    if let Some(short_name) = &body.short_name {
        let short_name = checks.optional("short_name", short_name, SHORT_NAME_LENGTH);
        row.short_name = short_or(short_name, &row.name);
    } else if before.short_name == before.name {
        row.short_name.clone_from(&row.name);
    }
    if let Some(position) = body.position {
        let good = (0..MAX_POSITION).contains(&position);
        checks.ensure(good, "position", "invalid", "Thứ tự phải là số không âm.");
        row.position = position;
    }
    if let Some(parent) = body.parent_id {
        check_parent(work, scope, &mut checks, id, parent).await?;
        row.parent_id = parent.map(|id| id.0);
    }
    checks.finish()?;
    row.sort_key = sort_key(&row.name);
    row.fold = search_text(&row.name, &row.short_name);
    let row = work.save(&before, &row).await?;
    let names = |row: &Unit| (row.name.clone(), row.short_name.clone(), row.parent_id);
    if row.name != before.name || row.short_name != before.short_name {
        work.mark_renamed(id.0);
    }
    if names(&row) != names(&before) {
        repo::put_version(&work.tx, version_of(&row, day_of(work.now))).await?;
    }
    let households = repo::households(&work.tx, &[id.0]).await?;
    Ok(Outcome {
        status: 200,
        version: Some(row.version),
        body: Some(view(row, households.get(&id.0).copied())?),
        object: ("unit", id.0),
    })
}

/// The unit above has to be there, and not below.
async fn check_parent(
    work: &UnitOfWork,
    scope: Scope,
    checks: &mut Checks,
    id: UnitId,
    parent: Option<UnitId>,
) -> AppResult<()> {
    let today = day_of(work.now);
    let mut above = parent;
    while let Some(next) = above {
        let Some(found) = repo::find(&work.tx, scope, next).await? else {
            checks.fail("parent_id", "unknown", "Không có đơn vị này.");
            return Ok(());
        };
        if Some(next) == parent {
            let ended = found.valid_to.is_some_and(|end| end < today);
            checks.ensure(!ended, "parent_id", "ended", "Đơn vị đã kết thúc hoạt động.");
        }
        if next == id {
            let words = "Không đặt đơn vị dưới chính nó hoặc dưới đơn vị trực thuộc nó.";
            checks.fail("parent_id", "circle", words);
            return Ok(());
        }
        above = found.parent_id.map(Into::into);
    }
    Ok(())
}

fn is_code(code: &str) -> bool {
    (2..=32).contains(&code.len())
        && code.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn short_or(short_name: String, name: &str) -> String {
    if short_name.is_empty() { name.to_owned() } else { short_name }
}

fn search_text(name: &str, short_name: &str) -> String {
    fold(&format!("{name} {short_name}"))
}

/// The dated version of a unit as it is now.
#[must_use]
pub fn version_of(row: &Unit, valid_from: chrono::NaiveDate) -> UnitVersion {
    UnitVersion {
        unit_id: row.id,
        valid_from,
        name: row.name.clone(),
        short_name: row.short_name.clone(),
        parent_id: row.parent_id,
    }
}

fn view(row: Unit, households: Option<i64>) -> AppResult<UnitView> {
    let kind = row.kind.0;
    Ok(UnitView {
        id: row.id.into(),
        code: row.code,
        name: row.name,
        short_name: row.short_name,
        kind,
        parent_id: row.parent_id.map(Into::into),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        successors: Vec::new(),
        households,
        position: row.position,
        version: row.version,
    })
}

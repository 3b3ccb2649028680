//! What may become of saved groups of units.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use shared::dto::organisation::group::{UnitGroupCreate, UnitGroupPatch, UnitGroupView};
use shared::dto::page::{Named, Page};
use shared::id::{UnitGroupId, UnitId};
use shared::text::sort_key;
use shared::time::day_of;
use shared::validate::Checks;
use uuid::Uuid;

use super::repo::{self, UnitGroup};
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned::{self, unique_name};

/// One page of groups, by name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<UnitGroupView>> {
    let found = repo::list(db, scope, paging).await?;
    let items = views(db, found.items, day_of(now)).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// Saves a group.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    body: UnitGroupCreate,
) -> AppResult<Outcome<UnitGroupView>> {
    let scope = permit.scope;
    let mut checks = Checks::new();
    let name =
        unique_name::<UnitGroup>(work, scope.commune_id, &mut checks, &body.name, None).await?;
    let units = check_units(work, scope, &mut checks, &body.unit_ids).await?;
    checks.finish()?;
    let row = UnitGroup {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        sort_key: sort_key(&name),
        name,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    set_units(work, row.id.into(), &units).await?;
    outcome(work, row, 201).await
}

/// Changes name or units.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: UnitGroupId,
    patch: UnitGroupPatch,
) -> AppResult<Outcome<UnitGroupView>> {
    let scope = permit.scope;
    let row: UnitGroup = versioned::find_matching(work, scope.commune_id, id, context).await?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = &patch.name {
        let name =
            unique_name::<UnitGroup>(work, scope.commune_id, &mut checks, name, Some(row.id))
                .await?;
        changed.sort_key = sort_key(&name);
        changed.name = name;
    }
    let units = match &patch.unit_ids {
        Some(ids) => Some(check_units(work, scope, &mut checks, ids).await?),
        None => None,
    };
    checks.finish()?;
    if let Some(units) = units {
        set_units(work, id, &units).await?;
    }
    let after = work.save(&row, &changed).await?;
    outcome(work, after, 200).await
}

/// Forgets a group.
///
/// # Errors
/// 404, 428, 412.
pub async fn delete(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: UnitGroupId,
) -> AppResult<Outcome<()>> {
    let scope = permit.scope;
    let row: UnitGroup = versioned::find_matching(work, scope.commune_id, id, context).await?;
    set_units(work, id, &[]).await?;
    work.remove(&row).await?;
    Ok(Outcome::removed("unit_group", id))
}

/// Units of the commune, each once.
async fn check_units(
    work: &UnitOfWork,
    scope: Scope,
    checks: &mut Checks,
    ids: &[UnitId],
) -> AppResult<Vec<UnitId>> {
    let mut unit_ids = ids.to_vec();
    unit_ids.sort_unstable();
    unit_ids.dedup();
    checks.ensure(!unit_ids.is_empty(), "unit_ids", "required", "Chọn ít nhất một đơn vị.");
    let found = repo::existing_units(&work.tx, scope, &unit_ids).await?;
    checks.ensure(found.len() == unit_ids.len(), "unit_ids", "unknown", "Có đơn vị không tồn tại.");
    Ok(unit_ids)
}

async fn set_units(work: &UnitOfWork, id: UnitGroupId, units: &[UnitId]) -> AppResult<()> {
    let before = repo::members(&work.tx, id).await?;
    work.audit(Some(&json!({ "units": before })), Some(&json!({ "units": units })));
    repo::delete_members(&work.tx, id).await?;
    if units.is_empty() {
        return Ok(());
    }
    repo::insert_members(&work.tx, id, units).await
}

async fn outcome(
    work: &UnitOfWork,
    row: UnitGroup,
    status: u16,
) -> AppResult<Outcome<UnitGroupView>> {
    let (id, version) = (row.id, row.version);
    let body = views(&work.tx, vec![row], day_of(work.now)).await?.into_iter().next();
    Ok(Outcome { status, body, version: Some(version), object: ("unit_group", id) })
}

async fn views(
    db: &impl Connection,
    rows: Vec<UnitGroup>,
    today: NaiveDate,
) -> AppResult<Vec<UnitGroupView>> {
    let members = repo::members_on(db, rows.iter().map(|row| row.id), today).await?;
    let mut by_group: HashMap<Uuid, Vec<Named<UnitId>>> = HashMap::new();
    for (group, id, name) in members {
        by_group.entry(group).or_default().push(Named { id: id.into(), name });
    }
    Ok(rows
        .into_iter()
        .map(|row| UnitGroupView {
            units: by_group.remove(&row.id).unwrap_or_default(),
            id: row.id.into(),
            name: row.name,
            version: row.version,
        })
        .collect())
}

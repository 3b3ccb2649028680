//! What may become of saved groups of units.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType, Order,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use shared::dto::group::{UnitGroupCreate, UnitGroupPatch, UnitGroupView};
use shared::dto::page::{Named, Page};
use shared::id::UnitId;
use shared::text::sort_key;
use shared::time::day_of;
use shared::validate::Checks;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{unit, unit_group, unit_group_member};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned::{self, UniqueName, unique_name};

/// One page of groups, by name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<UnitGroupView>> {
    use unit_group::Column as C;
    let select = unit_group::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "name".into(), column: C::SortKey, id: C::Id, order: Order::Asc };
    let key = |row: &unit_group::Model| (Key::Text(row.sort_key.clone()), row.id);
    let found = page(db, select, sort, paging, key).await?;
    let items = views(db, found.items, day_of(now)).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// Saves a group.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    scope: Scope,
    body: UnitGroupCreate,
) -> AppResult<Outcome<UnitGroupView>> {
    let mut checks = Checks::new();
    let name =
        unique_name::<unit_group::Model>(work, scope.commune_id, &mut checks, &body.name, None)
            .await?;
    let units = known(work, scope, &mut checks, &body.unit_ids).await?;
    checks.finish()?;
    let row = unit_group::Model {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        sort_key: sort_key(&name),
        name,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    hold(work, row.id, &units).await?;
    outcome(work, row, 201).await
}

/// Changes name or units.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    id: Uuid,
    patch: UnitGroupPatch,
) -> AppResult<Outcome<UnitGroupView>> {
    let row = find(work, scope, context, id).await?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = &patch.name {
        let name =
            unique_name::<unit_group::Model>(work, scope.commune_id, &mut checks, name, Some(id))
                .await?;
        changed.sort_key = sort_key(&name);
        changed.name = name;
    }
    let units = match &patch.unit_ids {
        Some(ids) => Some(known(work, scope, &mut checks, ids).await?),
        None => None,
    };
    checks.finish()?;
    if let Some(units) = units {
        hold(work, id, &units).await?;
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
    scope: Scope,
    context: &WriteContext,
    id: Uuid,
) -> AppResult<Outcome<()>> {
    let row = find(work, scope, context, id).await?;
    hold(work, id, &[]).await?;
    work.remove(&row).await?;
    Ok(Outcome::removed("unit_group", id))
}

async fn find(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    id: Uuid,
) -> AppResult<unit_group::Model> {
    let row: unit_group::Model = versioned::find(&work.tx, scope.commune_id, id).await?;
    context.matches(row.version)?;
    Ok(row)
}

impl UniqueName for unit_group::Model {
    const SORT_KEY: unit_group::Column = unit_group::Column::SortKey;
    const TAKEN: &'static str = "Đã có nhóm tên này.";
}

/// Units of the commune, each once.
async fn known(
    work: &UnitOfWork,
    scope: Scope,
    checks: &mut Checks,
    ids: &[UnitId],
) -> AppResult<Vec<Uuid>> {
    let mut wanted: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    wanted.sort_unstable();
    wanted.dedup();
    checks.ensure(!wanted.is_empty(), "unit_ids", "required", "Chọn ít nhất một đơn vị.");
    let found = unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(scope.commune_id))
        .filter(unit::Column::Id.is_in(wanted.iter().copied()))
        .all(&work.tx)
        .await?;
    checks.ensure(found.len() == wanted.len(), "unit_ids", "unknown", "Có đơn vị không tồn tại.");
    Ok(wanted)
}

async fn hold(work: &UnitOfWork, id: Uuid, units: &[Uuid]) -> AppResult<()> {
    let before = unit_group_member::Entity::find()
        .filter(unit_group_member::Column::GroupId.eq(id))
        .all(&work.tx)
        .await?;
    let before: Vec<Uuid> = before.into_iter().map(|row| row.unit_id).collect();
    work.audit(Some(&json!({ "units": before })), Some(&json!({ "units": units })));
    unit_group_member::Entity::delete_many()
        .filter(unit_group_member::Column::GroupId.eq(id))
        .exec(&work.tx)
        .await?;
    if units.is_empty() {
        return Ok(());
    }
    let rows = units
        .iter()
        .map(|unit| unit_group_member::Model { group_id: id, unit_id: *unit }.into_active_model());
    unit_group_member::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    Ok(())
}

async fn outcome(
    work: &UnitOfWork,
    row: unit_group::Model,
    status: u16,
) -> AppResult<Outcome<UnitGroupView>> {
    let (id, version) = (row.id, row.version);
    let body = views(&work.tx, vec![row], day_of(work.now)).await?.into_iter().next();
    Ok(Outcome { status, body, version: Some(version), object: ("unit_group", id) })
}

async fn views(
    db: &impl ConnectionTrait,
    rows: Vec<unit_group::Model>,
    today: NaiveDate,
) -> AppResult<Vec<UnitGroupView>> {
    let there =
        Condition::any().add(unit::Column::ValidTo.is_null()).add(unit::Column::ValidTo.gte(today));
    let of_unit = unit_group_member::Entity::belongs_to(unit::Entity)
        .from(unit_group_member::Column::UnitId)
        .to(unit::Column::Id);
    let members: Vec<(Uuid, Uuid, String)> = unit_group_member::Entity::find()
        .join(JoinType::InnerJoin, of_unit.into())
        .select_only()
        .column(unit_group_member::Column::GroupId)
        .column(unit::Column::Id)
        .column(unit::Column::Name)
        .filter(unit_group_member::Column::GroupId.is_in(rows.iter().map(|row| row.id)))
        .filter(there)
        .order_by_asc(unit::Column::Kind)
        .order_by_asc(unit::Column::Position)
        .into_tuple()
        .all(db)
        .await?;
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

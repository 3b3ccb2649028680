//! Rows of units.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, Order, QueryFilter, QueryOrder,
};
use serde::Deserialize;
use shared::dto::page::{Named, Page};
use shared::dto::work::search::SearchKind;
use shared::id::UnitId;
use shared::state::UnitKind;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{unit, unit_household, unit_succession, unit_version};
use crate::platform::db::names;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::search_index::query;

pub use crate::platform::db::entity::unit::Model as Unit;
pub use crate::platform::db::entity::unit_household::Model as UnitHousehold;
pub use crate::platform::db::entity::unit_version::Model as UnitVersion;

/// What the list of units can be narrowed and ordered by.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitFilter {
    /// Only this kind.
    pub kind: Option<UnitKind>,
    /// Words of the name; case and marks do not matter.
    pub q: Option<String>,
    /// Only units that exist on this day.
    pub valid_on: Option<NaiveDate>,
    /// The order: `position` if left out.
    #[param(inline)]
    pub sort: Option<UnitSort>,
}

/// The orders of the list of units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitSort {
    /// The office's own order.
    #[default]
    Position,
    /// The Vietnamese alphabet.
    Name,
}

/// One page of units.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    filter: &UnitFilter,
    paging: &Paging,
) -> AppResult<Page<Unit>> {
    let mut select = unit::Entity::find().filter(unit::Column::CommuneId.eq(scope.commune_id));
    if let Some(kind) = filter.kind {
        select = select.filter(unit::Column::Kind.eq(kind.as_str()));
    }
    let titled = |q: &String| query::ids_by_title(db, SearchKind::Unit, scope.commune_id, q);
    if let Some(titled) = filter.q.as_ref().and_then(titled) {
        select = select.filter(unit::Column::Id.in_subquery(titled));
    }
    if let Some(day) = filter.valid_on {
        let open = Condition::any()
            .add(unit::Column::ValidTo.is_null())
            .add(unit::Column::ValidTo.gte(day));
        select = select.filter(unit::Column::ValidFrom.lte(day)).filter(open);
    }
    let sort = |word: &str, column| Sort {
        word: word.to_owned(),
        column,
        id: unit::Column::Id,
        order: Order::Asc,
    };
    match filter.sort.unwrap_or_default() {
        UnitSort::Position => {
            let sort = sort("position", unit::Column::Position);
            page(db, select, sort, paging, |row: &Unit| (Key::Number(row.position), row.id)).await
        }
        UnitSort::Name => {
            let sort = sort("name", unit::Column::SortKey);
            page(db, select, sort, paging, |row: &Unit| (Key::Text(row.sort_key.clone()), row.id))
                .await
        }
    }
}

/// One unit of the commune.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, scope: Scope, id: UnitId) -> AppResult<Option<Unit>> {
    unit::Entity::find_by_id(id.0)
        .filter(unit::Column::CommuneId.eq(scope.commune_id))
        .row(db)
        .await
}

/// The households of units in the newest year known.
///
/// # Errors
/// The database.
pub async fn households(db: &impl Connection, ids: &[Uuid]) -> AppResult<HashMap<Uuid, i64>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    // Oldest first: what comes later replaces it.
    let rows = unit_household::Entity::find()
        .filter(unit_household::Column::UnitId.is_in(ids.iter().copied()))
        .order_by_asc(unit_household::Column::Year)
        .rows::<unit_household::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.unit_id, row.households)).collect())
}

/// The households of a unit, the newest year first.
///
/// # Errors
/// The database.
pub async fn households_by_year(
    db: &impl Connection,
    unit_id: UnitId,
) -> AppResult<Vec<UnitHousehold>> {
    unit_household::Entity::find()
        .filter(unit_household::Column::UnitId.eq(unit_id.0))
        .order_by_desc(unit_household::Column::Year)
        .rows(db)
        .await
}

/// The households of a unit in a year.
///
/// # Errors
/// The database.
pub async fn households_of_year(
    db: &impl Connection,
    unit_id: UnitId,
    year: i64,
) -> AppResult<Option<UnitHousehold>> {
    unit_household::Entity::find_by_id((unit_id.0, year)).row(db).await
}

/// Who goes on with the work of units that have ended.
///
/// # Errors
/// The database.
pub async fn successors(
    db: &impl Connection,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, Vec<Named<UnitId>>>> {
    let rows = unit_succession::Entity::find()
        .filter(unit_succession::Column::FromUnitId.is_in(ids.iter().copied()))
        .rows::<unit_succession::Model>(db)
        .await?;
    let after: Vec<Uuid> = rows.iter().map(|row| row.to_unit_id).collect();
    let names = names::units(db, &after).await?;
    let mut found: HashMap<Uuid, Vec<Named<UnitId>>> = HashMap::new();
    for row in rows {
        let name = names.get(&row.to_unit_id).cloned().unwrap_or_default();
        found.entry(row.from_unit_id).or_default().push(Named { id: row.to_unit_id.into(), name });
    }
    Ok(found)
}

/// A unit with all whose work has passed to it, through others too.
///
/// # Errors
/// The database.
pub async fn with_predecessors(db: &impl Connection, unit: Uuid) -> AppResult<Vec<Uuid>> {
    let (mut all, mut next) = (vec![unit], vec![unit]);
    while !next.is_empty() {
        let rows = unit_succession::Entity::find()
            .filter(unit_succession::Column::ToUnitId.is_in(next))
            .rows::<unit_succession::Model>(db)
            .await?;
        next =
            rows.into_iter().map(|row| row.from_unit_id).filter(|id| !all.contains(id)).collect();
        all.extend(&next);
    }
    Ok(all)
}

/// Units of the commune by id; those that do not exist are missing.
///
/// # Errors
/// The database.
pub async fn by_ids(
    db: &impl Connection,
    scope: Scope,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<Unit>> {
    unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(scope.commune_id))
        .filter(unit::Column::Id.is_in(ids))
        .rows(db)
        .await
}

/// The highest position of a kind.
///
/// # Errors
/// The database.
pub async fn last_position(db: &impl Connection, scope: Scope, kind: UnitKind) -> AppResult<i64> {
    let last = unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(scope.commune_id))
        .filter(unit::Column::Kind.eq(kind.as_str()))
        .order_by_desc(unit::Column::Position)
        .row::<unit::Model>(db)
        .await?;
    Ok(last.map_or(0, |row| row.position))
}

/// Keeps the name of a unit as of a day; a second change that day replaces the first.
///
/// # Errors
/// The database.
pub async fn put_version(db: &impl Connection, row: UnitVersion) -> AppResult<()> {
    let key = [unit_version::Column::UnitId, unit_version::Column::ValidFrom];
    let rest = [
        unit_version::Column::Name,
        unit_version::Column::ShortName,
        unit_version::Column::ParentId,
    ];
    unit_version::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).update_columns(rest).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Keeps the households of a year.
///
/// # Errors
/// The database.
pub async fn put_households(db: &impl Connection, row: UnitHousehold) -> AppResult<()> {
    let key = [unit_household::Column::UnitId, unit_household::Column::Year];
    unit_household::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns(key).update_column(unit_household::Column::Households).to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

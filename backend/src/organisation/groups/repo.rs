//! Rows of groups of units, and which units are in them.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use shared::dto::page::Page;
use shared::id::{UnitGroupId, UnitId};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{unit, unit_group, unit_group_member};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::versioned::UniqueName;

pub use crate::platform::db::entity::unit_group::Model as UnitGroup;

impl UniqueName for UnitGroup {
    const SORT_KEY: unit_group::Column = unit_group::Column::SortKey;
    const TAKEN: &'static str = "Đã có nhóm tên này.";
}

/// One page of groups, by name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<UnitGroup>> {
    use unit_group::Column as C;
    let select = unit_group::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "name".into(), column: C::SortKey, id: C::Id, order: Order::Asc };
    let key = |row: &UnitGroup| (Key::Text(row.sort_key.clone()), row.id);
    page(db, select, sort, paging, key).await
}

/// Those of `ids` that are units of the commune.
///
/// # Errors
/// The database.
pub async fn existing_units(
    db: &impl Connection,
    scope: Scope,
    ids: &[UnitId],
) -> AppResult<Vec<Uuid>> {
    let rows = unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(scope.commune_id))
        .filter(unit::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .rows::<unit::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The units in a group, those that have ended too.
///
/// # Errors
/// The database.
pub async fn members(db: &impl Connection, group_id: UnitGroupId) -> AppResult<Vec<Uuid>> {
    let rows = unit_group_member::Entity::find()
        .filter(unit_group_member::Column::GroupId.eq(group_id.0))
        .rows::<unit_group_member::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.unit_id).collect())
}

/// Takes all units out of a group.
///
/// # Errors
/// The database.
pub async fn delete_members(db: &impl Connection, group_id: UnitGroupId) -> AppResult<()> {
    unit_group_member::Entity::delete_many()
        .filter(unit_group_member::Column::GroupId.eq(group_id.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Puts units into a group: at least one.
///
/// # Errors
/// The database.
pub async fn insert_members(
    db: &impl Connection,
    group_id: UnitGroupId,
    units: &[UnitId],
) -> AppResult<()> {
    let rows = units.iter().map(|unit| {
        unit_group_member::Model { group_id: group_id.0, unit_id: unit.0 }.into_active_model()
    });
    unit_group_member::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Group, unit and name of the unit, for the units of groups that exist on a day, in the office's
/// order.
///
/// # Errors
/// The database.
pub async fn members_on(
    db: &impl Connection,
    groups: impl IntoIterator<Item = Uuid>,
    day: NaiveDate,
) -> AppResult<Vec<(Uuid, Uuid, String)>> {
    let not_ended =
        Condition::any().add(unit::Column::ValidTo.is_null()).add(unit::Column::ValidTo.gte(day));
    unit_group_member::Entity::find()
        .join(JoinType::InnerJoin, unit_group_member::Relation::Unit.def())
        .select_only()
        .column(unit_group_member::Column::GroupId)
        .column(unit::Column::Id)
        .column(unit::Column::Name)
        .filter(unit_group_member::Column::GroupId.is_in(groups))
        .filter(not_ended)
        .order_by_asc(unit::Column::Kind)
        .order_by_asc(unit::Column::Position)
        .rows(db)
        .await
}

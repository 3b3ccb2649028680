//! Rows of catalogues.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder};
use serde::Deserialize;
use shared::catalogue::CatalogueKind;
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::catalogue_item;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::catalogue_item::Model as CatalogueItem;
pub use crate::platform::db::entity::channel_indicator::Model as ChannelIndicator;

/// What a catalogue can be narrowed by.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CatalogueFilter {
    /// Also entries that are no longer offered.
    pub include_retired: Option<bool>,
}

/// One page of a catalogue, by position.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: CatalogueKind,
    filter: &CatalogueFilter,
    paging: &Paging,
) -> AppResult<Page<catalogue_item::Model>> {
    let mut select = catalogue_item::Entity::find()
        .filter(catalogue_item::Column::CommuneId.eq(scope.commune_id))
        .filter(catalogue_item::Column::Kind.eq(kind.as_str()));
    if filter.include_retired != Some(true) {
        select = select.filter(catalogue_item::Column::RetiredAt.is_null());
    }
    let sort = Sort {
        word: "position".into(),
        column: catalogue_item::Column::Position,
        id: catalogue_item::Column::Id,
        order: Order::Asc,
    };
    page(db, select, sort, paging, |row: &catalogue_item::Model| {
        (Key::Number(row.position), row.id)
    })
    .await
}

/// Entries by id; those that do not exist are missing.
///
/// # Errors
/// The database.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, catalogue_item::Model>> {
    let rows = catalogue_item::Entity::find()
        .filter(catalogue_item::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// One entry of a catalogue of the commune.
///
/// # Errors
/// The database.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: CatalogueKind,
    id: Uuid,
) -> AppResult<Option<catalogue_item::Model>> {
    Ok(catalogue_item::Entity::find_by_id(id)
        .filter(catalogue_item::Column::CommuneId.eq(scope.commune_id))
        .filter(catalogue_item::Column::Kind.eq(kind.as_str()))
        .one(db)
        .await?)
}

/// The highest position of a catalogue.
///
/// # Errors
/// The database.
pub async fn last_position(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: CatalogueKind,
) -> AppResult<i64> {
    let last = catalogue_item::Entity::find()
        .filter(catalogue_item::Column::CommuneId.eq(scope.commune_id))
        .filter(catalogue_item::Column::Kind.eq(kind.as_str()))
        .order_by_desc(catalogue_item::Column::Position)
        .one(db)
        .await?;
    Ok(last.map_or(0, |row| row.position))
}

//! Rows of catalogues, and the indicators that channels ask for.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, Order, QueryFilter, QueryOrder};
use serde::Deserialize;
use shared::catalogue::CatalogueKind;
use shared::dto::page::Page;
use shared::id::CatalogueId;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{catalogue_item, channel_indicator};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
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
    db: &impl Connection,
    scope: Scope,
    kind: CatalogueKind,
    filter: &CatalogueFilter,
    paging: &Paging,
) -> AppResult<Page<CatalogueItem>> {
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
    page(db, select, sort, paging, |row: &CatalogueItem| (Key::Number(row.position), row.id)).await
}

/// Entries by id; those that do not exist are missing.
///
/// # Errors
/// The database.
pub async fn by_ids(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, CatalogueItem>> {
    let rows = catalogue_item::Entity::find()
        .filter(catalogue_item::Column::Id.is_in(ids))
        .rows::<catalogue_item::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// One entry of a catalogue of the commune.
///
/// # Errors
/// The database.
pub async fn find(
    db: &impl Connection,
    scope: Scope,
    kind: CatalogueKind,
    id: CatalogueId,
) -> AppResult<Option<CatalogueItem>> {
    catalogue_item::Entity::find_by_id(id.0)
        .filter(catalogue_item::Column::CommuneId.eq(scope.commune_id))
        .filter(catalogue_item::Column::Kind.eq(kind.as_str()))
        .row(db)
        .await
}

/// The highest position of a catalogue.
///
/// # Errors
/// The database.
pub async fn last_position(
    db: &impl Connection,
    scope: Scope,
    kind: CatalogueKind,
) -> AppResult<i64> {
    let last = catalogue_item::Entity::find()
        .filter(catalogue_item::Column::CommuneId.eq(scope.commune_id))
        .filter(catalogue_item::Column::Kind.eq(kind.as_str()))
        .order_by_desc(catalogue_item::Column::Position)
        .row::<catalogue_item::Model>(db)
        .await?;
    Ok(last.map_or(0, |row| row.position))
}

/// The entries that were merged into one.
///
/// # Errors
/// The database.
pub async fn merged_into(db: &impl Connection, id: CatalogueId) -> AppResult<Vec<CatalogueItem>> {
    catalogue_item::Entity::find()
        .filter(catalogue_item::Column::MergedInto.eq(id.0))
        .rows(db)
        .await
}

/// The indicators that channels ask for.
///
/// # Errors
/// The database.
pub async fn indicators_of_channels(
    db: &impl Connection,
    channels: &[Uuid],
) -> AppResult<Vec<ChannelIndicator>> {
    channel_indicator::Entity::find()
        .filter(channel_indicator::Column::ChannelId.is_in(channels.iter().copied()))
        .rows(db)
        .await
}

/// The channels that ask for any of some indicators.
///
/// # Errors
/// The database.
pub async fn channels_of_indicators(
    db: &impl Connection,
    indicators: impl IntoIterator<Item = CatalogueId>,
) -> AppResult<Vec<ChannelIndicator>> {
    channel_indicator::Entity::find()
        .filter(channel_indicator::Column::IndicatorId.is_in(indicators.into_iter().map(|id| id.0)))
        .rows(db)
        .await
}

/// Adds indicators that channels ask for: at least one row.
///
/// # Errors
/// The database.
pub async fn insert_channel_indicators(
    db: &impl Connection,
    rows: impl IntoIterator<Item = ChannelIndicator>,
) -> AppResult<()> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    channel_indicator::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes the indicators that a channel asks for.
///
/// # Errors
/// The database.
pub async fn delete_of_channel(db: &impl Connection, channel: CatalogueId) -> AppResult<()> {
    channel_indicator::Entity::delete_many()
        .filter(channel_indicator::Column::ChannelId.eq(channel.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes an indicator from the channels that ask for it.
///
/// # Errors
/// The database.
pub async fn delete_of_indicator(db: &impl Connection, indicator: CatalogueId) -> AppResult<()> {
    channel_indicator::Entity::delete_many()
        .filter(channel_indicator::Column::IndicatorId.eq(indicator.0))
        .exec(db)
        .await?;
    Ok(())
}

//! Catalogues as they are shown.

use sea_orm::ConnectionTrait;
use shared::catalogue::CatalogueKind;
use shared::dto::catalogue::CatalogueView;
use shared::dto::page::Page;

use super::repo::{self, CatalogueFilter};
use crate::db::entity::catalogue_item;
use crate::db::page::Paging;
use crate::error::AppResult;
use crate::http::actor::Scope;

/// One page of a catalogue.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: CatalogueKind,
    filter: &CatalogueFilter,
    paging: &Paging,
) -> AppResult<Page<CatalogueView>> {
    let page = repo::list(db, scope, kind, filter, paging).await?;
    let items = page.items.into_iter().map(|row| view(row, kind)).collect();
    Ok(Page { items, next_cursor: page.next_cursor, total: page.total })
}

fn view(row: catalogue_item::Model, kind: CatalogueKind) -> CatalogueView {
    CatalogueView {
        id: row.id.into(),
        kind,
        code: row.code,
        name: row.name,
        is_online: row.is_online,
        unit_of_measure: row.unit_of_measure,
        position: row.position,
        retired: row.retired_at.is_some(),
        version: row.version,
    }
}

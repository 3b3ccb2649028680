//! Rows of API clients.

use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter};
use shared::dto::page::Page;

use crate::platform::access::actor::Scope;
use crate::platform::db::Connection;
pub use crate::platform::db::entity::api_client::Model as ApiClient;
use crate::platform::db::entity::api_client::{Column as C, Entity};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;

/// One page of a commune's API clients, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<ApiClient>> {
    let select = Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "-created_at".into(), column: C::Id, id: C::Id, order: Order::Desc };
    page(db, select, sort, paging, |row: &ApiClient| (Key::Id(row.id), row.id)).await
}

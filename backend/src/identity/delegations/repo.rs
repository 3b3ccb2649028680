//! Rows of powers lent.

use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, Order, QueryFilter};
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::Connection;
pub use crate::platform::db::entity::delegation::Model as Delegation;
use crate::platform::db::entity::delegation::{Column as C, Entity};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;

/// One page of a commune's, the newest first; of one post alone where it is named.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    of_post: Option<Uuid>,
    paging: &Paging,
) -> AppResult<Page<Delegation>> {
    let mut select = Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    if let Some(post) = of_post {
        select = select.filter(C::FromPostId.eq(post).or(C::ToPostId.eq(post)));
    }
    let sort = Sort { word: "-created_at".into(), column: C::Id, id: C::Id, order: Order::Desc };
    page(db, select, sort, paging, |row: &Delegation| (Key::Id(row.id), row.id)).await
}

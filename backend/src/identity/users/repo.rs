//! Rows of people and posts.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{post, user};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;

/// People who hold or held a post in the commune.
fn of_commune(scope: Scope) -> Select<user::Entity> {
    let holders = post::Entity::find()
        .select_only()
        .column(post::Column::UserId)
        .filter(post::Column::CommuneId.eq(scope.commune_id))
        .into_query();
    user::Entity::find().filter(user::Column::Id.in_subquery(holders))
}

/// People of the commune by id.
///
/// # Errors
/// The database.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[Uuid],
) -> AppResult<Vec<user::Model>> {
    Ok(of_commune(scope).filter(user::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// One page of people, by given name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<user::Model>> {
    let sort = Sort {
        word: "name".into(),
        column: user::Column::SortKey,
        id: user::Column::Id,
        order: Order::Asc,
    };
    let key = |row: &user::Model| (Key::Text(row.sort_key.clone()), row.id);
    page(db, of_commune(scope), sort, paging, key).await
}

/// One person of the commune.
///
/// # Errors
/// The database.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Uuid,
) -> AppResult<Option<user::Model>> {
    Ok(of_commune(scope).filter(user::Column::Id.eq(id)).one(db).await?)
}

/// The posts of people in this commune, oldest first.
///
/// # Errors
/// The database.
pub async fn posts(
    db: &impl ConnectionTrait,
    scope: Scope,
    users: &[Uuid],
) -> AppResult<Vec<post::Model>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    Ok(post::Entity::find()
        .filter(post::Column::CommuneId.eq(scope.commune_id))
        .filter(post::Column::UserId.is_in(users.iter().copied()))
        .order_by_asc(post::Column::ValidFrom)
        .order_by_asc(post::Column::Id)
        .all(db)
        .await?)
}

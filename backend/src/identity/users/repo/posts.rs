//! Rows of posts.

use chrono::NaiveDate;
use sea_orm::QueryTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::Role;
use shared::id::{PostId, UserId};
use uuid::Uuid;

use super::people;
use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{post, user};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::repo::people::{Post, find_post};

/// The posts of people in this commune, oldest first.
///
/// # Errors
/// The database.
pub async fn of_people(
    db: &impl Connection,
    scope: Scope,
    users: &[UserId],
) -> AppResult<Vec<Post>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    post::Entity::find()
        .filter(post::Column::CommuneId.eq(scope.commune_id))
        .filter(post::Column::UserId.is_in(users.iter().map(|id| id.0)))
        .order_by_asc(post::Column::ValidFrom)
        .order_by_asc(post::Column::Id)
        .rows(db)
        .await
}

/// One post of a commune.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, commune_id: Uuid, id: PostId) -> AppResult<Option<Post>> {
    post::Entity::find_by_id(id.0).filter(post::Column::CommuneId.eq(commune_id)).row(db).await
}

/// The posts of a commune that another follows.
///
/// # Errors
/// The database.
pub async fn with_successor(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<Post>> {
    post::Entity::find()
        .filter(post::Column::CommuneId.eq(commune_id))
        .filter(post::Column::FollowedBy.is_not_null())
        .rows(db)
        .await
}

/// The posts of a commune that other people than `user_id` hold or held, administrators left out.
///
/// # Errors
/// The database.
pub async fn of_other_users(
    db: &impl Connection,
    commune_id: Uuid,
    user_id: Uuid,
) -> AppResult<Vec<Post>> {
    post::Entity::find()
        .filter(post::Column::CommuneId.eq(commune_id))
        .filter(post::Column::UserId.ne(user_id))
        .filter(post::Column::Role.ne(Role::Admin.as_str()))
        .rows(db)
        .await
}

/// The posts in `units`, begun by a day, of other people than `user_id` who can log in.
///
/// # Errors
/// The database.
pub async fn of_other_active_users(
    db: &impl Connection,
    units: &[Uuid],
    user_id: UserId,
    day: NaiveDate,
) -> AppResult<Vec<Post>> {
    let active = people::active().select_only().column(user::Column::Id).into_query();
    post::Entity::find()
        .filter(post::Column::UnitId.is_in(units.iter().copied()))
        .filter(post::Column::UserId.ne(user_id.0))
        .filter(post::Column::UserId.in_subquery(active))
        .filter(post::Column::ValidFrom.lte(day))
        .rows(db)
        .await
}

/// The posts of administrators of a commune, begun by a day, that have no end.
///
/// # Errors
/// The database.
pub async fn open_ended_admins(
    db: &impl Connection,
    scope: Scope,
    day: NaiveDate,
) -> AppResult<Vec<Post>> {
    post::Entity::find()
        .filter(post::Column::CommuneId.eq(scope.commune_id))
        .filter(post::Column::Role.eq(Role::Admin.as_str()))
        .filter(post::Column::ValidFrom.lte(day))
        .filter(post::Column::ValidTo.is_null())
        .rows(db)
        .await
}

/// Whether any commune has or had an administrator.
///
/// # Errors
/// The database.
pub async fn any_admin(db: &impl Connection) -> AppResult<bool> {
    let admins = post::Entity::find().filter(post::Column::Role.eq(Role::Admin.as_str()));
    Ok(admins.row::<post::Model>(db).await?.is_some())
}

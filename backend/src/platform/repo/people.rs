//! Rows of people and their posts.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::id::{PostId, UserId};
use uuid::Uuid;

use crate::platform::db::entity::{post, user};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::post::Model as Post;
pub use crate::platform::db::entity::user::Model as User;

/// The person of this id.
///
/// # Errors
/// The database.
pub async fn find_user(db: &impl Connection, id: UserId) -> AppResult<Option<User>> {
    user::Entity::find_by_id(id.0).row(db).await
}

/// The person of this name for logins, as it is stored.
///
/// # Errors
/// The database.
pub async fn find_user_by_name(db: &impl Connection, username: &str) -> AppResult<Option<User>> {
    user::Entity::find().filter(user::Column::Username.eq(username)).row(db).await
}

/// The post of this id.
///
/// # Errors
/// The database.
pub async fn find_post(db: &impl Connection, id: PostId) -> AppResult<Option<Post>> {
    post::Entity::find_by_id(id.0).row(db).await
}

/// The person who holds or held a post.
///
/// # Errors
/// The database.
pub async fn holder(db: &impl Connection, post_id: Uuid) -> AppResult<Option<Uuid>> {
    Ok(find_post(db, post_id.into()).await?.map(|post| post.user_id))
}

/// The posts in a commune that people hold or held.
///
/// # Errors
/// The database.
pub async fn posts_of_people(
    db: &impl Connection,
    commune_id: Uuid,
    people: &[Uuid],
) -> AppResult<Vec<Post>> {
    post::Entity::find()
        .filter(post::Column::CommuneId.eq(commune_id))
        .filter(post::Column::UserId.is_in(people.iter().copied()))
        .rows(db)
        .await
}

/// All posts that a person has or had.
///
/// # Errors
/// The database.
pub async fn posts_of_user(db: &impl Connection, user_id: UserId) -> AppResult<Vec<Post>> {
    post::Entity::find().filter(post::Column::UserId.eq(user_id.0)).rows(db).await
}

/// The post of a person that began last.
///
/// # Errors
/// The database.
pub async fn last_post_of_user(db: &impl Connection, user_id: UserId) -> AppResult<Option<Post>> {
    post::Entity::find()
        .filter(post::Column::UserId.eq(user_id.0))
        .order_by_desc(post::Column::ValidFrom)
        .order_by_desc(post::Column::Id)
        .row(db)
        .await
}

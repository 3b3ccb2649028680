//! Who can be told: posts, their holders, what is lent, and who has a part in a conversation.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::platform::db::entity::{comment, comment_mention, delegation, post, user};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The posts of a commune, those that have ended too.
///
/// # Errors
/// The database.
pub async fn posts(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<post::Model>> {
    post::Entity::find().filter(post::Column::CommuneId.eq(commune_id)).rows(db).await
}

/// Those of some people who may log in.
///
/// # Errors
/// The database.
pub async fn enabled(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<user::Model>> {
    user::Entity::find()
        .filter(user::Column::Id.is_in(ids))
        .filter(user::Column::DisabledAt.is_null())
        .rows(db)
        .await
}

/// The delegations of a commune that nobody has ended, whenever they hold.
///
/// # Errors
/// The database.
pub async fn delegations(
    db: &impl Connection,
    commune_id: Uuid,
) -> AppResult<Vec<delegation::Model>> {
    delegation::Entity::find()
        .filter(delegation::Column::CommuneId.eq(commune_id))
        .filter(delegation::Column::EndedAt.is_null())
        .rows(db)
        .await
}

/// The people whom a comment addresses.
///
/// # Errors
/// The database.
pub async fn mentioned(db: &impl Connection, comment: Uuid) -> AppResult<Vec<Uuid>> {
    comment_mention::Entity::find()
        .select_only()
        .column(comment_mention::Column::UserId)
        .filter(comment_mention::Column::CommentId.eq(comment))
        .rows(db)
        .await
}

/// Whoever wrote the comments of an assignment that stand, once for each.
///
/// # Errors
/// The database.
pub async fn commenters(db: &impl Connection, assignment: Uuid) -> AppResult<Vec<Uuid>> {
    comment::Entity::find()
        .select_only()
        .column(comment::Column::UserId)
        .filter(comment::Column::AssignmentId.eq(assignment))
        .filter(comment::Column::DeletedAt.is_null())
        .rows(db)
        .await
}

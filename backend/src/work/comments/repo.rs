//! Rows of comments.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use shared::dto::page::{Named, Page};
use shared::dto::work::comment::Addressee;
use shared::id::{AssignmentId, AttachmentId, CommentId, UserId};
use uuid::Uuid;

use crate::platform::access::session::is_current;
use crate::platform::db::entity::{
    assignment, comment, comment_attachment, comment_mention, comment_read, post, user,
};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments::repo::Assignment;

pub use crate::platform::db::entity::comment::Model as Comment;

/// One page of what was said on an assignment, oldest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    assignment_id: AssignmentId,
    paging: &Paging,
) -> AppResult<Page<Comment>> {
    use comment::Column as C;
    let select = comment::Entity::find().filter(C::AssignmentId.eq(assignment_id.0));
    let sort = Sort { word: "made".into(), column: C::MadeSeq, id: C::Id, order: Order::Asc };
    page(db, select, sort, paging, |row: &Comment| (Key::Number(row.made_seq), row.id)).await
}

/// A comment by its id alone; the caller looks whether its assignment is in scope.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, id: CommentId) -> AppResult<Option<Comment>> {
    comment::Entity::find_by_id(id.0).row(db).await
}

/// The comments on an assignment that are not deleted, oldest first.
///
/// # Errors
/// The database.
pub async fn list_of_assignment(
    db: &impl Connection,
    assignment_id: AssignmentId,
) -> AppResult<Vec<Comment>> {
    comment::Entity::find()
        .filter(comment::Column::AssignmentId.eq(assignment_id.0))
        .filter(comment::Column::DeletedAt.is_null())
        .order_by_asc(comment::Column::MadeSeq)
        .rows(db)
        .await
}

/// Who sees an assignment today: its unit's people, and the office. By given name.
///
/// # Errors
/// The database.
pub async fn audience(
    db: &impl Connection,
    assignment: &Assignment,
    now: DateTime<Utc>,
) -> AppResult<Vec<Addressee>> {
    let mut units = vec![assignment.responsible_unit_id];
    if let Some(whole) = assignment.parent_assignment_id {
        let whole = assignment::Entity::find_by_id(whole).row::<assignment::Model>(db).await?;
        units.extend(whole.map(|whole| whole.responsible_unit_id));
    }
    let sees = Condition::any()
        .add(post::Column::UnitId.is_in(units))
        .add(post::Column::Role.is_in(["chairman", "coordinator"]));
    let posts = post::Entity::find()
        .filter(post::Column::CommuneId.eq(assignment.commune_id))
        .filter(post::Column::Role.ne("admin"))
        .filter(sees)
        .rows::<post::Model>(db)
        .await?;
    let today: HashSet<Uuid> = posts
        .into_iter()
        .filter(|post| is_current(post.valid_from, post.valid_to, now))
        .map(|post| post.user_id)
        .collect();
    let people = user::Entity::find()
        .filter(user::Column::Id.is_in(today))
        .filter(user::Column::DisabledAt.is_null())
        .order_by_asc(user::Column::SortKey)
        .rows::<user::Model>(db)
        .await?;
    Ok(people
        .into_iter()
        .map(|person| Addressee { id: person.id.into(), name: person.full_name })
        .collect())
}

/// Who is addressed in each of some comments.
///
/// # Errors
/// The database.
pub async fn mentions(
    db: &impl Connection,
    comments: &[Uuid],
) -> AppResult<HashMap<Uuid, Vec<Named<UserId>>>> {
    let rows: Vec<(Uuid, Uuid, String)> = comment_mention::Entity::find()
        .join(JoinType::InnerJoin, comment_mention::Relation::User.def())
        .select_only()
        .column(comment_mention::Column::CommentId)
        .column(user::Column::Id)
        .column(user::Column::FullName)
        .filter(comment_mention::Column::CommentId.is_in(comments.iter().copied()))
        .order_by_asc(user::Column::SortKey)
        .rows(db)
        .await?;
    let mut by_comment: HashMap<Uuid, Vec<Named<UserId>>> = HashMap::new();
    for (comment, id, name) in rows {
        by_comment.entry(comment).or_default().push(Named { id: id.into(), name });
    }
    Ok(by_comment)
}

/// The files of each of some comments, in their order.
///
/// # Errors
/// The database.
pub async fn files(
    db: &impl Connection,
    comments: &[Uuid],
) -> AppResult<HashMap<Uuid, Vec<AttachmentId>>> {
    let rows = comment_attachment::Entity::find()
        .filter(comment_attachment::Column::CommentId.is_in(comments.iter().copied()))
        .order_by_asc(comment_attachment::Column::Position)
        .rows::<comment_attachment::Model>(db)
        .await?;
    let mut by_comment: HashMap<Uuid, Vec<AttachmentId>> = HashMap::new();
    for row in rows {
        by_comment.entry(row.comment_id).or_default().push(row.attachment_id.into());
    }
    Ok(by_comment)
}

/// Adds the files of a comment, in their order.
///
/// # Errors
/// The database.
pub async fn insert_files(
    db: &impl Connection,
    id: CommentId,
    files: &[AttachmentId],
) -> AppResult<()> {
    let rows = (0..).zip(files).map(|(position, file)| {
        comment_attachment::Model { comment_id: id.0, attachment_id: file.0, position }
            .into_active_model()
    });
    comment_attachment::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The titles of posts, by id.
///
/// # Errors
/// The database.
pub async fn titles(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = post::Entity::find()
        .select_only()
        .columns([post::Column::Id, post::Column::Title])
        .filter(post::Column::Id.is_in(ids))
        .rows(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Sets who is addressed in a comment.
///
/// # Errors
/// The database.
pub async fn set_mentions(db: &impl Connection, id: CommentId, people: &[UserId]) -> AppResult<()> {
    comment_mention::Entity::delete_many()
        .filter(comment_mention::Column::CommentId.eq(id.0))
        .exec(db)
        .await?;
    if people.is_empty() {
        return Ok(());
    }
    let rows = people.iter().map(|user| {
        comment_mention::Model { comment_id: id.0, user_id: user.0 }.into_active_model()
    });
    comment_mention::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Up to where a person has read on an assignment.
///
/// # Errors
/// The database.
pub async fn seen_until(
    db: &impl Connection,
    assignment_id: AssignmentId,
    user_id: UserId,
) -> AppResult<i64> {
    let row = comment_read::Entity::find_by_id((assignment_id.0, user_id.0))
        .row::<comment_read::Model>(db)
        .await?;
    Ok(row.map_or(0, |row| row.seen_seq))
}

/// Notes that a person has read everything said so far.
///
/// # Errors
/// The database.
pub async fn mark_read(
    db: &impl Connection,
    assignment_id: AssignmentId,
    user_id: UserId,
) -> AppResult<()> {
    let last: Option<i64> = comment::Entity::find()
        .select_only()
        .column(comment::Column::MadeSeq)
        .filter(comment::Column::AssignmentId.eq(assignment_id.0))
        .order_by_desc(comment::Column::MadeSeq)
        .limit(1)
        .row(db)
        .await?;
    let Some(seen_seq) = last else { return Ok(()) };
    let row = comment_read::Model { assignment_id: assignment_id.0, user_id: user_id.0, seen_seq };
    let key = [comment_read::Column::AssignmentId, comment_read::Column::UserId];
    comment_read::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns(key).update_column(comment_read::Column::SeenSeq).to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

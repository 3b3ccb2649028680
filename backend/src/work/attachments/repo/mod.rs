//! Rows of evidence.

pub mod usage;

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, IntoCondition, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QuerySelect,
    QueryTrait, RelationTrait,
};
use shared::dto::work::attachment::AttachmentView;
use shared::id::{AttachmentId, ReportId, UserId};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{
    activity, activity_attachment, assignment, attachment, comment, comment_attachment, directive,
};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::activities;
use crate::work::assignments;
use crate::work::directives;

pub use crate::platform::db::entity::attachment::Model as Attachment;

/// A file within `scope`. Before it is attached only `uploader` sees it; then its unit does,
/// and once it was sent with a report the commune's readers do. The letter of a directive is
/// for those who see the directive, an activity's file for each unit that does it,
/// a comment's for those who see the assignment.
///
/// # Errors
/// The database.
pub async fn find(
    db: &impl Connection,
    scope: Scope,
    uploader: Option<UserId>,
    id: AttachmentId,
) -> AppResult<Option<Attachment>> {
    let mut concerns = Condition::any()
        .add(attachment::Column::Id.in_subquery(of_directives(scope)))
        .add_option(of_comments(scope, id));
    if let Some(unit) = scope.unit_id.or(scope.own_unit_id) {
        concerns = concerns
            .add(attachment::Column::UnitId.eq(unit))
            .add(on_activity(id, activities::repo::involves_unit(unit)))
            .add(of_parts(unit, id));
    }
    if scope.unit_id.is_none() {
        concerns = concerns.add(attachment::Column::Sent.eq(true));
    }
    let attached = Condition::all().add(attachment::Column::Attached.eq(true)).add(concerns);
    let mut seen = Condition::any().add(attached);
    if let Some(person) = uploader {
        seen = seen.add(attachment::Column::UploaderId.eq(person.0));
    }
    attachment::Entity::find_by_id(id.0)
        .filter(attachment::Column::CommuneId.eq(scope.commune_id))
        .filter(seen)
        .row(db)
        .await
}

/// That a file goes with one of these activities. The file is named first: it has few activities, a
/// unit many.
fn on_activity(id: AttachmentId, which: impl IntoCondition) -> SimpleExpr {
    let activities = activity::Entity::find()
        .join(JoinType::InnerJoin, activity_attachment::Relation::Activity.def().rev())
        .select_only()
        .expr(Expr::val(1))
        .filter(activity_attachment::Column::AttachmentId.eq(id.0))
        .filter(activity::Column::DeletedAt.is_null())
        .filter(which);
    Expr::exists(activities.into_query())
}

/// That a file was sent with a part that the unit has given.
fn of_parts(unit: Uuid, id: AttachmentId) -> Condition {
    Condition::all()
        .add(attachment::Column::Sent.eq(true))
        .add(on_activity(id, activities::repo::is_of_part_given_by(unit)))
}

/// That a file goes with something said on an assignment that `scope` shows. What people say to
/// each other is not for machines. The file is named first: it has few comments, the commune many.
fn of_comments(scope: Scope, id: AttachmentId) -> Option<SimpleExpr> {
    scope.own_unit_id?;
    let mut comments = comment::Entity::find()
        .select_only()
        .column(comment::Column::Id)
        .filter(comment::Column::CommuneId.eq(scope.commune_id))
        .filter(comment::Column::DeletedAt.is_null());
    if scope.unit_id.is_some() {
        let seen = assignments::repo::readable_by(&scope)
            .select_only()
            .column(assignment::Column::Id)
            .into_query();
        comments = comments.filter(comment::Column::AssignmentId.in_subquery(seen));
    }
    let files = comment_attachment::Entity::find()
        .select_only()
        .column(comment_attachment::Column::AttachmentId)
        .filter(comment_attachment::Column::AttachmentId.eq(id.0))
        .filter(comment_attachment::Column::CommentId.in_subquery(comments.into_query()))
        .into_query();
    Some(attachment::Column::Id.in_subquery(files))
}

/// The letters of the directives that `scope` shows.
fn of_directives(scope: Scope) -> SelectStatement {
    directive::Entity::find()
        .select_only()
        .column(directive::Column::AttachmentId)
        .filter(directive::Column::AttachmentId.is_not_null())
        .filter(directives::repo::readable_by(scope, scope.own_unit_id.is_some()))
        .into_query()
}

/// A file by its id alone, for the check whether an id is free.
///
/// # Errors
/// The database.
pub async fn any(db: &impl Connection, id: AttachmentId) -> AppResult<Option<Attachment>> {
    attachment::Entity::find_by_id(id.0).row(db).await
}

/// Files by id.
///
/// # Errors
/// The database.
pub async fn by_ids(
    db: &impl Connection,
    ids: &[AttachmentId],
) -> AppResult<HashMap<AttachmentId, Attachment>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = attachment::Entity::find()
        .filter(attachment::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .rows::<attachment::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row)).collect())
}

/// Files as they are shown, in the order of `ids`; the caller has checked who may see them.
///
/// # Errors
/// The database.
pub async fn views(db: &impl Connection, ids: &[AttachmentId]) -> AppResult<Vec<AttachmentView>> {
    let mut rows = by_ids(db, ids).await?;
    Ok(ids.iter().filter_map(|id| rows.remove(id)).map(view).collect())
}

/// A file as it is shown.
#[must_use]
pub fn view(row: attachment::Model) -> AttachmentView {
    AttachmentView {
        id: row.id.into(),
        file_name: row.file_name,
        media_type: row.media_type,
        size: row.size,
        source_sha256: row.source_sha256,
        sha256: row.sha256,
        width: row.width,
        height: row.height,
        captured_on: row.captured_on,
        created_at: row.created_at,
    }
}

/// Adds a file.
///
/// # Errors
/// 409 when the id is taken.
pub async fn insert(db: &impl Connection, row: &Attachment) -> AppResult<()> {
    attachment::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Marks files as attached.
///
/// # Errors
/// The database.
pub async fn mark_attached(db: &impl Connection, ids: &[Uuid]) -> AppResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    attachment::Entity::update_many()
        .col_expr(attachment::Column::Attached, Expr::value(true))
        .filter(attachment::Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

/// Marks the files of a report's activities as sent: the commune's readers see them from now.
///
/// # Errors
/// The database.
pub async fn mark_sent(db: &impl Connection, report_id: ReportId) -> AppResult<()> {
    let carried = activity::Entity::find()
        .select_only()
        .column(activity::Column::Id)
        .filter(activity::Column::ReportId.eq(report_id.0))
        .filter(activity::Column::DeletedAt.is_null())
        .into_query();
    let files = activity_attachment::Entity::find()
        .select_only()
        .column(activity_attachment::Column::AttachmentId)
        .filter(activity_attachment::Column::ActivityId.in_subquery(carried))
        .into_query();
    attachment::Entity::update_many()
        .col_expr(attachment::Column::Sent, Expr::value(true))
        .filter(attachment::Column::Id.in_subquery(files))
        .exec(db)
        .await?;
    Ok(())
}

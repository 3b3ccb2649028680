//! Rows that documents are made of.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::db::entity::{
    activity, activity_item, activity_unit, assignment, clause, directive, report, report_revision,
    task, unit, user,
};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::report_revision::Model as ReportRevision;

/// Tasks by id.
///
/// # Errors
/// The database.
pub async fn tasks(db: &impl Connection, ids: &[Uuid]) -> AppResult<Vec<task::Model>> {
    Ok(task::Entity::find().filter(task::Column::Id.is_in(ids.to_vec())).all(db).await?)
}

/// Tasks, each with a unit that it is given to.
///
/// # Errors
/// The database.
pub async fn units_of_tasks(db: &impl Connection, ids: &[Uuid]) -> AppResult<Vec<(Uuid, Uuid)>> {
    Ok(assignment::Entity::find()
        .select_only()
        .column(assignment::Column::TaskId)
        .column(assignment::Column::ResponsibleUnitId)
        .filter(assignment::Column::TaskId.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?)
}

/// The titles of tasks, with their ids.
///
/// # Errors
/// The database.
pub async fn titles_of_tasks(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<(Uuid, String)>> {
    Ok(task::Entity::find()
        .select_only()
        .columns([task::Column::Id, task::Column::Title])
        .filter(task::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?)
}

/// Directives by id.
///
/// # Errors
/// The database.
pub async fn directives(db: &impl Connection, ids: &[Uuid]) -> AppResult<Vec<directive::Model>> {
    let select = directive::Entity::find().filter(directive::Column::Id.is_in(ids.to_vec()));
    Ok(select.all(db).await?)
}

/// The clauses of directives.
///
/// # Errors
/// The database.
pub async fn clauses(db: &impl Connection, directives: &[Uuid]) -> AppResult<Vec<clause::Model>> {
    let of_them = clause::Column::DirectiveId.is_in(directives.to_vec());
    Ok(clause::Entity::find().filter(of_them).all(db).await?)
}

/// Reports by id.
///
/// # Errors
/// The database.
pub async fn reports(db: &impl Connection, ids: &[Uuid]) -> AppResult<Vec<report::Model>> {
    Ok(report::Entity::find().filter(report::Column::Id.is_in(ids.to_vec())).all(db).await?)
}

/// Those of some assignments whose report was sent.
///
/// # Errors
/// The database.
pub async fn sent_assignments(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<assignment::Model>> {
    Ok(assignment::Entity::find()
        .filter(assignment::Column::Id.is_in(ids))
        .filter(assignment::Column::FirstSubmittedAt.is_not_null())
        .all(db)
        .await?)
}

/// All revisions of reports.
///
/// # Errors
/// The database.
pub async fn revisions(db: &impl Connection, reports: &[Uuid]) -> AppResult<Vec<ReportRevision>> {
    let of_them = report_revision::Column::ReportId.is_in(reports.to_vec());
    Ok(report_revision::Entity::find().filter(of_them).all(db).await?)
}

/// Those of some activities that were sent and are not being mended.
///
/// # Errors
/// The database.
pub async fn sent_activities(
    db: &impl Connection,
    ids: &[Uuid],
) -> AppResult<Vec<activity::Model>> {
    Ok(activity::Entity::find()
        .filter(activity::Column::Id.is_in(ids.to_vec()))
        .filter(activity::Column::DeletedAt.is_null())
        .filter(activity::Column::State.is_in(["submitted", "approved"]))
        .all(db)
        .await?)
}

/// The units that do activities.
///
/// # Errors
/// The database.
pub async fn units_of_activities(
    db: &impl Connection,
    activities: &[Uuid],
) -> AppResult<Vec<activity_unit::Model>> {
    let of_them = activity_unit::Column::ActivityId.is_in(activities.to_vec());
    Ok(activity_unit::Entity::find().filter(of_them).all(db).await?)
}

/// The entries of catalogues that activities name.
///
/// # Errors
/// The database.
pub async fn items_of_activities(
    db: &impl Connection,
    activities: &[Uuid],
) -> AppResult<Vec<activity_item::Model>> {
    let of_them = activity_item::Column::ActivityId.is_in(activities.to_vec());
    Ok(activity_item::Entity::find().filter(of_them).all(db).await?)
}

/// Units by id.
///
/// # Errors
/// The database.
pub async fn units(db: &impl Connection, ids: &[Uuid]) -> AppResult<Vec<unit::Model>> {
    Ok(unit::Entity::find().filter(unit::Column::Id.is_in(ids.to_vec())).all(db).await?)
}

/// People by id.
///
/// # Errors
/// The database.
pub async fn people(db: &impl Connection, ids: &[Uuid]) -> AppResult<Vec<user::Model>> {
    Ok(user::Entity::find().filter(user::Column::Id.is_in(ids.to_vec())).all(db).await?)
}

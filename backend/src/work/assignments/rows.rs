//! Assignments with the names that are shown beside them, in one query.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    RelationDef, Select,
};
use shared::state::{Priority, TaskState};
use uuid::Uuid;

use crate::platform::db::entity::{assignment, clause, directive, post, report, task, unit, user};
use crate::platform::db::stored::Stored;
use crate::platform::error::AppResult;

/// An assignment as lists need it.
#[derive(Debug, FromQueryResult)]
pub struct AssignmentRow {
    /// The row.
    #[sea_orm(nested)]
    pub row: assignment::Model,
    /// The task's title.
    pub task_title: String,
    /// How pressing the task is.
    pub task_priority: Stored<Priority>,
    /// The name of the unit that answers for it.
    pub unit_name: String,
    /// The directive the task comes from.
    pub directive_id: Option<Uuid>,
    /// Its number, once it has one.
    pub directive_number: Option<String>,
    /// Its subject.
    pub directive_subject: Option<String>,
    /// The clause the task cites.
    pub clause_number: Option<i64>,
    /// The report, once there is one.
    pub report_id: Option<Uuid>,
    /// The report's revision.
    pub report_revision: Option<i64>,
}

/// An assignment as its own page needs it.
#[derive(Debug, FromQueryResult)]
pub struct AssignmentDetail {
    /// What lists need.
    #[sea_orm(nested)]
    pub found: AssignmentRow,
    /// How the task is to be done.
    pub task_description: String,
    /// The task's state.
    pub task_state: Stored<TaskState>,
    /// The words of the clause.
    pub clause_words: Option<String>,
    /// Who reviews.
    pub reviewer_name: String,
    /// The reviewer's title.
    pub reviewer_title: String,
}

fn to_task() -> RelationDef {
    assignment::Entity::belongs_to(task::Entity)
        .from(assignment::Column::TaskId)
        .to(task::Column::Id)
        .into()
}

fn to_unit() -> RelationDef {
    assignment::Entity::belongs_to(unit::Entity)
        .from(assignment::Column::ResponsibleUnitId)
        .to(unit::Column::Id)
        .into()
}

fn to_report() -> RelationDef {
    assignment::Entity::belongs_to(report::Entity)
        .from(assignment::Column::Id)
        .to(report::Column::AssignmentId)
        .into()
}

fn to_directive() -> RelationDef {
    task::Entity::belongs_to(directive::Entity)
        .from(task::Column::DirectiveId)
        .to(directive::Column::Id)
        .into()
}

fn to_clause() -> RelationDef {
    task::Entity::belongs_to(clause::Entity)
        .from(task::Column::ClauseId)
        .to(clause::Column::Id)
        .into()
}

fn to_reviewer() -> RelationDef {
    assignment::Entity::belongs_to(post::Entity)
        .from(assignment::Column::ReviewerPostId)
        .to(post::Column::Id)
        .into()
}

fn to_person() -> RelationDef {
    post::Entity::belongs_to(user::Entity).from(post::Column::UserId).to(user::Column::Id).into()
}

/// `select` with what [`AssignmentRow`] holds.
#[must_use]
pub fn with_names(select: Select<assignment::Entity>) -> Select<assignment::Entity> {
    select
        .join(JoinType::InnerJoin, to_task())
        .join(JoinType::InnerJoin, to_unit())
        .join(JoinType::LeftJoin, to_report())
        .join(JoinType::LeftJoin, to_directive())
        .join(JoinType::LeftJoin, to_clause())
        .column_as(task::Column::Title, "task_title")
        .column_as(task::Column::Priority, "task_priority")
        .column_as(unit::Column::Name, "unit_name")
        .column_as(directive::Column::Id, "directive_id")
        .column_as(directive::Column::Number, "directive_number")
        .column_as(directive::Column::Subject, "directive_subject")
        .column_as(clause::Column::Number, "clause_number")
        .column_as(report::Column::Id, "report_id")
        .column_as(report::Column::Revision, "report_revision")
}

/// `select` with what [`AssignmentDetail`] holds.
#[must_use]
fn with_everything(select: Select<assignment::Entity>) -> Select<assignment::Entity> {
    with_names(select)
        .join(JoinType::InnerJoin, to_reviewer())
        .join(JoinType::InnerJoin, to_person())
        .column_as(task::Column::Description, "task_description")
        .column_as(task::Column::State, "task_state")
        .column_as(clause::Column::Words, "clause_words")
        .column_as(user::Column::FullName, "reviewer_name")
        .column_as(post::Column::Title, "reviewer_title")
}

/// The assignments of these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<AssignmentRow>> {
    let select = assignment::Entity::find().filter(assignment::Column::Id.is_in(ids));
    Ok(with_names(select).into_model().all(db).await?)
}

/// One assignment of `select`.
///
/// # Errors
/// When the database fails.
pub async fn whole(
    db: &impl ConnectionTrait,
    select: Select<assignment::Entity>,
    id: Uuid,
) -> AppResult<Option<AssignmentDetail>> {
    let select = select.filter(assignment::Column::Id.eq(id));
    Ok(with_everything(select).into_model().one(db).await?)
}

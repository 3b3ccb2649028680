//! Rows of what was found, each read through the scope of its own list.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::platform::access::Scope;
use crate::platform::db::entity::{activity, assignment, directive, report, task};
use crate::platform::db::row::row;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::{activities, directives, reports, tasks};

/// What is shown of a task.
#[derive(Debug, FromQueryResult)]
pub struct TaskRow {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The directive that it carries out.
    pub directive_id: Option<Uuid>,
    /// Its deadline.
    pub due_at: Option<DateTime<Utc>>,
}

row!(TaskRow { id, title, directive_id, due_at });

/// The tasks of `ids` that a scope shows.
///
/// # Errors
/// The database.
pub async fn tasks(db: &impl Connection, scope: Scope, ids: Vec<Uuid>) -> AppResult<Vec<TaskRow>> {
    use task::Column as C;
    tasks::repo::readable_by(&scope)
        .filter(C::Id.is_in(ids))
        .select_only()
        .columns([C::Id, C::Title, C::DirectiveId, C::DueAt])
        .rows(db)
        .await
}

/// The directives of `ids` that a scope shows.
///
/// # Errors
/// The database.
pub async fn directives(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<directive::Model>> {
    directive::Entity::find()
        .filter(directives::repo::readable_by(scope, scope.own_unit_id.is_some()))
        .filter(directive::Column::Id.is_in(ids))
        .rows(db)
        .await
}

/// The reports of `ids` that a scope shows, each with its assignment.
///
/// # Errors
/// The database.
pub async fn reports(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<(Uuid, Uuid)>> {
    use report::Column as C;
    reports::repo::readable_by(&scope)
        .filter(C::Id.is_in(ids))
        .select_only()
        .columns([C::Id, C::AssignmentId])
        .rows(db)
        .await
}

/// What is shown of an activity.
#[derive(Debug, FromQueryResult)]
pub struct ActivityRow {
    /// Its id.
    pub id: Uuid,
    /// The unit that wrote it.
    pub unit_id: Uuid,
    /// Its channel.
    pub channel_id: Option<Uuid>,
    /// Where it was held.
    pub place: String,
    /// On which day.
    pub held_on: Option<NaiveDate>,
}

row!(ActivityRow { id, unit_id, channel_id, place, held_on });

/// The activities of `ids` that a scope shows.
///
/// # Errors
/// The database.
pub async fn activities(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<ActivityRow>> {
    use activity::Column as C;
    activities::repo::in_scope(scope)
        .filter(C::Id.is_in(ids))
        .select_only()
        .columns([C::Id, C::UnitId, C::ChannelId, C::Place, C::HeldOn])
        .rows(db)
        .await
}

/// What is shown of the assignment of a report.
#[derive(Debug, FromQueryResult)]
pub struct AssignmentRow {
    /// Its id.
    pub id: Uuid,
    /// Its task.
    pub task_id: Uuid,
    /// The unit that answers for it.
    pub responsible_unit_id: Uuid,
    /// When it was last reported on.
    pub last_submitted_at: Option<DateTime<Utc>>,
}

row!(AssignmentRow { id, task_id, responsible_unit_id, last_submitted_at });

/// Assignments by id, whatever the scope: for those who may see their reports.
///
/// # Errors
/// The database.
pub async fn assignments(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<AssignmentRow>> {
    use assignment::Column as C;
    assignment::Entity::find()
        .filter(C::Id.is_in(ids))
        .select_only()
        .columns([C::Id, C::TaskId, C::ResponsibleUnitId, C::LastSubmittedAt])
        .rows(db)
        .await
}

//! Rows of assignments.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    Select,
};
use shared::ErrorCode;
use shared::dto::assignment::TimelineKind;
use uuid::Uuid;

use crate::platform::access::{Person, Scope};
use crate::platform::db::entity::{assignment, assignment_event, unit_succession};
use crate::platform::error::AppResult;
use crate::platform::outbox::cause::{Cause, To};
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::assignments::model::due_key;
use shared::state::NoticeKind;

pub use crate::platform::db::entity::assignment::Model as Assignment;

/// The assignments a scope sees: all of the commune, or the unit's visible ones.
#[must_use]
pub fn actionable_by(scope: &Scope) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let select = assignment::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    match scope.unit_id {
        None if scope.own_unit_id.is_none() => select.filter(C::Visible.eq(true)),
        None => select,
        Some(unit) => select.filter(C::ResponsibleUnitId.eq(unit)).filter(C::Visible.eq(true)),
    }
}

/// The same with the parts that a unit has given of its own: to read and to review, not to do.
#[must_use]
pub fn readable_by(scope: &Scope) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let Some(unit) = scope.unit_id else { return actionable_by(scope) };
    assignment::Entity::find()
        .filter(C::CommuneId.eq(scope.commune_id))
        .filter(C::Visible.eq(true))
        .filter(C::ResponsibleUnitId.eq(unit).or(C::ParentAssignmentId.in_subquery(led_by(unit))))
}

/// The ids of the assignments that a unit answers for, or that were done by a unit which it has
/// followed: parts of those may still come back.
fn led_by(unit: Uuid) -> SelectStatement {
    use assignment::Column as C;
    let forerunners = unit_succession::Entity::find()
        .select_only()
        .column(unit_succession::Column::FromUnitId)
        .filter(unit_succession::Column::ToUnitId.eq(unit))
        .into_query();
    assignment::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::ResponsibleUnitId.eq(unit).or(C::ResponsibleUnitId.in_subquery(forerunners)))
        .into_query()
}

/// The ids of the parts that a unit has given of its own assignments.
#[must_use]
pub fn parts_given_by(unit: Uuid) -> SelectStatement {
    assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .filter(assignment::Column::ParentAssignmentId.in_subquery(led_by(unit)))
        .into_query()
}

/// One assignment that the scope reads.
///
/// # Errors
/// 404 when there is none.
pub async fn find_readable(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> AppResult<assignment::Model> {
    let row = readable_by(scope).filter(assignment::Column::Id.eq(id)).one(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// One assignment in scope.
///
/// # Errors
/// 404 when there is none.
pub async fn find_actionable(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> AppResult<assignment::Model> {
    let row = actionable_by(scope).filter(assignment::Column::Id.eq(id)).one(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// The assignments of a task that are not cancelled.
///
/// # Errors
/// When the database fails.
pub async fn of_task(
    db: &impl ConnectionTrait,
    task_id: Uuid,
) -> AppResult<Vec<assignment::Model>> {
    Ok(assignment::Entity::find()
        .filter(assignment::Column::TaskId.eq(task_id))
        .filter(assignment::Column::State.ne("cancelled"))
        .all(db)
        .await?)
}

/// Shows a task's assignments to their units.
///
/// # Errors
/// When the database fails.
pub async fn show_task(work: &UnitOfWork, person: &Person, task_id: Uuid) -> AppResult<()> {
    for row in of_task(&work.tx, task_id).await? {
        let shown = assignment::Model { visible: true, due_set_at: Some(work.now), ..row.clone() };
        work.save(&row, &shown).await?;
        work.tell(Cause::by(person, NoticeKind::Assigned, row.id, To::Unit));
    }
    Ok(())
}

/// Moves the deadlines of a draft's assignments that follow the task's.
///
/// # Errors
/// When the database fails.
pub async fn move_draft_deadlines(
    work: &UnitOfWork,
    task_id: Uuid,
    to: Option<DateTime<Utc>>,
    follows: impl Fn(&assignment::Model) -> bool,
) -> AppResult<()> {
    for row in of_task(&work.tx, task_id).await? {
        if follows(&row) {
            let moved = assignment::Model {
                original_due_at: to,
                due_at: to,
                due_key: due_key(to),
                ..row.clone()
            };
            work.save(&row, &moved).await?;
        }
    }
    Ok(())
}

/// Adds an entry to the timeline.
///
/// # Errors
/// When the database fails.
pub async fn record(
    work: &UnitOfWork,
    person: &Person,
    assignment_id: Uuid,
    kind: TimelineKind,
    note: Option<String>,
    revision: Option<i64>,
) -> AppResult<()> {
    let row = assignment_event::Model {
        id: work.new_id(),
        assignment_id,
        commune_id: person.commune_id,
        kind: kind.into(),
        at: work.now,
        user_id: person.user_id,
        post_id: person.post_id,
        note,
        revision,
        on_behalf_of: person.on_behalf_of,
    };
    if let Some((notice, to)) = Cause::of_timeline(kind) {
        work.tell(Cause::by(person, notice, assignment_id, to).saying(row.note.clone()));
    }
    assignment_event::Entity::insert(assignment_event::ActiveModel::from(row))
        .exec_without_returning(&work.tx)
        .await?;
    Ok(())
}

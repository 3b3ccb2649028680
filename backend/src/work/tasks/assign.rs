//! Making assignments: one row a unit, each with an entry in its timeline; changing a draft's.

use chrono::{DateTime, Utc};
use shared::deadline::is_after;
use shared::dto::work::assignment::TimelineKind;
use shared::dto::work::task::AssignUnit;
use shared::id::{AssignmentId, PostId, TaskId, UnitId};
use shared::state::{AssignmentState, NoticeKind, Part, TaskState};
use shared::time::end_of_day;
use shared::validate::Checks;

use super::repo::Task;
use crate::platform::access::Person;
use crate::platform::error::AppResult;
use crate::platform::outbox::cause::{Cause, Recipients};
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::assignments;
use crate::work::assignments::repo::{Assignment, due_key};
use crate::work::assignments::timeline;

/// Units that have a live assignment of the task already are field errors.
///
/// # Errors
/// When the database fails; what is wrong goes to `checks`.
pub async fn check_new(
    work: &UnitOfWork,
    checks: &mut Checks,
    task: &Task,
    units: &[AssignUnit],
) -> AppResult<()> {
    let existing = assignments::repo::top_level_of_task(&work.tx, task.id.into()).await?;
    let passed = task.due_at.is_some_and(|due| is_after(due, work.now));
    let has_lead = existing.iter().any(|row| row.part == Part::Lead);
    let second_lead = has_lead && units.iter().any(|unit| unit.part == Part::Lead);
    checks.ensure(!second_lead, "units", "many_leads", "Chỉ một đơn vị chủ trì.");
    for (index, unit) in units.iter().enumerate() {
        let due = format!("units[{index}].due_on");
        checks.ensure(unit.due_on.is_some() || !passed, &due, "past", "Hạn chung đã qua.");
        let already_assigned = existing.iter().any(|row| row.unit_id == unit.unit_id.0);
        let field = format!("units[{index}].unit_id");
        checks.ensure(!already_assigned, &field, "taken", "Đơn vị đã được giao nhiệm vụ này.");
    }
    Ok(())
}

/// An assignment before it is inserted.
#[derive(Debug)]
pub struct NewAssignment {
    /// Whose.
    pub unit_id: UnitId,
    /// The assignment of which it is a part.
    pub parent: Option<AssignmentId>,
    /// What part the unit has.
    pub part: Part,
    /// Until when.
    pub due_at: Option<DateTime<Utc>>,
    /// Who reviews.
    pub reviewer_post_id: PostId,
    /// What the timeline says beside it.
    pub note: Option<String>,
}

/// Inserts one assignment of `task`.
///
/// # Errors
/// When the database fails.
pub async fn insert_assignment(
    work: &UnitOfWork,
    person: &Person,
    task: &Task,
    new: NewAssignment,
) -> AppResult<()> {
    let row = Assignment {
        id: work.new_id(),
        commune_id: task.commune_id,
        task_id: task.id,
        unit_id: new.unit_id.0,
        responsible_unit_id: new.unit_id.0,
        parent_assignment_id: new.parent.map(Into::into),
        part: new.part.into(),
        state: AssignmentState::Assigned.into(),
        visible: task.state == TaskState::Open,
        reviewer_post_id: new.reviewer_post_id.0,
        original_due_at: new.due_at,
        due_at: new.due_at,
        due_key: due_key(new.due_at),
        acknowledged_at: None,
        first_submitted_at: None,
        last_submitted_at: None,
        resubmit_by: None,
        resubmitted_late: false,
        return_reason: None,
        cancel_reason: None,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
        extensions: 0,
        extension_limit: None,
        acknowledged_by: None,
        due_set_at: Some(work.now),
    };
    let id = work.insert(row).await?.id.into();
    timeline::record(work, person, id, TimelineKind::Assigned, new.note, None).await
}

/// Assigns `task` to `units`.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    work: &UnitOfWork,
    person: &Person,
    task: &Task,
    units: &[AssignUnit],
) -> AppResult<()> {
    for unit in units {
        let new = NewAssignment {
            unit_id: unit.unit_id,
            parent: None,
            part: unit.part,
            due_at: unit.due_on.map(end_of_day).or(task.due_at),
            reviewer_post_id: task.reviewer_post_id.into(),
            note: None,
        };
        insert_assignment(work, person, task, new).await?;
    }
    Ok(())
}

/// Makes a task's assignments visible to their units.
///
/// # Errors
/// When the database fails.
pub async fn publish(work: &UnitOfWork, person: &Person, task_id: TaskId) -> AppResult<()> {
    for row in assignments::repo::of_task(&work.tx, task_id).await? {
        let shown = Assignment { visible: true, due_set_at: Some(work.now), ..row.clone() };
        work.save(&row, &shown).await?;
        work.notify(Cause::by(person, NoticeKind::Assigned, row.id, Recipients::Unit));
    }
    Ok(())
}

/// Moves the deadlines of a draft's assignments that follow the task's.
///
/// # Errors
/// When the database fails.
pub async fn move_deadlines(
    work: &UnitOfWork,
    task_id: TaskId,
    to: Option<DateTime<Utc>>,
    follows: impl Fn(&Assignment) -> bool,
) -> AppResult<()> {
    for row in assignments::repo::of_task(&work.tx, task_id).await? {
        if follows(&row) {
            let moved =
                Assignment { original_due_at: to, due_at: to, due_key: due_key(to), ..row.clone() };
            work.save(&row, &moved).await?;
        }
    }
    Ok(())
}

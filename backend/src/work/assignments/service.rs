//! Decisions about assignments.

use shared::dto::work::assignment::{AssignmentView, TimelineKind};
use shared::dto::work::task::Reason;
use shared::id::AssignmentId;
use shared::state::AssignmentState;
use shared::validate::Checks;

use super::repo::{self, Assignment};
use super::timeline;
use super::view::full;
use crate::platform::access::{Person, PersonPermit, Scope, can};
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::{extensions, reports};

/// The answer of a change.
///
/// # Errors
/// When the database fails.
pub async fn outcome(
    work: &UnitOfWork,
    person: &Person,
    scope: &Scope,
    row: Assignment,
) -> AppResult<Outcome<AssignmentView>> {
    let (id, version) = (row.id, row.version);
    let view = full(&work.tx, scope, Some(person), id.into(), work.now).await?;
    Ok(Outcome {
        status: 200,
        body: Some(view),
        version: Some(version),
        object: ("assignment", id),
    })
}

/// One assignment to act on, if it is as the request expects it.
pub(super) async fn find_matching(
    work: &UnitOfWork,
    scope: &Scope,
    id: AssignmentId,
    context: &WriteContext,
) -> AppResult<Assignment> {
    let row = repo::find_actionable(&work.tx, scope, id).await?;
    context.matches(row.version)?;
    Ok(row)
}

/// Tiếp nhận: the unit has seen it and will do it.
///
/// # Errors
/// 404, 409, 412, 428.
pub async fn acknowledge(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    id: AssignmentId,
    context: &WriteContext,
) -> AppResult<Outcome<AssignmentView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = find_matching(work, scope, id, context).await?;
    if row.state.0 != AssignmentState::Assigned {
        return Err(AppError::wrong_state("Việc này đã được tiếp nhận hoặc đã kết thúc."));
    }
    let mut changed = row.clone();
    changed.state = AssignmentState::Acknowledged.into();
    changed.acknowledged_at = Some(work.now);
    changed.acknowledged_by = Some(person.user_id);
    let after = work.save(&row, &changed).await?;
    timeline::record(work, person, id, TimelineKind::Acknowledged, None, None).await?;
    outcome(work, person, scope, after).await
}

/// Hủy giao, with a reason.
///
/// # Errors
/// A field error without a reason; 404, 409, 412, 428.
pub async fn cancel(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskClose>,
    id: AssignmentId,
    context: &WriteContext,
    reason: &Reason,
) -> AppResult<Outcome<AssignmentView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = find_matching(work, scope, id, context).await?;
    if !row.state.0.is_live() {
        return Err(AppError::wrong_state("Việc này đã kết thúc."));
    }
    let mut checks = Checks::new();
    let reason = checks.required("reason", &reason.reason, 2000);
    checks.finish()?;
    for part in repo::live_parts(&work.tx, id).await?.iter().filter(|row| row.state.0.is_live()) {
        cancel_row(work, person, part, reason.clone()).await?;
    }
    let after = cancel_row(work, person, &row, reason).await?;
    outcome(work, person, scope, after).await
}

/// Cancels a live assignment; a report that waits for review leaves the inbox with it.
///
/// # Errors
/// When the database fails.
pub async fn cancel_row(
    work: &UnitOfWork,
    person: &Person,
    row: &Assignment,
    reason: String,
) -> AppResult<Assignment> {
    let mut changed = row.clone();
    changed.state = AssignmentState::Cancelled.into();
    changed.cancel_reason = Some(reason.clone());
    let after = work.save(row, &changed).await?;
    let id = row.id.into();
    reports::submit::retract_submitted(work, id).await?;
    extensions::answers::mark_lapsed(work, id).await?;
    timeline::record(work, person, id, TimelineKind::Cancelled, Some(reason), None).await?;
    Ok(after)
}

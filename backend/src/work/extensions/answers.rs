//! What the unit answers: it takes the day offered or not, or takes its request back.

use shared::ErrorCode;
use shared::dto::work::assignment::TimelineKind;
use shared::dto::work::extension::ExtensionView;
use shared::id::{AssignmentId, ExtensionId};
use shared::state::ExtensionState;
use shared::time::format_day;

use super::repo::{self, Extension};
use super::rules::move_deadline;
use super::service::{ensure_state, outcome, record_and_notify};
use crate::platform::access::{PersonPermit, Scope, can};
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::assignments::repo::Assignment;

/// Takes the day offered.
///
/// # Errors
/// 404, 403 for another unit's, 428, 412, 409 when none is offered or its day is past.
pub async fn accept(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    id: ExtensionId,
    context: &WriteContext,
) -> AppResult<Outcome<ExtensionView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_own(work, scope, id, context, &[ExtensionState::Offered]).await?;
    let day = row.offered_on.ok_or(ErrorCode::WrongState)?;
    move_deadline(work, &assignment, day).await?;
    let after = set_state(work, &row, ExtensionState::Granted).await?;
    let note = format!("Đồng ý ngày được đề nghị. Hạn mới {}.", format_day(day));
    record_and_notify(work, person, &row, TimelineKind::ExtensionGranted, note).await?;
    outcome(work, person, after, 200).await
}

/// Does not take the day offered: the deadline stays.
///
/// # Errors
/// 404, 403 for another unit's, 428, 412, 409 when none is offered.
pub async fn decline(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    id: ExtensionId,
    context: &WriteContext,
) -> AppResult<Outcome<ExtensionView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, _) = find_own(work, scope, id, context, &[ExtensionState::Offered]).await?;
    let after = set_state(work, &row, ExtensionState::Declined).await?;
    let note = "Không nhận ngày được đề nghị.".to_owned();
    record_and_notify(work, person, &row, TimelineKind::ExtensionDeclined, note).await?;
    outcome(work, person, after, 200).await
}

/// Takes the request back.
///
/// # Errors
/// 404, 403 for another unit's, 428, 412, 409 when it does not wait any more.
pub async fn withdraw(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    id: ExtensionId,
    context: &WriteContext,
) -> AppResult<Outcome<ExtensionView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let open = [ExtensionState::Asked, ExtensionState::Offered];
    let (row, _) = find_own(work, scope, id, context, &open).await?;
    let after = set_state(work, &row, ExtensionState::Withdrawn).await?;
    let note = "Rút đề nghị gia hạn.".to_owned();
    record_and_notify(work, person, &row, TimelineKind::ExtensionWithdrawn, note).await?;
    outcome(work, person, after, 200).await
}

/// Marks an open request or offer as lapsed when the report is sent or the assignment ends.
///
/// # Errors
/// The database.
pub async fn mark_lapsed(work: &UnitOfWork, assignment_id: AssignmentId) -> AppResult<()> {
    if let Some(row) = repo::open(&work.tx, assignment_id).await? {
        set_state(work, &row, ExtensionState::Lapsed).await?;
    }
    Ok(())
}

/// One of the actor's own unit.
async fn find_own(
    work: &UnitOfWork,
    scope: &Scope,
    id: ExtensionId,
    context: &WriteContext,
    states: &[ExtensionState],
) -> AppResult<(Extension, Assignment)> {
    let (row, assignment) = repo::find(&work.tx, scope, id).await?;
    if scope.unit_id != Some(assignment.responsible_unit_id) {
        return Err(ErrorCode::Forbidden.into());
    }
    context.matches(row.version)?;
    ensure_state(&row, states)?;
    Ok((row, assignment))
}

async fn set_state(
    work: &UnitOfWork,
    row: &Extension,
    state: ExtensionState,
) -> AppResult<Extension> {
    let mut changed = row.clone();
    changed.state = state.into();
    work.save(row, &changed).await
}

//! Approving and returning. No one reviews their own report.

use shared::ErrorCode;
use shared::deadline::resubmit_by;
use shared::dto::identity::delegation::Power;
use shared::dto::work::assignment::TimelineKind;
use shared::dto::work::report::ReportView;
use shared::dto::work::task::Reason;
use shared::id::ReportId;
use shared::state::{ActivityState, AssignmentState, ReportState};
use shared::time::day_of;
use shared::validate::Checks;

use super::draft::outcome;
use super::repo::{self, Report};
use crate::identity::delegations;
use crate::organisation::holidays;
use crate::platform::access::{Person, PersonPermit, Scope, can};
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::repo::people;
use crate::platform::settings;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::activities;
use crate::work::assignments;
use crate::work::assignments::repo::{Assignment, due_key};
use crate::work::assignments::timeline;

/// The person by the power that fits the report: lent by its own reviewer if one did so, and never
/// by whoever sent it. Who reviews by the own role is as before.
///
/// # Errors
/// 403 when every loan is the author's.
pub async fn choose_delegator(
    app: &App,
    permit: PersonPermit<can::ReportReview>,
    id: ReportId,
) -> AppResult<PersonPermit<can::ReportReview>> {
    let person = &permit.person;
    if person.on_behalf_of.is_none() {
        return Ok(permit);
    }
    let db = &app.db.read;
    let row = repo::by_id(db, id).await?;
    let author = match row.as_ref().and_then(|row| row.submitted_by) {
        Some(post) => people::holder(db, post).await?,
        None => None,
    };
    let mut delegators = Vec::new();
    for delegator in
        delegations::service::delegators(db, person, Power::Review, app.clock.now()).await?
    {
        if Some(delegator.user_id) != author {
            delegators.push(delegator.id);
        }
    }
    let own = row.map(|row| row.reviewer_post_id).filter(|post| delegators.contains(post));
    let chosen = own.or_else(|| delegators.first().copied()).ok_or(ErrorCode::Forbidden)?;
    Ok(permit.on_behalf_of(chosen))
}

/// The report and its assignment, if `person` may decide on it now.
async fn find_reviewable(
    work: &UnitOfWork,
    person: &Person,
    scope: &Scope,
    id: ReportId,
    context: &WriteContext,
) -> AppResult<(Report, Assignment)> {
    let row = repo::find(&work.tx, scope, id).await?;
    context.matches(row.version)?;
    if row.state.0 != ReportState::Submitted {
        return Err(AppError::wrong_state("Báo cáo không ở trạng thái chờ duyệt."));
    }
    // Users are compared, not posts: one person may hold several.
    if let Some(post_id) = row.submitted_by
        && people::holder(&work.tx, post_id).await? == Some(person.user_id)
    {
        return Err(ErrorCode::Forbidden.into());
    }
    let assignment = assignments::repo::by_id(&work.tx, row.assignment_id.into()).await?;
    let assignment = assignment.ok_or(ErrorCode::NotFound)?;
    // A unit decides on the parts that it has given, not on its own.
    if scope.unit_id.is_some()
        && (assignment.parent_assignment_id.is_none()
            || scope.unit_id == Some(assignment.responsible_unit_id))
    {
        return Err(ErrorCode::Forbidden.into());
    }
    if assignment.state.0 != AssignmentState::Submitted {
        return Err(AppError::wrong_state("Việc này đã hủy giao hoặc đã kết thúc."));
    }
    Ok((row, assignment))
}

/// Phê duyệt.
///
/// # Errors
/// 403 for one's own, 404, 409, 412, 428.
pub async fn approve(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ReportReview>,
    id: ReportId,
    context: &WriteContext,
) -> AppResult<Outcome<ReportView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_reviewable(work, person, scope, id, context).await?;
    let mut changed = row.clone();
    changed.state = ReportState::Approved.into();
    let after = repo::save(work, &row, &changed).await?;
    activities::repo::set_state(work, id, ActivityState::Approved).await?;
    let mut changed = assignment.clone();
    changed.state = AssignmentState::Approved.into();
    work.save(&assignment, &changed).await?;
    let (kind, revision) = (TimelineKind::Approved, Some(row.revision));
    timeline::record(work, person, assignment.id.into(), kind, None, revision).await?;
    outcome(work, after, 200).await
}

/// Trả lại, with a reason: an editable revision opens, everything kept.
///
/// # Errors
/// A field error without a reason; 403 for one's own, 404, 409, 412, 428.
pub async fn return_report(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ReportReview>,
    id: ReportId,
    context: &WriteContext,
    reason: &Reason,
) -> AppResult<Outcome<ReportView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_reviewable(work, person, scope, id, context).await?;
    let mut checks = Checks::new();
    let reason = checks.required("reason", &reason.reason, 2000);
    checks.finish()?;
    let mut changed = row.clone();
    changed.state = ReportState::Returned.into();
    changed.revision = row.revision + 1;
    let after = repo::save(work, &row, &changed).await?;
    activities::repo::set_state(work, id, ActivityState::Returned).await?;
    // An undated task is never overdue, returned or not (docs/DOMAIN.md §5).
    let off = holidays::repo::since(&work.tx, scope.commune_id, day_of(work.now)).await?;
    let days = settings::of(&work.tx, scope.commune_id).await?.resubmit_working_days;
    let by = assignment.due_at.map(|due| resubmit_by(work.now, Some(due), days, &off));
    let mut changed = assignment.clone();
    changed.state = AssignmentState::Returned.into();
    changed.return_reason = Some(reason.clone());
    changed.resubmit_by = by;
    changed.due_key = due_key(by);
    changed.due_set_at = Some(work.now);
    work.save(&assignment, &changed).await?;
    let (kind, revision) = (TimelineKind::Returned, Some(row.revision));
    timeline::record(work, person, assignment.id.into(), kind, Some(reason), revision).await?;
    outcome(work, after, 200).await
}

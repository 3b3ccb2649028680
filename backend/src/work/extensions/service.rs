//! The protocol of an extension: one open at a time, nobody decides their own, and the deadline of
//! the statistics stays where it was.

use chrono::NaiveDate;
use shared::ErrorCode;
use shared::dto::work::assignment::TimelineKind;
use shared::dto::work::extension::{
    EXTENSION_REASON_LENGTH, ExtensionAllowance, ExtensionAsk, ExtensionOffer, ExtensionView,
};
use shared::id::{AssignmentId, ExtensionId};
use shared::state::{ExtensionState, NoticeKind};
use shared::time::format_day;
use shared::validate::Checks;

use super::repo::{self, Extension};
use super::rules::{check_day, current_deadline, move_deadline};
use crate::platform::access::{Person, PersonPermit, Scope, can};
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::outbox::cause::{Cause, Recipients};
use crate::platform::repo::people;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::assignments;
use crate::work::assignments::repo::Assignment;

/// The most that a leader can allow.
const MAX_LIMIT: u32 = 10;

/// Asks for a later deadline, before or after the one that is.
///
/// # Errors
/// 404, 428, 412, field errors; 409 for work that does not wait for the unit or is undated, while
/// another request waits, and when all are used up.
pub async fn ask(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    assignment_id: AssignmentId,
    context: &WriteContext,
    body: &ExtensionAsk,
) -> AppResult<Outcome<ExtensionView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let assignment = assignments::repo::find_actionable(&work.tx, scope, assignment_id).await?;
    context.matches(assignment.version)?;
    let due = current_deadline(&assignment)?;
    if repo::open(&work.tx, assignment_id).await?.is_some() {
        return Err(ErrorCode::ExtensionOpen.into());
    }
    if assignment.extensions >= i64::from(repo::limit(&work.tx, &assignment).await?) {
        return Err(ErrorCode::ExtensionLimit.into());
    }
    let mut checks = Checks::new();
    let reason = checks.required("reason", &body.reason, EXTENSION_REASON_LENGTH);
    check_day(work, &mut checks, &assignment, body.due_on).await?;
    checks.finish()?;
    let row = Extension {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: assignment.commune_id,
        assignment_id: assignment_id.0,
        state: ExtensionState::Asked.into(),
        reason: reason.clone(),
        due_at: due,
        wanted_on: body.due_on,
        offered_on: None,
        asked_by_user: person.user_id,
        asked_by_post: person.post_id,
        asked_at: work.now,
        decided_by_post: None,
        on_behalf_of: None,
        decided_at: None,
        decision_note: None,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    work.save(&assignment, &assignment).await?;
    let note = format!("Xin đến {}. {reason}", format_day(body.due_on));
    record_and_notify(work, person, &row, TimelineKind::ExtensionAsked, note).await?;
    outcome(work, person, row, 201).await
}

/// Grants the day asked for.
///
/// # Errors
/// 404, 403 for one's own, 428, 412, 409 when it does not wait for a decision or its day is past.
pub async fn grant(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ExtensionDecide>,
    id: ExtensionId,
    context: &WriteContext,
) -> AppResult<Outcome<ExtensionView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_decidable(work, person, scope, id, context).await?;
    let day = row.wanted_on;
    move_deadline(work, &assignment, day).await?;
    let after = decide(work, person, &row, ExtensionState::Granted, None, None).await?;
    let note = format!("Hạn mới {}.", format_day(day));
    record_and_notify(work, person, &row, TimelineKind::ExtensionGranted, note).await?;
    outcome(work, person, after, 200).await
}

/// Refuses, with a reason.
///
/// # Errors
/// A field error without a reason; 404, 403 for one's own, 428, 412, 409.
pub async fn refuse(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ExtensionDecide>,
    id: ExtensionId,
    context: &WriteContext,
    reason: &str,
) -> AppResult<Outcome<ExtensionView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, _) = find_decidable(work, person, scope, id, context).await?;
    let mut checks = Checks::new();
    let reason = checks.required("reason", reason, EXTENSION_REASON_LENGTH);
    checks.finish()?;
    let note = Some(reason.clone());
    let after = decide(work, person, &row, ExtensionState::Refused, None, note).await?;
    record_and_notify(work, person, &row, TimelineKind::ExtensionRefused, reason).await?;
    outcome(work, person, after, 200).await
}

/// Offers another day, which the unit takes or not.
///
/// # Errors
/// Field errors; 404, 403 for one's own, 428, 412, 409.
pub async fn offer(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ExtensionDecide>,
    id: ExtensionId,
    context: &WriteContext,
    body: &ExtensionOffer,
) -> AppResult<Outcome<ExtensionView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_decidable(work, person, scope, id, context).await?;
    let mut checks = Checks::new();
    let note = checks.optional("note", &body.note, EXTENSION_REASON_LENGTH);
    check_day(work, &mut checks, &assignment, body.due_on).await?;
    let other = body.due_on != row.wanted_on;
    checks.ensure(other, "due_on", "same", "Trùng ngày được xin: hãy đồng ý gia hạn.");
    checks.finish()?;
    let day = Some(body.due_on);
    let decision_note = Some(note.clone()).filter(|note| !note.is_empty());
    let after = decide(work, person, &row, ExtensionState::Offered, day, decision_note).await?;
    let note = format!("Đề nghị đến {}. {note}", format_day(body.due_on));
    record_and_notify(work, person, &row, TimelineKind::ExtensionOffered, note).await?;
    outcome(work, person, after, 200).await
}

/// Sets how many extensions an assignment may have in all.
///
/// # Errors
/// A field error outside 0 to 10; 404, 403, 428, 412, 409 for work that has no deadline to move.
pub async fn set_limit(
    work: &UnitOfWork,
    permit: &PersonPermit<can::ExtensionDecide>,
    assignment_id: AssignmentId,
    context: &WriteContext,
    body: &ExtensionAllowance,
) -> AppResult<Assignment> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = assignments::repo::find_readable(&work.tx, scope, assignment_id).await?;
    context.matches(row.version)?;
    if !repo::may_decide(&work.tx, person, &row, work.now).await? {
        return Err(ErrorCode::Forbidden.into());
    }
    current_deadline(&row)?;
    let mut checks = Checks::new();
    let good = body.limit.is_none_or(|limit| limit <= MAX_LIMIT);
    checks.ensure(good, "limit", "out_of_range", "Từ 0 đến 10.");
    checks.finish()?;
    let mut changed = row.clone();
    changed.extension_limit = body.limit.map(i64::from);
    let after = work.save(&row, &changed).await?;
    let limit = repo::limit(&work.tx, &after).await?;
    let note = Some(format!("Được gia hạn tối đa {limit} lần."));
    let kind = TimelineKind::ExtensionAllowed;
    assignments::timeline::record(work, person, assignment_id, kind, note, None).await?;
    Ok(after)
}

/// One that waits for a decision which `person` may take.
async fn find_decidable(
    work: &UnitOfWork,
    person: &Person,
    scope: &Scope,
    id: ExtensionId,
    context: &WriteContext,
) -> AppResult<(Extension, Assignment)> {
    let (row, assignment) = repo::find(&work.tx, scope, id).await?;
    // Users are compared, not posts: one person may hold several.
    let delegator = match person.on_behalf_of {
        Some(post) => people::holder(&work.tx, post).await?,
        None => None,
    };
    let own = row.asked_by_user == person.user_id || delegator == Some(row.asked_by_user);
    if own || !repo::may_decide(&work.tx, person, &assignment, work.now).await? {
        return Err(ErrorCode::Forbidden.into());
    }
    context.matches(row.version)?;
    ensure_state(&row, &[ExtensionState::Asked])?;
    Ok((row, assignment))
}

pub(super) fn ensure_state(row: &Extension, states: &[ExtensionState]) -> AppResult<()> {
    if states.contains(&row.state.0) {
        return Ok(());
    }
    Err(AppError::wrong_state("Đề nghị gia hạn không còn ở trạng thái cho phép việc này."))
}

async fn decide(
    work: &UnitOfWork,
    person: &Person,
    row: &Extension,
    state: ExtensionState,
    offered_on: Option<NaiveDate>,
    note: Option<String>,
) -> AppResult<Extension> {
    let mut changed = row.clone();
    changed.state = state.into();
    changed.offered_on = offered_on;
    changed.decision_note = note;
    changed.decided_by_post = Some(person.post_id);
    changed.on_behalf_of = person.on_behalf_of;
    changed.decided_at = Some(work.now);
    work.save(row, &changed).await
}

pub(super) async fn record_and_notify(
    work: &UnitOfWork,
    person: &Person,
    row: &Extension,
    kind: TimelineKind,
    note: String,
) -> AppResult<()> {
    let note = Some(note.trim().to_owned());
    if let Some((notice, to)) = notice_of(row, kind) {
        let cause = Cause::by(person, notice, row.assignment_id, to);
        work.notify(cause.with_note(note.clone()));
    }
    assignments::timeline::record(work, person, row.assignment_id.into(), kind, note, None).await
}

/// Who is told of a step, beside the reviewer who is asked: whoever asked of what was decided,
/// whoever decided of the answer.
fn notice_of(row: &Extension, kind: TimelineKind) -> Option<(NoticeKind, Recipients)> {
    let asker = Recipients::Asker(row.asked_by_user);
    let other = row.decided_by_post.map_or(Recipients::Reviewer, Recipients::Post);
    Some(match kind {
        TimelineKind::ExtensionOffered => (NoticeKind::ExtensionOffered, asker),
        TimelineKind::ExtensionRefused => (NoticeKind::ExtensionRefused, asker),
        // By an offer that was taken, or by the decision itself.
        TimelineKind::ExtensionGranted if row.decided_by_post.is_some() => {
            (NoticeKind::ExtensionAnswered, other)
        }
        TimelineKind::ExtensionGranted => (NoticeKind::ExtensionGranted, asker),
        TimelineKind::ExtensionDeclined | TimelineKind::ExtensionWithdrawn => {
            (NoticeKind::ExtensionAnswered, other)
        }
        _ => return None,
    })
}

pub(super) async fn outcome(
    work: &UnitOfWork,
    person: &Person,
    row: Extension,
    status: u16,
) -> AppResult<Outcome<ExtensionView>> {
    let (id, version) = (row.id, row.version);
    let mut views = repo::views(&work.tx, Some(person), vec![row], work.now).await?;
    Ok(Outcome { status, body: views.pop(), version: Some(version), object: ("extension", id) })
}

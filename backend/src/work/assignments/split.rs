//! Splitting: the unit that leads an assignment gives parts of it to villages and reviews what
//! comes back. Parts never enter the commune's totals (docs/DOMAIN.md §11); what was done in them
//! does, once.

use shared::ErrorCode;
use shared::deadline::is_after;
use shared::dto::work::assignment::{AssignmentView, TimelineKind};
use shared::dto::work::split::SplitRequest;
use shared::dto::work::task::Reason;
use shared::id::AssignmentId;
use shared::state::{AssignmentState, Part, TaskState, UnitKind};
use shared::time::{day_of, end_of_day};
use shared::validate::Checks;

use super::repo::{self, Assignment};
use super::{service, timeline};
use crate::organisation::units::repo::Unit;
use crate::platform::access::{PersonPermit, Scope, can};
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::tasks;
use crate::work::tasks::assign::{NewAssignment, insert_assignment};

/// The longest note, in characters.
const NOTE_LENGTH: usize = 2000;

/// Gives parts to villages.
///
/// # Errors
/// 404, 428, 412, 409 unless the unit leads it and it is under way; field errors.
pub async fn split(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentSplit>,
    id: AssignmentId,
    context: &WriteContext,
    body: &SplitRequest,
) -> AppResult<Outcome<AssignmentView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = service::find_matching(work, scope, id, context).await?;
    if row.parent_assignment_id.is_some() || row.part == Part::Supporting {
        return Err(AppError::wrong_state("Chỉ đơn vị chủ trì chia việc cho thôn."));
    }
    if !row.state.0.is_writable() {
        let words = match row.state.0 {
            AssignmentState::Assigned => "Tiếp nhận việc trước khi chia cho thôn.",
            _ => "Việc này đã gửi báo cáo hoặc đã kết thúc.",
        };
        return Err(AppError::wrong_state(words));
    }
    let task = repo::task(&work.tx, &row).await?;
    let task = task.filter(|task| task.state == TaskState::Open).ok_or(ErrorCode::NotFound)?;
    let mut checks = Checks::new();
    let note = checks.optional("note", &body.note, NOTE_LENGTH);
    // A returned one has a deadline of its own; one that has passed binds nobody any more.
    let whole = repo::facts(&row).working_due();
    let whole = whole.filter(|due| !is_after(*due, work.now));
    let late = whole.is_none() && row.due_at.is_some();
    let due_at = body.due_on.map(end_of_day).or(whole);
    let message = "Hạn của cả việc đã qua. Chọn hạn cho thôn.";
    checks.ensure(!late || due_at.is_some(), "due_on", "required", message);
    let passed = due_at.is_some_and(|due| is_after(due, work.now));
    checks.ensure(!passed, "due_on", "past", "Hạn đã qua.");
    let beyond = due_at.zip(whole).is_some_and(|(part, whole)| part > whole);
    checks.ensure(!beyond, "due_on", "after_whole", "Không sau hạn của cả việc.");
    let villages = check_villages(work, &mut checks, scope, &row, body).await?;
    checks.finish()?;
    for village in &villages {
        let assignment = NewAssignment {
            unit_id: village.id.into(),
            parent: Some(id),
            part: Part::Alone,
            due_at,
            reviewer_post_id: person.post_id.into(),
            note: Some(note.clone()).filter(|note| !note.is_empty()),
        };
        insert_assignment(work, person, &task, assignment).await?;
    }
    let names: Vec<&str> = villages.iter().map(|village| village.name.as_str()).collect();
    let village_names = Some(names.join(", "));
    timeline::record(work, person, id, TimelineKind::Split, village_names, None).await?;
    let after = work.save(&row, &row).await?;
    let outcome = service::outcome(work, person, scope, after).await?;
    Ok(Outcome { status: 201, ..outcome })
}

/// The villages that are asked for: there today, each once, and without a part yet.
async fn check_villages(
    work: &UnitOfWork,
    checks: &mut Checks,
    scope: &Scope,
    row: &Assignment,
    body: &SplitRequest,
) -> AppResult<Vec<Unit>> {
    checks.ensure(!body.unit_ids.is_empty(), "unit_ids", "required", "Chọn ít nhất một thôn.");
    let requested = body.unit_ids.iter().copied();
    let mut known = tasks::repo::units(&work.tx, scope.commune_id, requested).await?;
    known.retain(|unit| unit.kind == UnitKind::Village);
    let parts = repo::live_parts(&work.tx, row.id.into()).await?;
    let today = day_of(work.now);
    for (index, id) in body.unit_ids.iter().enumerate() {
        let field = format!("unit_ids[{index}]");
        let found = known.iter().find(|village| village.id == id.0);
        checks.ensure(found.is_some(), &field, "unknown", "Không có thôn này.");
        let ended = found.and_then(|village| village.valid_to).is_some_and(|end| end < today);
        checks.ensure(!ended, &field, "ended", "Thôn đã kết thúc hoạt động.");
        let has_part = |part: &Assignment| part.unit_id == id.0 || part.responsible_unit_id == id.0;
        let already_given = parts.iter().any(has_part);
        checks.ensure(!already_given, &field, "taken", "Thôn đã được giao phần việc này.");
        let times = body.unit_ids.iter().filter(|one| *one == id).count();
        checks.ensure(times == 1, &field, "duplicate", "Thôn bị chọn hai lần.");
    }
    Ok(known)
}

/// Takes a part back that one's own unit has given, with a reason.
///
/// # Errors
/// 404 for what is no part of one's own assignment; 428, 412, 409 once approved; a field error
/// without a reason.
pub async fn take_back(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentSplit>,
    id: AssignmentId,
    context: &WriteContext,
    reason: &Reason,
) -> AppResult<Outcome<AssignmentView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let row = repo::find_readable(&work.tx, scope, id).await?;
    let is_given_part =
        row.parent_assignment_id.is_some() && row.responsible_unit_id != person.unit_id;
    if !is_given_part {
        return Err(ErrorCode::NotFound.into());
    }
    context.matches(row.version)?;
    if !row.state.0.is_live() {
        return Err(AppError::wrong_state("Phần việc này đã kết thúc."));
    }
    let mut checks = Checks::new();
    let reason = checks.required("reason", &reason.reason, NOTE_LENGTH);
    checks.finish()?;
    let after = service::cancel_row(work, person, &row, reason).await?;
    service::outcome(work, person, scope, after).await
}

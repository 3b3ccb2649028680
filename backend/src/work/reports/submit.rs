//! Submitting and withdrawing. Submission decides whether work is in time (docs/DOMAIN.md §5).

use shared::ErrorCode;
use shared::deadline::Facts;
use shared::dto::work::activity::{ActivityInput, ActivityView};
use shared::dto::work::assignment::TimelineKind;
use shared::dto::work::report::ReportView;
use shared::id::AssignmentId;
use shared::state::{ActivityState, AssignmentState, ReportState};
use shared::validate::Checks;

use super::draft::{ensure_writable, outcome};
use super::repo::{self, Report, ReportRevision};
use super::view::view;
use crate::platform::access::{PersonPermit, Scope, can};
use crate::platform::audit::drafts;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::activities;
use crate::work::assignments;
use crate::work::assignments::repo::{Assignment, due_key, facts};
use crate::work::assignments::timeline;
use crate::work::attachments;
use crate::work::extensions;

fn to_input(activity: &ActivityView) -> ActivityInput {
    ActivityInput {
        held_on: activity.held_on,
        held_at: activity.held_at.clone(),
        place: activity.place.clone(),
        channel_id: activity.channel.as_ref().map(|channel| channel.id),
        links: activity.links.clone(),
        note: activity.note.clone(),
        ..ActivityInput::default()
    }
}

/// A report is complete with activities, those of its parts or a reasoned nil return; and with an
/// explanation when late.
fn check(row: &Report, activities: &[ActivityView], compiled: bool, late: bool) -> AppResult<()> {
    let mut checks = Checks::new();
    let nil = row.nil_reason.is_some();
    checks.ensure(
        nil || compiled || !activities.is_empty(),
        "activities",
        "required",
        "Nhập ít nhất một hoạt động, hoặc báo cáo không phát sinh kèm lý do.",
    );
    checks.ensure(
        !nil || (activities.is_empty() && !compiled),
        "nil_reason",
        "contradiction",
        "Đã có hoạt động thì không báo cáo không phát sinh.",
    );
    checks.ensure(
        !late || row.late_explanation.is_some(),
        "late_explanation",
        "required",
        "Báo cáo quá hạn: hãy giải trình.",
    );
    for (index, activity) in activities.iter().enumerate() {
        let prefix = format!("activities[{index}].");
        activities::input::check(&mut checks, &prefix, &to_input(activity), true);
    }
    Ok(checks.finish()?)
}

/// The report of an assignment and the assignment, if the report is as the request expects it.
async fn find_matching(
    work: &UnitOfWork,
    scope: &Scope,
    assignment_id: AssignmentId,
    context: &WriteContext,
) -> AppResult<(Report, Assignment)> {
    let assignment = assignments::repo::find_actionable(&work.tx, scope, assignment_id).await?;
    let row = repo::of_assignment(&work.tx, assignment_id).await?.ok_or(ErrorCode::NotFound)?;
    context.matches(row.version)?;
    Ok((row, assignment))
}

/// Sends the report to the reviewer and freezes what was sent.
///
/// # Errors
/// Field errors; 404, 409, 412, 428.
pub async fn submit(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    assignment_id: AssignmentId,
    context: &WriteContext,
) -> AppResult<Outcome<ReportView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_matching(work, scope, assignment_id, context).await?;
    ensure_writable(work, &assignment).await?;
    let late = facts(&assignment).is_late(work.now);
    let activities = activities::repo::views_of_report(&work.tx, row.id.into()).await?;
    // What the parts have brought is something to report, and is counted there.
    let parts = assignments::repo::parts(&work.tx, assignment_id).await?;
    let compiled = parts.iter().any(|part| part.activities > 0);
    check(&row, &activities, compiled, late)?;

    let mut changed = row.clone();
    changed.state = ReportState::Submitted.into();
    changed.submitted_at = Some(work.now);
    changed.submitted_by = Some(person.post_id);
    changed.waiting_key = work.now.timestamp_millis();
    changed.late = row.late || late;
    let after = repo::save(work, &row, &changed).await?;
    activities::repo::set_state(work, row.id.into(), ActivityState::Submitted).await?;
    attachments::repo::mark_sent(&work.tx, row.id.into()).await?;
    drafts::end_for_report(work, row.id).await?;
    insert_snapshot(work, after.clone()).await?;

    let returned = assignment.state.0 == AssignmentState::Returned;
    let mut changed = assignment.clone();
    changed.state = AssignmentState::Submitted.into();
    changed.due_key = due_key(assignment.due_at);
    changed.first_submitted_at = assignment.first_submitted_at.or(Some(work.now));
    changed.last_submitted_at = Some(work.now);
    changed.resubmitted_late = assignment.resubmitted_late || (returned && late);
    work.save(&assignment, &changed).await?;
    extensions::answers::mark_lapsed(work, assignment_id).await?;
    let (note, revision) = (after.late_explanation.clone().filter(|_| late), Some(after.revision));
    timeline::record(work, person, assignment_id, TimelineKind::Submitted, note, revision).await?;
    outcome(work, after, 200).await
}

async fn insert_snapshot(work: &UnitOfWork, row: Report) -> AppResult<()> {
    let (report_id, revision) = (row.id, row.revision);
    let view = view(&work.tx, row).await?;
    work.audit(None::<&ReportView>, Some(&view));
    let snapshot = ReportRevision {
        report_id,
        revision,
        submitted_at: work.now,
        snapshot: serde_json::to_string(&view)?,
        change_seq: work.seq,
    };
    repo::insert_revision(&work.tx, snapshot).await
}

/// Takes back what no one has reviewed yet. A first submission taken back was none: only the
/// next one decides whether the work is in time.
///
/// # Errors
/// 404, 409, 412, 428.
pub async fn withdraw(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    assignment_id: AssignmentId,
    context: &WriteContext,
) -> AppResult<Outcome<ReportView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_matching(work, scope, assignment_id, context).await?;
    if assignment.state.0 != AssignmentState::Submitted {
        return Err(AppError::wrong_state("Chỉ thu hồi được báo cáo đang chờ duyệt."));
    }
    let reviewed_before = row.revision > 1;
    let mut changed = row.clone();
    let state = if reviewed_before { ReportState::Returned } else { ReportState::Draft };
    changed.state = state.into();
    changed.waiting_key = 0;
    changed.submitted_at = None;
    if !reviewed_before {
        changed.late = false;
    }
    let after = repo::save(work, &row, &changed).await?;
    activities::repo::set_state(work, row.id.into(), ActivityState::Draft).await?;
    let mut changed = assignment.clone();
    if reviewed_before {
        changed.state = AssignmentState::Returned.into();
        let returned = Facts { state: AssignmentState::Returned, ..facts(&assignment) };
        changed.due_key = due_key(returned.working_due());
    } else {
        changed.state = AssignmentState::Acknowledged.into();
        changed.first_submitted_at = None;
        changed.last_submitted_at = None;
    }
    work.save(&assignment, &changed).await?;
    let revision = Some(row.revision);
    timeline::record(work, person, assignment_id, TimelineKind::Withdrawn, None, revision).await?;
    outcome(work, after, 200).await
}

/// Makes a report that waits for review a draft again: its assignment was cancelled.
///
/// # Errors
/// When the database fails.
pub async fn retract_submitted(work: &UnitOfWork, assignment_id: AssignmentId) -> AppResult<()> {
    let waiting = repo::of_assignment(&work.tx, assignment_id)
        .await?
        .filter(|row| row.state.0 == ReportState::Submitted);
    let Some(row) = waiting else {
        return Ok(());
    };
    let mut changed = row.clone();
    changed.state = ReportState::Draft.into();
    changed.waiting_key = 0;
    repo::save(work, &row, &changed).await?;
    activities::repo::set_state(work, row.id.into(), ActivityState::Draft).await
}

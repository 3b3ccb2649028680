//! Writing a draft: kept whole, incomplete is fine, wrong is not.

use shared::ErrorCode;
use shared::dto::work::report::{ReportDraft, ReportView};
use shared::id::AssignmentId;
use shared::state::{ReportState, TaskState};
use shared::validate::Checks;

use super::repo::{self, Report};
use super::view::view;
use crate::platform::access::{Person, PersonPermit, can};
use crate::platform::audit::drafts;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::activities::input::{FILES, ReportActivities};
use crate::work::assignments;
use crate::work::assignments::repo::Assignment;

const LONG: usize = 10_000;
const ACTIVITIES: usize = 50;

/// The answer of a change to a report.
///
/// # Errors
/// When the database fails.
pub async fn outcome(
    work: &UnitOfWork,
    row: Report,
    status: u16,
) -> AppResult<Outcome<ReportView>> {
    let (id, version) = (row.id, row.version);
    let view = view(&work.tx, row).await?;
    Ok(Outcome { status, body: Some(view), version: Some(version), object: ("report", id) })
}

/// That the unit may write a report on the assignment now.
///
/// # Errors
/// 409 in another state.
pub async fn ensure_writable(work: &UnitOfWork, row: &Assignment) -> AppResult<()> {
    let task = assignments::repo::task(&work.tx, row).await?;
    let open = task.is_some_and(|task| task.state == TaskState::Open);
    if open && row.state.0.is_writable() {
        Ok(())
    } else {
        Err(AppError::wrong_state(
            "Hãy tiếp nhận trước; báo cáo đã gửi hoặc đã duyệt thì không sửa.",
        ))
    }
}

fn clean(checks: &mut Checks, body: &ReportDraft) -> ReportDraft {
    let optional = |checks: &mut Checks, field: &str, text: &Option<String>| {
        text.as_ref().map(|text| checks.optional(field, text, LONG)).filter(|text| !text.is_empty())
    };
    let cleaned = ReportDraft {
        narrative: checks.optional("narrative", &body.narrative, LONG),
        shortcomings: checks.optional("shortcomings", &body.shortcomings, LONG),
        proposals: checks.optional("proposals", &body.proposals, LONG),
        nil_reason: optional(checks, "nil_reason", &body.nil_reason),
        late_explanation: optional(checks, "late_explanation", &body.late_explanation),
        activities: body.activities.clone(),
    };
    checks.ensure(
        body.activities.len() <= ACTIVITIES,
        "activities",
        "too_many",
        "Tối đa 50 hoạt động trong một báo cáo.",
    );
    let files: usize = body.activities.iter().map(|activity| activity.attachments.len()).sum();
    checks.ensure(
        files <= FILES,
        "activities",
        "too_many_files",
        "Tối đa 10 ảnh, tệp trong một báo cáo.",
    );
    cleaned
}

/// Writes the draft of an assignment's report; the first write makes it.
///
/// # Errors
/// Field errors; 404, 409, 412, 428.
pub async fn write(
    work: &UnitOfWork,
    permit: &PersonPermit<can::AssignmentDo>,
    assignment_id: AssignmentId,
    context: &WriteContext,
    body: &ReportDraft,
) -> AppResult<Outcome<ReportView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let assignment = assignments::repo::find_actionable(&work.tx, scope, assignment_id).await?;
    let existing = repo::of_assignment(&work.tx, assignment_id).await?;
    match &existing {
        Some(_) if context.if_none_match => return Err(ErrorCode::StaleVersion.into()),
        Some(row) => context.matches(row.version)?,
        None if context.if_none_match => {}
        None if context.if_match.is_some() => return Err(ErrorCode::StaleVersion.into()),
        None => return Err(ErrorCode::PreconditionRequired.into()),
    }
    ensure_writable(work, &assignment).await?;
    let mut checks = Checks::new();
    let draft = clean(&mut checks, body);
    let report_id = existing.as_ref().map(|row| row.id.into());
    let activities =
        ReportActivities::check(work, person, &mut checks, report_id, &body.activities).await?;
    checks.finish()?;
    let (row, status) = match existing {
        Some(row) => {
            let mut changed = row.clone();
            changed.narrative = draft.narrative;
            changed.shortcomings = draft.shortcomings;
            changed.proposals = draft.proposals;
            changed.nil_reason = draft.nil_reason;
            changed.late_explanation = draft.late_explanation;
            changed.written_by = Some(person.post_id);
            changed.written_at = Some(work.now);
            (repo::save(work, &row, &changed).await?, 200)
        }
        None => (insert(work, person, &assignment, draft).await?, 201),
    };
    activities.write(work, person, row.id.into()).await?;
    let outcome = outcome(work, row, status).await?;
    if let Some(view) = &outcome.body {
        drafts::count_save(work, person, &context.address, view).await?;
    }
    Ok(outcome)
}

async fn insert(
    work: &UnitOfWork,
    person: &Person,
    assignment: &Assignment,
    draft: ReportDraft,
) -> AppResult<Report> {
    let row = Report {
        id: work.new_id(),
        commune_id: assignment.commune_id,
        assignment_id: assignment.id,
        state: ReportState::Draft.into(),
        revision: 1,
        narrative: draft.narrative,
        shortcomings: draft.shortcomings,
        proposals: draft.proposals,
        nil_reason: draft.nil_reason,
        late_explanation: draft.late_explanation,
        submitted_at: None,
        submitted_by: None,
        reviewer_post_id: assignment.reviewer_post_id,
        waiting_key: 0,
        late: false,
        version: 1,
        change_seq: work.seq,
        written_by: Some(person.post_id),
        written_at: Some(work.now),
    };
    repo::insert(&work.tx, &row).await?;
    Ok(row)
}

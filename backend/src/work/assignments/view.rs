//! Assignments as they are read.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use shared::dto::page::Named;
use shared::dto::work::assignment::{AssignmentSummary, AssignmentView, OpenExtension};
use shared::dto::work::task::TargetView;
use shared::id::AssignmentId;
use shared::state::{AssignmentState, Part, TaskState};
use shared::{Action, ErrorCode, Role, permits};
use uuid::Uuid;

use super::repo::{self, AssignmentRow, facts};
use crate::platform::access::lent_powers;
use crate::platform::access::{Person, Scope};
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::work::extensions;
use crate::work::tasks::repo::{items, targets};

/// A page of assignments as lists show them.
///
/// # Errors
/// When the database fails.
pub async fn summaries(
    db: &impl Connection,
    found: Vec<AssignmentRow>,
    now: DateTime<Utc>,
) -> AppResult<Vec<AssignmentSummary>> {
    let tasks: HashSet<Uuid> = found.iter().map(|found| found.row.task_id).collect();
    let targets = targets(db, tasks).await?;
    // Only what waits for its unit can have one.
    let waits = found.iter().filter(|found| found.row.state.0.waits_for_unit());
    let open = repo::open_extensions(db, waits.map(|found| found.row.id).collect()).await?;
    Ok(found
        .into_iter()
        .map(|found| {
            let targets = targets.get(&found.row.task_id).cloned().unwrap_or_default();
            let extension_open = open.get(&found.row.id).copied();
            AssignmentSummary { extension_open, ..summary(found, targets, now) }
        })
        .collect())
}

/// Counts what `viewer` has not read of each.
///
/// # Errors
/// When the database fails.
pub async fn count_unread(
    db: &impl Connection,
    viewer: Option<&Person>,
    items: &mut [AssignmentSummary],
) -> AppResult<()> {
    let Some(person) = viewer else { return Ok(()) };
    let ids: Vec<AssignmentId> = items.iter().map(|item| item.id).collect();
    let unread = repo::unread(db, person.user_id.into(), &ids).await?;
    for item in items {
        item.unread_comments = unread.get(&item.id.0).copied().unwrap_or_default();
    }
    Ok(())
}

fn summary(
    found: AssignmentRow,
    targets: Vec<TargetView>,
    now: DateTime<Utc>,
) -> AssignmentSummary {
    let row = found.row;
    let facts = facts(&row);
    let directive = found.directive_number.or(found.directive_subject);
    AssignmentSummary {
        id: row.id.into(),
        task: Named { id: row.task_id.into(), name: found.task_title },
        priority: found.task_priority.0,
        unit: Named { id: row.responsible_unit_id.into(), name: found.unit_name },
        part: row.part.0,
        state: facts.state,
        due_at: facts.working_due(),
        original_due_at: row.original_due_at,
        timeliness: facts.timeliness(now),
        result: facts.bucket(now),
        directive: (found.directive_id.zip(directive))
            .map(|(id, name)| Named { id: id.into(), name }),
        clause_number: found.clause_number,
        targets,
        report_id: found.report_id.map(Into::into),
        revision: found.report_revision,
        submitted_at: row.last_submitted_at,
        return_reason: row.return_reason.filter(|_| facts.state == AssignmentState::Returned),
        extensions: row.extensions,
        extension_open: None,
        unread_comments: 0,
        version: row.version,
    }
}

/// One assignment with what its page shows, if the scope shows it.
///
/// # Errors
/// 404 when there is none.
pub async fn full(
    db: &impl Connection,
    scope: &Scope,
    viewer: Option<&Person>,
    id: AssignmentId,
    now: DateTime<Utc>,
) -> AppResult<AssignmentView> {
    let whole =
        repo::find_detail(db, repo::readable_by(scope), id).await?.ok_or(ErrorCode::NotFound)?;
    let row = whole.found.row.clone();
    let [topics, channels, audiences] = items(db, row.task_id.into()).await?;
    let may = |action| viewer.is_some_and(|person| permits(person.role, action));
    let own = viewer.is_some_and(|person| person.unit_id == row.responsible_unit_id);
    // A unit reviews the parts that it has given; what it sees beside its own are those.
    let reviewed_here = scope.unit_id.is_none() || row.parent_assignment_id.is_some();
    let parts = repo::parts(db, id).await?;
    let may_split = own
        && viewer.is_some_and(|person| person.role == Role::Committee)
        && row.parent_assignment_id.is_none()
        && row.part != Part::Supporting
        && row.state.0.is_writable()
        && whole.task_state == TaskState::Open;
    // Only the office can be lent powers.
    let as_deputy = match viewer {
        Some(person) if person.role.is_office() && !may(Action::ReportReview) => {
            let action = Action::ReportReview;
            lent_powers::delegator_for(db, person, action, now).await?.is_some()
        }
        _ => false,
    };
    let targets = targets(db, [row.task_id]).await?.remove(&row.task_id).unwrap_or_default();
    let mut summary = summary(whole.found, targets, now);
    count_unread(db, viewer, std::slice::from_mut(&mut summary)).await?;
    // A report that has never been sent is its unit's own.
    if !own && row.first_submitted_at.is_none() {
        summary.report_id = None;
        summary.revision = None;
    }
    let doing = own && may(Action::AssignmentDo) && whole.task_state == TaskState::Open;
    let extension = extensions::repo::standing(db, viewer, &row, doing, now).await?;
    summary.extension_open = extension
        .open
        .as_ref()
        .map(|open| OpenExtension { wanted_on: open.wanted_on, offered_on: open.offered_on });
    Ok(AssignmentView {
        summary,
        description: whole.task_description,
        clause_text: whole.clause_words,
        topics,
        channels,
        audiences,
        reviewer: Named {
            id: row.reviewer_post_id.into(),
            name: names::with_title(&whole.reviewer_name, &whole.reviewer_title),
        },
        acknowledged_at: row.acknowledged_at,
        first_submitted_at: row.first_submitted_at,
        resubmit_by: row.resubmit_by,
        explanation_required: facts(&row).is_late(now),
        may_do: doing,
        may_review: !own && (may(Action::ReportReview) || as_deputy) && reviewed_here,
        extension,
        cancel_reason: row.cancel_reason,
        parent_id: row.parent_assignment_id.map(Into::into),
        parts,
        may_split,
    })
}

//! Reports as they are read: who sees which revision of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use shared::dto::work::report::{ReportSummary, ReportView};
use shared::dto::work::split::PartView;
use shared::id::ReportId;
use shared::state::{ActivityState, ReportState};
use uuid::Uuid;

use super::repo::{self, Report};
use crate::platform::access::Scope;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::work::activities;
use crate::work::assignments;
use crate::work::assignments::repo::Assignment;

/// Reports as the inbox shows them.
///
/// # Errors
/// When the database fails.
pub async fn summaries(
    db: &impl Connection,
    now: DateTime<Utc>,
    rows: Vec<Report>,
) -> AppResult<Vec<ReportSummary>> {
    let assignments =
        assignments::repo::by_ids(db, rows.iter().map(|row| row.assignment_id)).await?;
    let views = assignments::view::summaries(db, assignments, now).await?;
    let mut by_id: HashMap<Uuid, _> = views.into_iter().map(|view| (view.id.0, view)).collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(ReportSummary {
                id: row.id.into(),
                state: row.state.0,
                revision: row.revision,
                submitted_at: row.submitted_at,
                late: row.late,
                assignment: by_id.remove(&row.assignment_id)?,
                version: row.version,
            })
        })
        .collect())
}

/// A report with its activities.
///
/// # Errors
/// When the database fails.
pub async fn view(db: &impl Connection, row: Report) -> AppResult<ReportView> {
    let assignment = assignments::repo::by_id(db, row.assignment_id.into()).await?;
    view_with(db, row, assignment).await
}

/// What the parts have brought: as it was sent, once it was sent, so that nobody decides on figures
/// that have moved since; as it stands, while the report is being written.
async fn parts_of(db: &impl Connection, row: &Report) -> AppResult<Vec<PartView>> {
    let parts = assignments::repo::parts(db, row.assignment_id.into()).await?;
    let sent = matches!(row.state.0, ReportState::Submitted | ReportState::Approved);
    if parts.is_empty() || !sent {
        return Ok(parts);
    }
    let revision = repo::last_submitted(db, row).await?;
    // Of the revision that is just being sent there is none yet, or one that was taken back.
    let revision = revision.filter(|revision| Some(revision.submitted_at) >= row.submitted_at);
    Ok(match revision {
        Some(revision) => serde_json::from_str::<ReportView>(&revision.snapshot)?.parts,
        None => parts,
    })
}

/// A report as whoever writes it has it.
///
/// # Errors
/// When the database fails.
pub async fn find_view(db: &impl Connection, id: ReportId) -> AppResult<Option<ReportView>> {
    match repo::by_id(db, id).await? {
        Some(row) => Ok(Some(view(db, row).await?)),
        None => Ok(None),
    }
}

async fn view_with(
    db: &impl Connection,
    row: Report,
    assignment: Option<Assignment>,
) -> AppResult<ReportView> {
    let parts = parts_of(db, &row).await?;
    let activities = activities::repo::views_of_report(db, row.id.into()).await?;
    let submitted_by = match row.submitted_by {
        Some(post) => Some(names::post(db, post).await?),
        None => None,
    };
    // Who wrote it last matters to whoever writes on, and to nobody else.
    let open = matches!(row.state.0, ReportState::Draft | ReportState::Returned);
    let written_by = match row.written_by.filter(|_| open) {
        Some(post) => Some(names::post(db, post).await?),
        None => None,
    };
    Ok(ReportView {
        id: row.id.into(),
        assignment_id: row.assignment_id.into(),
        state: row.state.0,
        revision: row.revision,
        narrative: row.narrative,
        shortcomings: row.shortcomings,
        proposals: row.proposals,
        nil_reason: row.nil_reason,
        late_explanation: row.late_explanation,
        activities,
        parts,
        submitted_at: row.submitted_at,
        submitted_by,
        late: row.late,
        return_reason: assignment.and_then(|row| row.return_reason),
        written_at: row.written_at.filter(|_| open),
        written_by,
        version: row.version,
    })
}

/// A report as `scope` sees it. A returned one that its unit is mending shows others what they
/// have read and decided on: the last revision before.
///
/// # Errors
/// When the database fails.
pub async fn for_scope(db: &impl Connection, scope: &Scope, row: Report) -> AppResult<ReportView> {
    let assignment = assignments::repo::by_id(db, row.assignment_id.into()).await?;
    let own = scope.unit_id.or(scope.own_unit_id);
    let others =
        assignment.as_ref().is_some_and(|assignment| Some(assignment.responsible_unit_id) != own);
    let being_revised = row.state.0 == ReportState::Returned && others;
    let reviewed_revision =
        if being_revised { repo::submitted_before(db, &row).await? } else { None };
    let Some(reviewed_revision) = reviewed_revision else {
        let view = view_with(db, row, assignment).await?;
        return Ok(if others {
            ReportView { written_at: None, written_by: None, ..view }
        } else {
            view
        });
    };
    let mut shown: ReportView = serde_json::from_str(&reviewed_revision.snapshot)?;
    shown.state = ReportState::Returned;
    shown.return_reason = assignment.and_then(|row| row.return_reason);
    shown.version = row.version;
    for activity in &mut shown.activities {
        activity.state = ActivityState::Returned;
    }
    Ok(shown)
}

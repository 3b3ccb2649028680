//! Assignments as they are read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::deadline::Facts;
use shared::dto::assignment::{AssignmentSummary, AssignmentView};
use shared::dto::page::Named;
use shared::state::{AssignmentState, Part, Priority};
use shared::{Action, ErrorCode, permits};
use uuid::Uuid;

use crate::db::entity::{assignment, post, report, task, user};
use crate::error::AppResult;
use crate::http::Person;
use crate::tasks::view::{Sources, items, targets};
use crate::units;

/// What a row says about its deadlines.
#[must_use]
pub fn facts(row: &assignment::Model) -> Facts {
    Facts {
        state: state(row),
        original_due_at: row.original_due_at,
        due_at: row.due_at,
        first_submitted_at: row.first_submitted_at,
        resubmitted_late: row.resubmitted_late,
        resubmit_by: row.resubmit_by,
    }
}

/// The state of a row.
#[must_use]
pub fn state(row: &assignment::Model) -> AssignmentState {
    AssignmentState::parse(&row.state).unwrap_or(AssignmentState::Assigned)
}

/// "Name, title" of a post.
///
/// # Errors
/// When the database fails.
pub async fn post_name(db: &impl ConnectionTrait, id: Uuid) -> AppResult<String> {
    Ok(post_names(db, vec![id]).await?.remove(&id).unwrap_or_default())
}

/// "Name, title" of posts.
///
/// # Errors
/// When the database fails.
pub async fn post_names(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> AppResult<HashMap<Uuid, String>> {
    let posts = post::Entity::find().filter(post::Column::Id.is_in(ids)).all(db).await?;
    let users = user::Entity::find()
        .filter(user::Column::Id.is_in(posts.iter().map(|post| post.user_id)))
        .all(db)
        .await?;
    Ok(posts
        .into_iter()
        .filter_map(|post| {
            let user = users.iter().find(|user| user.id == post.user_id)?;
            Some((post.id, format!("{}, {}", user.full_name, post.title)))
        })
        .collect())
}

/// A page of assignments as lists show them.
///
/// # Errors
/// When the database fails.
pub async fn summaries(
    db: &impl ConnectionTrait,
    rows: Vec<assignment::Model>,
    now: DateTime<Utc>,
) -> AppResult<Vec<AssignmentSummary>> {
    let tasks = task::Entity::find()
        .filter(task::Column::Id.is_in(rows.iter().map(|row| row.task_id)))
        .all(db)
        .await?;
    let reports = report::Entity::find()
        .filter(report::Column::AssignmentId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let sources = Sources::load(db, &tasks).await?;
    let targets = targets(db, tasks.iter().map(|task| task.id).collect()).await?;
    let unit_ids: Vec<Uuid> = rows.iter().map(|row| row.responsible_unit_id).collect();
    let units = units::repo::names(db, &unit_ids).await?;
    let tasks: HashMap<Uuid, task::Model> = tasks.into_iter().map(|row| (row.id, row)).collect();
    let reports: HashMap<Uuid, report::Model> =
        reports.into_iter().map(|row| (row.assignment_id, row)).collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let task = tasks.get(&row.task_id)?;
            let report = reports.get(&row.id);
            let facts = facts(&row);
            Some(AssignmentSummary {
                id: row.id.into(),
                task: Named { id: task.id.into(), name: task.title.clone() },
                priority: Priority::parse(&task.priority).unwrap_or(Priority::Normal),
                unit: Named {
                    id: row.responsible_unit_id.into(),
                    name: units.get(&row.responsible_unit_id).cloned().unwrap_or_default(),
                },
                part: Part::parse(&row.part).unwrap_or(Part::Alone),
                state: facts.state,
                due_at: facts.working_due(),
                original_due_at: row.original_due_at,
                timeliness: facts.timeliness(now),
                result: facts.bucket(now),
                directive: sources.directive(task),
                clause_number: sources.clause(task).map(|clause| clause.number),
                targets: targets.get(&task.id).cloned().unwrap_or_default(),
                report_id: report.map(|report| report.id.into()),
                revision: report.map(|report| report.revision),
                submitted_at: row.last_submitted_at,
                return_reason: row
                    .return_reason
                    .filter(|_| facts.state == AssignmentState::Returned),
                version: row.version,
            })
        })
        .collect())
}

/// One assignment with what its page shows.
///
/// # Errors
/// When the database fails.
pub async fn full(
    db: &impl ConnectionTrait,
    viewer: Option<&Person>,
    row: assignment::Model,
    now: DateTime<Utc>,
) -> AppResult<AssignmentView> {
    let task = task::Entity::find_by_id(row.task_id).one(db).await?.ok_or(ErrorCode::NotFound)?;
    let sources = Sources::load(db, std::slice::from_ref(&task)).await?;
    let [topics, channels, audiences] = items(db, task.id).await?;
    let reviewer = post_name(db, row.reviewer_post_id).await?;
    let may = |action| viewer.is_some_and(|person| permits(person.role, action));
    let own = viewer.is_some_and(|person| person.unit_id == row.responsible_unit_id);
    let mut summaries = summaries(db, vec![row.clone()], now).await?;
    let mut summary = summaries.pop().ok_or(ErrorCode::NotFound)?;
    // A report that has never been sent is its unit's own.
    if !own && row.first_submitted_at.is_none() {
        summary.report_id = None;
        summary.revision = None;
    }
    Ok(AssignmentView {
        summary,
        description: task.description.clone(),
        clause_text: sources.clause(&task).map(|clause| clause.words.clone()),
        topics,
        channels,
        audiences,
        reviewer: Named { id: row.reviewer_post_id.into(), name: reviewer },
        acknowledged_at: row.acknowledged_at,
        first_submitted_at: row.first_submitted_at,
        resubmit_by: row.resubmit_by,
        explanation_required: crate::reports::submit::is_late(&row, now),
        may_do: own && may(Action::AssignmentDo) && task.state == "open",
        may_review: !own && may(Action::ReportReview),
        cancel_reason: row.cancel_reason,
    })
}

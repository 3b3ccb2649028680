//! What happened to an assignment, oldest first; every revision stays visible.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::dto::assignment::{TimelineEntry, TimelineKind};
use uuid::Uuid;

use crate::platform::access::Person;
use crate::platform::db::entity::{assignment_event, report, report_revision};
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::work::comments;

/// The timeline of an assignment that the caller has found in scope.
///
/// # Errors
/// When the database fails.
pub async fn of(
    db: &impl ConnectionTrait,
    viewer: Option<&Person>,
    assignment_id: Uuid,
) -> AppResult<Vec<TimelineEntry>> {
    let events = assignment_event::Entity::find()
        .filter(assignment_event::Column::AssignmentId.eq(assignment_id))
        .order_by_asc(assignment_event::Column::Id)
        .all(db)
        .await?;
    // What people say to each other is not for machines.
    let comments = match viewer {
        Some(_) => comments::repo::said(db, assignment_id).await?,
        None => Vec::new(),
    };
    let posts = events.iter().flat_map(|event| [Some(event.post_id), event.on_behalf_of]).flatten();
    let posts = posts.chain(comments.iter().map(|comment| comment.post_id)).collect();
    let names = names::posts(db, posts).await?;
    // One was frozen at each submission, in the same order.
    let mut snapshots = snapshots(db, assignment_id).await?.into_iter();
    let said = comments.into_iter().map(|comment| TimelineEntry {
        kind: TimelineKind::Commented,
        at: comment.at,
        by: names.get(&comment.post_id).cloned().unwrap_or_default(),
        on_behalf_of: None,
        note: Some(comment.words),
        revision: None,
        snapshot: None,
    });
    let mut entries: Vec<TimelineEntry> = events
        .into_iter()
        .map(|event| {
            let kind = event.kind.0;
            let snapshot = (kind == TimelineKind::Submitted)
                .then(|| snapshots.next())
                .flatten()
                .and_then(|row| serde_json::from_str(&row.snapshot).ok());
            TimelineEntry {
                kind,
                at: event.at,
                by: names.get(&event.post_id).cloned().unwrap_or_default(),
                on_behalf_of: event.on_behalf_of.and_then(|id| names.get(&id).cloned()),
                note: event.note,
                revision: event.revision,
                snapshot,
            }
        })
        .chain(said)
        .collect();
    entries.sort_by_key(|entry| entry.at);
    Ok(entries)
}

async fn snapshots(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
) -> AppResult<Vec<report_revision::Model>> {
    let report = report::Entity::find()
        .filter(report::Column::AssignmentId.eq(assignment_id))
        .one(db)
        .await?;
    let Some(report) = report else {
        return Ok(Vec::new());
    };
    Ok(report_revision::Entity::find()
        .filter(report_revision::Column::ReportId.eq(report.id))
        .order_by_asc(report_revision::Column::ChangeSeq)
        .all(db)
        .await?)
}

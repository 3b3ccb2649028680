//! What happened to an assignment, oldest first; every revision stays visible.

use shared::dto::work::assignment::{TimelineEntry, TimelineKind};
use shared::id::AssignmentId;

use super::repo::{self, AssignmentEvent};
use crate::platform::access::Person;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::platform::outbox::cause::Cause;
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::comments;
use crate::work::reports;

/// Adds an entry, and tells whom it concerns.
///
/// # Errors
/// When the database fails.
pub async fn record(
    work: &UnitOfWork,
    person: &Person,
    assignment_id: AssignmentId,
    kind: TimelineKind,
    note: Option<String>,
    revision: Option<i64>,
) -> AppResult<()> {
    let row = AssignmentEvent {
        id: work.new_id(),
        assignment_id: assignment_id.0,
        commune_id: person.commune_id,
        kind: kind.into(),
        at: work.now,
        user_id: person.user_id,
        post_id: person.post_id,
        note,
        revision,
        on_behalf_of: person.on_behalf_of,
    };
    if let Some((notice, to)) = Cause::of_timeline(kind) {
        work.notify(Cause::by(person, notice, assignment_id.0, to).with_note(row.note.clone()));
    }
    repo::insert_event(&work.tx, row).await
}

/// The timeline of an assignment that the caller has found in scope.
///
/// # Errors
/// When the database fails.
pub async fn of(
    db: &impl Connection,
    viewer: Option<&Person>,
    assignment_id: AssignmentId,
) -> AppResult<Vec<TimelineEntry>> {
    let events = repo::events(db, assignment_id).await?;
    // What people say to each other is not for machines.
    let comments = match viewer {
        Some(_) => comments::repo::list_of_assignment(db, assignment_id).await?,
        None => Vec::new(),
    };
    let posts = events.iter().flat_map(|event| [Some(event.post_id), event.on_behalf_of]).flatten();
    let posts = posts.chain(comments.iter().map(|comment| comment.post_id)).collect();
    let names = names::posts(db, posts).await?;
    // One was frozen at each submission, in the same order.
    let report = reports::repo::of_assignment(db, assignment_id).await?;
    let snapshots = match report {
        Some(report) => reports::repo::revisions(db, report.id.into()).await?,
        None => Vec::new(),
    };
    let mut snapshots = snapshots.into_iter();
    let comment_entries = comments.into_iter().map(|comment| TimelineEntry {
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
        .chain(comment_entries)
        .collect();
    entries.sort_by_key(|entry| entry.at);
    Ok(entries)
}

//! The outbox: what happened and has not been told. A row is written with the change, claimed by
//! a lease, and goes with the notices that it led to, in one transaction.

use std::collections::HashSet;

use shared::state::NoticeKind;
use uuid::Uuid;

use super::bundle::bundle_chases;
use super::directory::{Directory, Recipient, merge_recipients};
use super::draft::NoticeDraft;
use super::repo::outbox::{self as waiting, OutboxRow};
use super::repo::people;
use super::send::send;
use super::subject::{self, NoticePayload, Subject};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::platform::jobs::lease::LEASE;
use crate::platform::jobs::tally::Tally;
use crate::platform::outbox::cause::{Cause, Recipients};

/// Rows looked for in one go.
const BATCH: u64 = 50;

/// Sends the notices of everything that waits and is due.
///
/// # Errors
/// The database.
pub async fn process_due(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    loop {
        let now = app.clock.now();
        let rows = waiting::due(&app.db.read, now, BATCH).await?;
        let mut claimed = 0;
        for row in rows {
            if app.hub.is_stopping() {
                return Ok(tally);
            }
            if !waiting::claim(&app.db, &row, LEASE).await? {
                continue;
            }
            claimed += 1;
            match process_row(app, &row).await {
                Ok(sent) => tally.add_done(row.commune_id, sent),
                Err(error) => {
                    tracing::warn!(%error, seq = row.seq, "a cause could not be told");
                    let error = error.to_string();
                    waiting::postpone(&app.db, &row, now, &error).await?;
                    tally.add_failure(row.commune_id, error);
                }
            }
        }
        if claimed == 0 {
            break;
        }
        app.hub.notify();
    }
    Ok(tally)
}

/// Sends the notices of one row's causes and deletes it.
async fn process_row(app: &App, row: &OutboxRow) -> AppResult<i64> {
    let causes: Vec<Cause> = serde_json::from_str(&row.causes)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let directory = Directory::of(&tx, row.commune_id, now).await?;
    let ids: Vec<Uuid> = causes.iter().filter_map(|cause| cause.assignment).collect();
    let subjects = subject::load(&tx, &ids).await?;
    let posts = causes.iter().filter_map(|cause| cause.by_post).collect();
    let names = names::posts(&tx, posts).await?;
    let mut drafts = Vec::new();
    for (position, cause) in causes.iter().enumerate() {
        let subject = cause.assignment.and_then(|id| subjects.get(&id));
        // A draft's assignments are nobody's to know of; they are told when it is opened.
        if cause.assignment.is_some() && !subject.is_some_and(|one| one.found.row.visible) {
            continue;
        }
        let mut people = recipients(&tx, &directory, cause, subject).await?;
        people.retain(|one| Some(one.user_id) != cause.by_user);
        let draft = NoticeDraft {
            commune_id: row.commune_id,
            kind: cause.kind,
            cause: notice_key(row, position, cause),
            assignment_id: cause.assignment,
            facts: NoticePayload {
                by: cause.by_post.and_then(|id| names.get(&id).cloned()),
                note: cause.note.clone(),
                own: matches!(cause.to, Recipients::Unit | Recipients::Doers),
                ..subject.map_or_else(|| payload_without_assignment(cause.kind), Subject::facts)
            },
        };
        drafts.push((draft, people));
    }
    let mut sent = 0;
    for (draft, people) in bundle_chases(drafts) {
        sent += send(&tx, &app.config, &directory, &draft, people, now).await?;
    }
    waiting::delete(&tx, row).await?;
    tx.commit().await?;
    Ok(sent)
}

/// What is about no assignment leads to the page that it is about.
fn payload_without_assignment(kind: NoticeKind) -> NoticePayload {
    let path = match kind {
        NoticeKind::RecurrenceFailed => "/recurrences",
        _ => "/",
    };
    NoticePayload { path: path.into(), ..NoticePayload::default() }
}

/// What a cause is known by. That something was assigned is told once, at whatever hour the draft
/// was opened.
fn notice_key(row: &OutboxRow, position: usize, cause: &Cause) -> String {
    match (cause.kind, cause.assignment) {
        (NoticeKind::Assigned, Some(id)) => format!("assigned/{id}"),
        _ => format!("{}/{position}", row.seq),
    }
}

/// Whom a cause concerns as things stand now.
async fn recipients(
    db: &impl Connection,
    directory: &Directory,
    cause: &Cause,
    subject: Option<&Subject>,
) -> AppResult<Vec<Recipient>> {
    let row = subject.map(|subject| &subject.found.row);
    let whole = subject.and_then(|subject| subject.whole_unit);
    Ok(match (&cause.to, row) {
        (Recipients::Unit, Some(row)) => directory.unit(row.responsible_unit_id),
        (Recipients::Doers, Some(row)) => directory.doers(row),
        (Recipients::Reviewer, Some(row)) => directory.reviewer(row, whole),
        (Recipients::Asker(user), Some(row)) => directory.requester(*user, row),
        (Recipients::Post(post), _) => directory.post(*post),
        (Recipients::Coordinators, _) => directory.coordinators(),
        (Recipients::Mentioned(comment), Some(row)) => {
            let mut people = mentioned_recipients(db, directory, *comment).await?;
            people.retain(|one| directory.sees(one.user_id, row, whole));
            directory.wanting_mentions(people)
        }
        (Recipients::Conversation(comment), Some(row)) => {
            let mut people = merge_recipients(directory.doers(row), directory.reviewer(row, whole));
            for user in commenters(db, row.id).await? {
                people = merge_recipients(people, directory.user(user));
            }
            let addressed = mentioned_recipients(db, directory, *comment).await?;
            people.retain(|one| addressed.iter().all(|other| other.user_id != one.user_id));
            // Who took part and has left sees it no more.
            people.retain(|one| directory.sees(one.user_id, row, whole));
            directory.wanting_all_comments(people)
        }
        (
            Recipients::Unit
            | Recipients::Doers
            | Recipients::Reviewer
            | Recipients::Asker(_)
            | Recipients::Mentioned(_)
            | Recipients::Conversation(_),
            None,
        ) => Vec::new(),
    })
}

async fn mentioned_recipients(
    db: &impl Connection,
    directory: &Directory,
    comment: Uuid,
) -> AppResult<Vec<Recipient>> {
    let users = people::mentioned(db, comment).await?;
    Ok(users.into_iter().flat_map(|user| directory.user(user)).collect())
}

/// Whoever has written a comment on an assignment.
async fn commenters(db: &impl Connection, assignment: Uuid) -> AppResult<HashSet<Uuid>> {
    let users = people::commenters(db, assignment).await?;
    Ok(users.into_iter().collect())
}

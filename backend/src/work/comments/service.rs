//! What may be said, by whom, and until when it may be changed.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use shared::ErrorCode;
use shared::dto::page::{Named, Page};
use shared::dto::work::comment::{
    COMMENT_EDIT_MINUTES, COMMENT_LENGTH, CommentCreate, CommentPatch, CommentView,
};
use shared::id::{AssignmentId, CommentId, UserId};
use shared::state::NoticeKind;
use shared::validate::Checks;
use uuid::Uuid;

use super::repo::{self, Comment};
use crate::platform::access::{Person, PersonPermit, Scope, can};
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::outbox::cause::{Cause, Recipients};
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::assignments::repo::Assignment;
use crate::work::{assignments, attachments};

/// Files with a comment, at most.
const MAX_FILES: usize = 10;
/// People addressed in a comment, at most.
const MAX_MENTIONS: usize = 20;

/// One page of what was said on an assignment that the caller has found in scope.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    viewer: Option<&Person>,
    assignment_id: AssignmentId,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<CommentView>> {
    let found = repo::list(db, assignment_id, paging).await?;
    let items = views(db, viewer, assignment_id, found.items, now).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// Says something.
///
/// # Errors
/// 404 for the assignment, field errors, 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::CommentWrite>,
    assignment_id: AssignmentId,
    body: CommentCreate,
) -> AppResult<Outcome<CommentView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let assignment = assignments::repo::find_readable(&work.tx, scope, assignment_id).await?;
    let mut checks = Checks::new();
    let words = checks.required("text", &body.text, COMMENT_LENGTH);
    let mentions = check_mentions(work, &mut checks, &assignment, &body.mentions).await?;
    let mut files = body.attachments;
    files.dedup();
    checks.ensure(files.len() <= MAX_FILES, "attachments", "too_many", "Tối đa 10 tệp.");
    let usable = attachments::service::may_attach(work, person, &files).await?;
    checks.ensure(usable, "attachments", "unknown", "Có tệp không tồn tại.");
    checks.finish()?;
    let row = Comment {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        assignment_id: assignment_id.0,
        user_id: person.user_id,
        post_id: person.post_id,
        words,
        made_seq: work.seq,
        at: work.now,
        edited_at: None,
        deleted_at: None,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    work.audit(None::<&()>, Some(&json!({ "mentions": mentions, "attachments": files })));
    repo::set_mentions(&work.tx, row.id.into(), &mentions).await?;
    for (kind, to) in [
        (NoticeKind::Mentioned, Recipients::Mentioned(row.id)),
        (NoticeKind::Commented, Recipients::Conversation(row.id)),
    ] {
        let cause = Cause::by(person, kind, assignment_id.0, to);
        work.notify(cause.with_note(Some(row.words.clone())));
    }
    if !files.is_empty() {
        attachments::service::attach(work, person, &files).await?;
        repo::insert_files(&work.tx, row.id.into(), &files).await?;
    }
    outcome(work, person, row, 201).await
}

/// Changes the words or who is addressed.
///
/// # Errors
/// 404, 403 for another's, 428, 412, 409 after 15 minutes, field errors.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::CommentWrite>,
    context: &WriteContext,
    id: CommentId,
    patch: CommentPatch,
) -> AppResult<Outcome<CommentView>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, assignment) = find_own_editable(work, person, scope, context, id).await?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(words) = patch.text {
        changed.words = checks.required("text", &words, COMMENT_LENGTH);
    }
    let mentions = match &patch.mentions {
        Some(people) => Some(check_mentions(work, &mut checks, &assignment, people).await?),
        None => None,
    };
    checks.finish()?;
    if let Some(people) = mentions {
        work.audit(None::<&()>, Some(&json!({ "mentions": people })));
        repo::set_mentions(&work.tx, id, &people).await?;
    }
    changed.edited_at = Some(work.now);
    let after = work.save(&row, &changed).await?;
    outcome(work, person, after, 200).await
}

/// Takes it back.
///
/// # Errors
/// 404, 403 for another's, 428, 412, 409 after 15 minutes.
pub async fn delete(
    work: &UnitOfWork,
    permit: &PersonPermit<can::CommentWrite>,
    context: &WriteContext,
    id: CommentId,
) -> AppResult<Outcome<()>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let (row, _) = find_own_editable(work, person, scope, context, id).await?;
    let mut changed = row.clone();
    changed.deleted_at = Some(work.now);
    work.save(&row, &changed).await?;
    Ok(Outcome::removed("comment", id.0))
}

/// Whether its author may still change a comment.
fn is_editable(row: &Comment, now: DateTime<Utc>) -> bool {
    row.deleted_at.is_none() && now < row.at + Duration::minutes(COMMENT_EDIT_MINUTES)
}

async fn find_own_editable(
    work: &UnitOfWork,
    person: &Person,
    scope: &Scope,
    context: &WriteContext,
    id: CommentId,
) -> AppResult<(Comment, Assignment)> {
    let row = repo::find(&work.tx, id).await?.ok_or(ErrorCode::NotFound)?;
    let assignment =
        assignments::repo::find_readable(&work.tx, scope, row.assignment_id.into()).await?;
    if row.user_id != person.user_id {
        return Err(ErrorCode::Forbidden.into());
    }
    context.matches(row.version)?;
    if !is_editable(&row, work.now) {
        return Err(AppError::wrong_state("Chỉ sửa hoặc thu hồi được trong 15 phút."));
    }
    Ok((row, assignment))
}

/// The people addressed, each once; whoever does not see the assignment is refused.
async fn check_mentions(
    work: &UnitOfWork,
    checks: &mut Checks,
    assignment: &Assignment,
    people: &[UserId],
) -> AppResult<Vec<UserId>> {
    let mut user_ids = people.to_vec();
    user_ids.sort_unstable();
    user_ids.dedup();
    checks.ensure(user_ids.len() <= MAX_MENTIONS, "mentions", "too_many", "Tối đa 20 người.");
    if !user_ids.is_empty() {
        let known = repo::audience(&work.tx, assignment, work.now).await?;
        let all = user_ids.iter().all(|one| known.iter().any(|person| person.id == *one));
        checks.ensure(all, "mentions", "unknown", "Có người không xem được nhiệm vụ này.");
    }
    Ok(user_ids)
}

async fn outcome(
    work: &UnitOfWork,
    person: &Person,
    row: Comment,
    status: u16,
) -> AppResult<Outcome<CommentView>> {
    let (id, version, assignment_id) = (row.id, row.version, row.assignment_id.into());
    let made = views(&work.tx, Some(person), assignment_id, vec![row], work.now).await?;
    let body = made.into_iter().next();
    Ok(Outcome { status, body, version: Some(version), object: ("comment", id) })
}

async fn views(
    db: &impl Connection,
    viewer: Option<&Person>,
    assignment_id: AssignmentId,
    rows: Vec<Comment>,
    now: DateTime<Utc>,
) -> AppResult<Vec<CommentView>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut mentions = repo::mentions(db, &ids).await?;
    let files = repo::files(db, &ids).await?;
    let authors = names::people(db, rows.iter().map(|row| row.user_id)).await?;
    let titles = repo::titles(db, rows.iter().map(|row| row.post_id)).await?;
    let until = match viewer {
        Some(person) => repo::seen_until(db, assignment_id, person.user_id.into()).await?,
        None => i64::MAX,
    };
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let deleted = row.deleted_at.is_some();
        let own = viewer.is_some_and(|person| person.user_id == row.user_id);
        let attached = files.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let attachments =
            if deleted { Vec::new() } else { attachments::repo::views(db, attached).await? };
        items.push(CommentView {
            id: row.id.into(),
            author: Named {
                id: row.user_id.into(),
                name: authors.get(&row.user_id).cloned().unwrap_or_default(),
            },
            title: titles.get(&row.post_id).cloned().unwrap_or_default(),
            at: row.at,
            edited_at: row.edited_at,
            may_edit: own && is_editable(&row, now),
            unread: !own && !deleted && row.made_seq > until,
            mentions: mentions.remove(&row.id).filter(|_| !deleted).unwrap_or_default(),
            text: if deleted { String::new() } else { row.words },
            deleted,
            attachments,
            version: row.version,
        });
    }
    Ok(items)
}

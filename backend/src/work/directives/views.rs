//! Directives as they are shown.

use shared::ErrorCode;
use shared::dto::page::Page;
use shared::dto::work::directive::{ClauseView, DirectiveSummary, DirectiveView};
use shared::id::DirectiveId;
use shared::state::DirectiveState;
use uuid::Uuid;

use super::repo::{self, Directive, DirectiveFilter};
use crate::platform::access::actor::{Person, Scope};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;

/// How much of the directives somebody sees.
#[derive(Debug, Clone, Copy)]
pub struct Visibility {
    /// How far.
    pub scope: Scope,
    /// Drafts too, of directives and of tasks: the office alone.
    pub drafts: bool,
}

impl Visibility {
    /// What `viewer` sees within `scope`; a machine is no viewer.
    #[must_use]
    pub fn of(scope: Scope, viewer: Option<&Person>) -> Self {
        Self { scope, drafts: viewer.is_some_and(|person| person.role.is_office()) }
    }
}

/// One page of directives.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    visibility: Visibility,
    filter: &DirectiveFilter,
    paging: &Paging,
) -> AppResult<Page<DirectiveSummary>> {
    let page = repo::list(db, visibility.scope, visibility.drafts, filter, paging).await?;
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let clauses = repo::clause_counts(db, &ids).await?;
    let tasks = repo::tasks_of_directives(db, &ids, visibility.drafts).await?;
    let of = |counts: &std::collections::HashMap<Uuid, u64>, id| {
        counts.get(&id).copied().unwrap_or_default()
    };
    let items = page
        .items
        .iter()
        .map(|row| summary(row, of(&clauses, row.id), of(&tasks, row.id)))
        .collect::<AppResult<_>>()?;
    Ok(Page { items, next_cursor: page.next_cursor, total: page.total })
}

/// One directive.
///
/// # Errors
/// 404 when out of sight.
pub async fn read(
    db: &impl Connection,
    visibility: Visibility,
    id: DirectiveId,
) -> AppResult<DirectiveView> {
    let row = repo::find(db, visibility.scope, id).await?.ok_or(ErrorCode::NotFound)?;
    if !visibility.drafts && row.state == DirectiveState::Draft {
        return Err(ErrorCode::NotFound.into());
    }
    view(db, row, visibility.drafts).await
}

/// A directive with its clauses and how often they are cited.
///
/// # Errors
/// The database.
pub async fn view(db: &impl Connection, row: Directive, drafts: bool) -> AppResult<DirectiveView> {
    let clauses = repo::clauses(db, row.id.into()).await?;
    let ids: Vec<Uuid> = clauses.iter().map(|clause| clause.id).collect();
    let cited = repo::tasks_of_clauses(db, &ids, drafts).await?;
    let tasks = repo::tasks_of_directives(db, &[row.id], drafts).await?;
    let task_count = tasks.get(&row.id).copied().unwrap_or_default();
    Ok(DirectiveView {
        summary: summary(&row, clauses.len() as u64, task_count)?,
        preamble: row.preamble,
        closing: row.closing,
        clauses: clauses
            .into_iter()
            .map(|clause| ClauseView {
                id: clause.id.into(),
                number: clause.number,
                text: clause.words,
                task_count: cited.get(&clause.id).copied().unwrap_or_default(),
            })
            .collect(),
        attachment_id: row.attachment_id.map(Into::into),
        issued_at: row.issued_at,
    })
}

fn summary(row: &Directive, clause_count: u64, task_count: u64) -> AppResult<DirectiveSummary> {
    Ok(DirectiveSummary {
        id: row.id.into(),
        number: row.number.clone(),
        signed_on: row.signed_on,
        subject: row.subject.clone(),
        signer: row.signer.clone(),
        state: row.state.0,
        clause_count,
        task_count,
        version: row.version,
    })
}

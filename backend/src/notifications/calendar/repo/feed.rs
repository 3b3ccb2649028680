//! Whole lists for the feed: rows with all that it tells of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{ActivityRow, CalendarFilter, due_within, with_names};
use crate::platform::access::Scope;
use crate::platform::db::entity::{activity, assignment, audit_entry, draft_session};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::activities;
use crate::work::activities::repo::day_key;
use crate::work::assignments::repo::{self as assignments, AssignmentRow};

/// Assignments by their working deadlines, at most so many.
///
/// # Errors
/// The database.
pub async fn deadlines(
    db: &impl Connection,
    scope: &Scope,
    filter: &CalendarFilter,
    most: usize,
) -> AppResult<Vec<AssignmentRow>> {
    assignments::with_names(due_within(scope, filter))
        .order_by_asc(assignment::Column::DueKey)
        .order_by_asc(assignment::Column::Id)
        .limit(most as u64)
        .rows(db)
        .await
}

/// Activities by their days, at most so many.
///
/// # Errors
/// The database.
pub async fn activities(
    db: &impl Connection,
    scope: Scope,
    filter: &CalendarFilter,
    most: usize,
) -> AppResult<Vec<ActivityRow<activity::Model>>> {
    use activity::Column as C;
    let rows = activities::repo::in_scope(scope)
        .filter(C::DayKey.gte(day_key(Some(filter.from))))
        .filter(C::DayKey.lte(day_key(Some(filter.to))))
        .order_by_asc(C::DayKey)
        .order_by_asc(C::Id)
        .limit(most as u64)
        .rows::<activity::Model>(db)
        .await?;
    with_names(db, rows, |row| (row.id, row.channel_id)).await
}

/// When the changes of these numbers were made.
///
/// # Errors
/// The database.
pub async fn changed_at(
    db: &impl Connection,
    commune_id: Uuid,
    mut changes: Vec<i64>,
) -> AppResult<HashMap<i64, DateTime<Utc>>> {
    changes.sort_unstable();
    changes.dedup();
    let rows: Vec<(i64, DateTime<Utc>)> = audit_entry::Entity::find()
        .select_only()
        .columns([audit_entry::Column::ChangeSeq, audit_entry::Column::At])
        .filter(audit_entry::Column::CommuneId.eq(commune_id))
        .filter(audit_entry::Column::ChangeSeq.is_in(changes.iter().copied()))
        .rows(db)
        .await?;
    // Work on a draft has its entry only when it ends.
    let drafts: Vec<(i64, DateTime<Utc>)> = draft_session::Entity::find()
        .select_only()
        .columns([draft_session::Column::ChangeSeq, draft_session::Column::LastAt])
        .filter(draft_session::Column::CommuneId.eq(commune_id))
        .filter(draft_session::Column::ChangeSeq.is_in(changes))
        .rows(db)
        .await?;
    Ok(rows.into_iter().chain(drafts).collect())
}

//! The lists of a digest: works of a commune's open tasks, without the parts that units have given.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
};
use shared::dto::notifications::digest::DIGEST_ROWS;
use shared::state::{AssignmentState, ExtensionState};
use uuid::Uuid;

use crate::platform::db::entity::{assignment, extension, task};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments::repo::{AssignmentRow, with_names};
use crate::work::assignments::repo::{is_due_by, is_overdue};

/// The first rows of a list, and how many there are.
#[derive(Debug)]
pub struct CountedRows {
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub rows: Vec<AssignmentRow>,
}

/// The wholes of a commune whose tasks are under way.
fn open_assignments(commune_id: Uuid) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let open = assignment::Entity::find()
        .join(JoinType::InnerJoin, assignment::Relation::Task.def())
        .filter(task::Column::State.eq("open"));
    open.filter(C::CommuneId.eq(commune_id))
        .filter(C::Visible.eq(true))
        .filter(C::ParentAssignmentId.is_null())
}

async fn listed(
    db: &impl Connection,
    select: Select<assignment::Entity>,
    order: impl ColumnTrait,
) -> AppResult<CountedRows> {
    let count = select.clone().count_rows(db).await?;
    let ids: Vec<Uuid> = select
        .select_only()
        .column(assignment::Column::Id)
        .order_by_asc(order)
        .order_by_asc(assignment::Column::Id)
        .limit(DIGEST_ROWS as u64)
        .rows(db)
        .await?;
    let again = assignment::Entity::find().filter(assignment::Column::Id.is_in(ids.clone()));
    let mut rows: Vec<AssignmentRow> = with_names(again).rows(db).await?;
    rows.sort_by_key(|one| ids.iter().position(|id| *id == one.row.id));
    Ok(CountedRows { count, rows })
}

/// How much is overdue; only what has been since `since`, if given.
///
/// # Errors
/// The database.
pub async fn count_overdue(
    db: &impl Connection,
    commune_id: Uuid,
    now: DateTime<Utc>,
    since: Option<DateTime<Utc>>,
) -> AppResult<u64> {
    let mut select = open_assignments(commune_id).filter(is_overdue(now));
    if let Some(since) = since {
        select = select.filter(assignment::Column::DueKey.gte(since.timestamp_millis()));
    }
    select.count_rows(db).await
}

/// What is overdue with a `due_key` after `after`.
///
/// # Errors
/// The database.
pub async fn overdue_after(
    db: &impl Connection,
    commune_id: Uuid,
    now: DateTime<Utc>,
    after: i64,
) -> AppResult<CountedRows> {
    use assignment::Column as C;
    let select = open_assignments(commune_id).filter(is_overdue(now)).filter(C::DueKey.gt(after));
    listed(db, select, C::DueKey).await
}

/// What is overdue with a `due_key` of `last` or before.
///
/// # Errors
/// The database.
pub async fn overdue_until(
    db: &impl Connection,
    commune_id: Uuid,
    now: DateTime<Utc>,
    last: i64,
) -> AppResult<CountedRows> {
    use assignment::Column as C;
    let select = open_assignments(commune_id).filter(is_overdue(now)).filter(C::DueKey.lte(last));
    listed(db, select, C::DueKey).await
}

/// What is due from now to the end of a day.
///
/// # Errors
/// The database.
pub async fn due_by(
    db: &impl Connection,
    commune_id: Uuid,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> AppResult<CountedRows> {
    let select = open_assignments(commune_id).filter(is_due_by(day, now));
    listed(db, select, assignment::Column::DueKey).await
}

/// What waits for review by one of `posts`.
///
/// # Errors
/// The database.
pub async fn awaiting_review_by(
    db: &impl Connection,
    commune_id: Uuid,
    posts: &[Uuid],
) -> AppResult<CountedRows> {
    use assignment::Column as C;
    let select = open_assignments(commune_id)
        .filter(C::State.eq(AssignmentState::Submitted.as_str()))
        .filter(C::ReviewerPostId.is_in(posts.iter().copied()));
    listed(db, select, C::LastSubmittedAt).await
}

/// What a later deadline is asked for of one of `posts`, and since when, by assignment.
///
/// # Errors
/// The database.
pub async fn extensions_requested_from(
    db: &impl Connection,
    commune_id: Uuid,
    posts: &[Uuid],
) -> AppResult<(CountedRows, HashMap<Uuid, DateTime<Utc>>)> {
    use assignment::Column as C;
    let select = open_assignments(commune_id)
        .join(JoinType::InnerJoin, extension::Relation::Assignment.def().rev())
        .filter(extension::Column::State.eq(ExtensionState::Asked.as_str()))
        .filter(C::ReviewerPostId.is_in(posts.iter().copied()));
    let since: Vec<(Uuid, DateTime<Utc>)> = select
        .clone()
        .select_only()
        .column(C::Id)
        .column(extension::Column::AskedAt)
        .rows(db)
        .await?;
    let listed = listed(db, select, extension::Column::AskedAt).await?;
    Ok((listed, since.into_iter().collect()))
}

//! What stands in a leader's digest.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use shared::dto::digest::{DIGEST_ROWS, DigestList, DigestRow, DigestView};
use shared::dto::overview::SinceYesterday;
use shared::dto::page::Named;
use shared::state::{AssignmentState, ExtensionState};
use shared::time::{day_of, days_between, end_of_day, start_of_day};
use uuid::Uuid;

use crate::figures::overview;
use crate::platform::access::Scope;
use crate::platform::db::entity::{assignment, extension, task};
use crate::platform::error::AppResult;
use crate::work::assignments::repo::{
    AssignmentRow, facts, is_due_by, is_overdue, passed, with_names,
};

/// What is the same for every leader of a commune.
#[derive(Debug, Clone)]
pub struct Common {
    overdue: DigestList,
    escalated: DigestList,
    due_this_week: DigestList,
    changes: SinceYesterday,
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The wholes of a commune whose tasks are under way.
fn live(commune_id: Uuid) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let to_task = assignment::Entity::belongs_to(task::Entity).from(C::TaskId).to(task::Column::Id);
    let open = assignment::Entity::find()
        .join(JoinType::InnerJoin, to_task.into())
        .filter(task::Column::State.eq("open"));
    open.filter(C::CommuneId.eq(commune_id))
        .filter(C::Visible.eq(true))
        .filter(C::ParentAssignmentId.is_null())
}

/// The first rows of a list, and how many there are.
async fn listed(
    db: &impl ConnectionTrait,
    select: Select<assignment::Entity>,
    order: impl ColumnTrait,
    days: impl Fn(&AssignmentRow) -> i64,
) -> AppResult<DigestList> {
    let number = select.clone().count(db).await?;
    let ids: Vec<Uuid> = select
        .select_only()
        .column(assignment::Column::Id)
        .order_by_asc(order)
        .order_by_asc(assignment::Column::Id)
        .limit(DIGEST_ROWS as u64)
        .into_tuple()
        .all(db)
        .await?;
    let again = assignment::Entity::find().filter(assignment::Column::Id.is_in(ids.clone()));
    let mut found: Vec<AssignmentRow> = with_names(again).into_model().all(db).await?;
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.row.id));
    let rows = found
        .into_iter()
        .map(|one| DigestRow {
            assignment_id: one.row.id.into(),
            days: days(&one),
            due_at: facts(&one.row).working_due(),
            moved_from: facts(&one.row).moved_from(),
            task: Named { id: one.row.task_id.into(), name: one.task_title },
            unit: Named { id: one.row.responsible_unit_id.into(), name: one.unit_name },
        })
        .collect();
    Ok(DigestList { count: count(number), rows })
}

/// Reads what is the same for every leader.
///
/// # Errors
/// The database.
pub async fn common(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    escalate_after: u32,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> AppResult<Common> {
    use assignment::Column as C;
    let today = day_of(now);
    let late =
        |one: &AssignmentRow| facts(&one.row).working_due().map_or(0, |due| days_between(due, now));
    let left =
        |one: &AssignmentRow| facts(&one.row).working_due().map_or(0, |due| days_between(now, due));
    let overdue = live(commune_id).filter(is_overdue(now));
    let long_ago = end_of_day(today - Duration::days(i64::from(escalate_after)));
    let escalates = long_ago.timestamp_millis().min(passed(now));
    let escalated = overdue.clone().filter(C::DueKey.lte(escalates));
    let sunday = today + Duration::days(i64::from(6 - today.weekday().num_days_from_monday()));
    let week = live(commune_id).filter(is_due_by(sunday, now));
    let yesterday = since.unwrap_or_else(|| start_of_day(today - Duration::days(1)));
    let scope = Scope { commune_id, unit_id: None, own_unit_id: None };
    let events = overview::repo::events_since(db, scope, yesterday).await?;
    let became = overdue.clone().filter(C::DueKey.gte(yesterday.timestamp_millis()));
    let became_overdue = became.count(db).await?;
    Ok(Common {
        // The others stand among the escalated.
        overdue: DigestList {
            count: count(overdue.clone().count(db).await?),
            rows: listed(db, overdue.filter(C::DueKey.gt(escalates)), C::DueKey, late).await?.rows,
        },
        escalated: listed(db, escalated, C::DueKey, late).await?,
        due_this_week: listed(db, week, C::DueKey, left).await?,
        changes: SinceYesterday { became_overdue, ..events },
    })
}

/// The digest of one leader.
///
/// # Errors
/// The database.
pub async fn of(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    common: &Common,
    posts: &Posts,
    now: DateTime<Utc>,
) -> AppResult<DigestView> {
    use assignment::Column as C;
    let of = |posts: &[Uuid]| C::ReviewerPostId.is_in(posts.iter().copied());
    let waiting = live(commune_id)
        .filter(C::State.eq(AssignmentState::Submitted.as_str()))
        .filter(of(&posts.reviews));
    let waited =
        |one: &AssignmentRow| one.row.last_submitted_at.map_or(0, |sent| days_between(sent, now));
    let to_extension = assignment::Entity::belongs_to(extension::Entity)
        .from(C::Id)
        .to(extension::Column::AssignmentId);
    let asked = live(commune_id)
        .join(JoinType::InnerJoin, to_extension.into())
        .filter(extension::Column::State.eq(ExtensionState::Asked.as_str()))
        .filter(of(&posts.extensions));
    let since: Vec<(Uuid, DateTime<Utc>)> = asked
        .clone()
        .select_only()
        .column(C::Id)
        .column(extension::Column::AskedAt)
        .into_tuple()
        .all(db)
        .await?;
    let since: HashMap<Uuid, DateTime<Utc>> = since.into_iter().collect();
    let asked_for =
        |one: &AssignmentRow| since.get(&one.row.id).map_or(0, |at| days_between(*at, now));
    Ok(DigestView {
        day: day_of(now),
        at: now,
        overdue: common.overdue.clone(),
        escalated: common.escalated.clone(),
        awaiting_me: listed(db, waiting, C::LastSubmittedAt, waited).await?,
        extensions: listed(db, asked, extension::Column::AskedAt, asked_for).await?,
        due_this_week: common.due_this_week.clone(),
        changes: common.changes.clone(),
    })
}

/// The posts for which a leader decides today.
#[derive(Debug)]
pub struct Posts {
    /// Whose reports.
    pub reviews: Vec<Uuid>,
    /// Whose requests for later deadlines.
    pub extensions: Vec<Uuid>,
}

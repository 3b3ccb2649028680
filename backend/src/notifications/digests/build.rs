//! What stands in a leader's digest.

use chrono::{DateTime, Datelike, Duration, Utc};
use sea_orm::ConnectionTrait;
use shared::dto::figures::overview::SinceYesterday;
use shared::dto::notifications::digest::{DigestList, DigestRow, DigestView};
use shared::dto::page::Named;
use shared::time::{day_of, days_between, end_of_day, start_of_day};
use uuid::Uuid;

use super::repo::lists::{self, Listed};
use crate::figures::overview;
use crate::platform::access::Scope;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::{AssignmentRow, facts, passed};

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

/// A list as it is shown; `days` says for how long or in how many.
fn shown(listed: Listed, days: impl Fn(&AssignmentRow) -> i64) -> DigestList {
    let rows = listed.rows.into_iter().map(|one| DigestRow {
        assignment_id: one.row.id.into(),
        days: days(&one),
        due_at: facts(&one.row).working_due(),
        moved_from: facts(&one.row).moved_from(),
        task: Named { id: one.row.task_id.into(), name: one.task_title },
        unit: Named { id: one.row.responsible_unit_id.into(), name: one.unit_name },
    });
    DigestList { count: count(listed.count), rows: rows.collect() }
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
    let today = day_of(now);
    let late =
        |one: &AssignmentRow| facts(&one.row).working_due().map_or(0, |due| days_between(due, now));
    let left =
        |one: &AssignmentRow| facts(&one.row).working_due().map_or(0, |due| days_between(now, due));
    let long_ago = end_of_day(today - Duration::days(i64::from(escalate_after)));
    let escalates = long_ago.timestamp_millis().min(passed(now));
    let sunday = today + Duration::days(i64::from(6 - today.weekday().num_days_from_monday()));
    let yesterday = since.unwrap_or_else(|| start_of_day(today - Duration::days(1)));
    let scope = Scope::of_commune(commune_id);
    let events = overview::repo::events_since(db, scope, yesterday).await?;
    let became_overdue = lists::count_overdue(db, commune_id, now, Some(yesterday)).await?;
    Ok(Common {
        // The others stand among the escalated.
        overdue: DigestList {
            count: count(lists::count_overdue(db, commune_id, now, None).await?),
            rows: shown(lists::overdue_after(db, commune_id, now, escalates).await?, late).rows,
        },
        escalated: shown(lists::overdue_until(db, commune_id, now, escalates).await?, late),
        due_this_week: shown(lists::due_by(db, commune_id, sunday, now).await?, left),
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
    let waiting = lists::waiting_for(db, commune_id, &posts.reviews).await?;
    let waited =
        |one: &AssignmentRow| one.row.last_submitted_at.map_or(0, |sent| days_between(sent, now));
    let (asked, since) = lists::extensions_asked_of(db, commune_id, &posts.extensions).await?;
    let asked_for =
        |one: &AssignmentRow| since.get(&one.row.id).map_or(0, |at| days_between(*at, now));
    Ok(DigestView {
        day: day_of(now),
        at: now,
        overdue: common.overdue.clone(),
        escalated: common.escalated.clone(),
        awaiting_me: shown(waiting, waited),
        extensions: shown(asked, asked_for),
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

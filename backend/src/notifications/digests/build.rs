//! What stands in a leader's digest.

use chrono::{DateTime, Datelike, Duration, Utc};
use shared::dto::figures::overview::SinceYesterday;
use shared::dto::notifications::digest::{DigestList, DigestRow, DigestView};
use shared::dto::page::Named;
use shared::time::{day_of, days_between, end_of_day, start_of_day};
use uuid::Uuid;

use super::repo::lists::{self, CountedRows};
use crate::figures::overview;
use crate::platform::access::Scope;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::{AssignmentRow, facts, last_passed_key};

/// What is the same for every leader of a commune.
#[derive(Debug, Clone)]
pub struct CommuneLists {
    overdue: DigestList,
    escalated: DigestList,
    due_this_week: DigestList,
    changes: SinceYesterday,
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A list as it is shown; `days` says for how long or in how many.
fn digest_list(listed: CountedRows, days: impl Fn(&AssignmentRow) -> i64) -> DigestList {
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
pub async fn commune_lists(
    db: &impl Connection,
    commune_id: Uuid,
    escalate_after: u32,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> AppResult<CommuneLists> {
    let today = day_of(now);
    let late =
        |one: &AssignmentRow| facts(&one.row).working_due().map_or(0, |due| days_between(due, now));
    let left =
        |one: &AssignmentRow| facts(&one.row).working_due().map_or(0, |due| days_between(now, due));
    let long_ago = end_of_day(today - Duration::days(i64::from(escalate_after)));
    let escalates = long_ago.timestamp_millis().min(last_passed_key(now));
    let sunday = today + Duration::days(i64::from(6 - today.weekday().num_days_from_monday()));
    let yesterday = since.unwrap_or_else(|| start_of_day(today - Duration::days(1)));
    let scope = Scope::of_commune(commune_id);
    let events = overview::repo::events_since(db, scope, yesterday).await?;
    let became_overdue = lists::count_overdue(db, commune_id, now, Some(yesterday)).await?;
    Ok(CommuneLists {
        // The others stand among the escalated.
        overdue: DigestList {
            count: count(lists::count_overdue(db, commune_id, now, None).await?),
            rows: digest_list(lists::overdue_after(db, commune_id, now, escalates).await?, late)
                .rows,
        },
        escalated: digest_list(lists::overdue_until(db, commune_id, now, escalates).await?, late),
        due_this_week: digest_list(lists::due_by(db, commune_id, sunday, now).await?, left),
        changes: SinceYesterday { became_overdue, ..events },
    })
}

/// The digest of one leader.
///
/// # Errors
/// The database.
pub async fn leader_digest(
    db: &impl Connection,
    commune_id: Uuid,
    common: &CommuneLists,
    posts: &DecidingPosts,
    now: DateTime<Utc>,
) -> AppResult<DigestView> {
    let waiting = lists::awaiting_review_by(db, commune_id, &posts.reviews).await?;
    let days_waiting =
        |one: &AssignmentRow| one.row.last_submitted_at.map_or(0, |sent| days_between(sent, now));
    let (requested, since) =
        lists::extensions_requested_from(db, commune_id, &posts.extensions).await?;
    let days_since_request =
        |one: &AssignmentRow| since.get(&one.row.id).map_or(0, |at| days_between(*at, now));
    Ok(DigestView {
        day: day_of(now),
        at: now,
        overdue: common.overdue.clone(),
        escalated: common.escalated.clone(),
        awaiting_me: digest_list(waiting, days_waiting),
        extensions: digest_list(requested, days_since_request),
        due_this_week: common.due_this_week.clone(),
        changes: common.changes.clone(),
    })
}

/// The posts for which a leader decides today.
#[derive(Debug)]
pub struct DecidingPosts {
    /// Whose reports.
    pub reviews: Vec<Uuid>,
    /// Whose requests for later deadlines.
    pub extensions: Vec<Uuid>,
}

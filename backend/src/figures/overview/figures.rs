//! Counts of assignments by unit, from the sums (`platform::sums`). Where an assignment is counted follows
//! `shared::deadline`; here its keys are compared with now.

use chrono::{DateTime, Duration, Utc};
use sea_orm::FromQueryResult;
use shared::dto::figures::overview::ResultCounts;
use shared::time::{day_of, start_of_day};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::Connection;
use crate::platform::db::row::row;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::{last_passed_key, waits_for_unit};

/// What one unit's assignments come to.
#[derive(Debug, Clone, Default, FromQueryResult)]
pub struct UnitFigures {
    /// The unit.
    pub unit_id: Uuid,
    /// All that count.
    pub assigned: i64,
    /// Acknowledged or further.
    pub acknowledged: i64,
    /// Waiting for review.
    pub submitted: i64,
    /// Approved.
    pub approved: i64,
    /// Past the working deadline and not submitted.
    pub overdue: i64,
    /// The earliest working deadline among those, in milliseconds.
    pub overdue_since: Option<i64>,
    /// Overdue only since the start of yesterday.
    pub became_overdue: i64,
    /// Due within 7 days, not submitted.
    pub due_in_7_days: i64,
    /// Hoàn thành đúng hạn.
    pub done_on_time: i64,
    /// Quá hạn chưa hoàn thành.
    pub overdue_not_done: i64,
}

row!(UnitFigures {
    unit_id,
    assigned,
    acknowledged,
    submitted,
    approved,
    overdue,
    overdue_since,
    became_overdue,
    due_in_7_days,
    done_on_time,
    overdue_not_done,
});

/// A count as it is sent.
#[must_use]
pub fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

impl UnitFigures {
    /// The four results; two follow from the others.
    #[must_use]
    pub fn results(&self) -> ResultCounts {
        let open = self.assigned - self.approved;
        ResultCounts {
            done_on_time: count(self.done_on_time),
            done_late: count(self.approved - self.done_on_time),
            in_progress: count(open - self.overdue_not_done),
            overdue_not_done: count(self.overdue_not_done),
        }
    }

    /// Not yet acknowledged.
    #[must_use]
    pub fn not_acknowledged(&self) -> u64 {
        count(self.assigned - self.acknowledged)
    }
}

/// The start of yesterday in the commune's zone.
#[must_use]
pub fn yesterday(now: DateTime<Utc>) -> DateTime<Utc> {
    start_of_day(day_of(now) - Duration::days(1))
}

/// The figures of every unit in scope that has assignments, from the sums.
///
/// # Errors
/// When the database fails.
pub async fn by_unit(
    db: &impl Connection,
    scope: Scope,
    now: DateTime<Utc>,
) -> AppResult<Vec<UnitFigures>> {
    let mut bound = Bound::new(db);
    let waits = waits_for_unit("a");
    let passed = bound.bind(last_passed_key(now));
    let yesterday = bound.bind(yesterday(now).timestamp_millis());
    let week = start_of_day(day_of(now) + Duration::days(8));
    let week = bound.bind(week.timestamp_millis());
    let commune = bound.bind(scope.commune_id);
    let unit = match scope.unit_id {
        Some(unit_id) => format!(" AND a.unit_id = {}", bound.bind(unit_id)),
        None => String::new(),
    };
    let overdue = format!("{waits} AND a.due_key <= {passed}");
    let not_done = format!(
        "(a.state IN ('submitted', 'returned') AND NOT a.in_time) \
         OR (a.state IN ('assigned', 'acknowledged', 'returned') AND a.result_key <= {passed})"
    );
    let sum =
        |when: &str| format!("CAST(SUM(CASE WHEN {when} THEN a.assignments ELSE 0 END) AS bigint)");
    let sql = format!(
        "SELECT a.unit_id, CAST(SUM(a.assignments) AS bigint) AS assigned, \
         {acknowledged} AS acknowledged, {submitted} AS submitted, {approved} AS approved, \
         {overdue_count} AS overdue, \
         MIN(CASE WHEN a.assignments > 0 AND {overdue} THEN a.due_key END) AS overdue_since, \
         {became} AS became_overdue, {week} AS due_in_7_days, \
         {on_time} AS done_on_time, {not_done} AS overdue_not_done \
         FROM assignment_sums a WHERE a.commune_id = {commune}{unit} \
         GROUP BY a.unit_id HAVING SUM(a.assignments) > 0",
        acknowledged = sum("a.state <> 'assigned'"),
        submitted = sum("a.state = 'submitted'"),
        approved = sum("a.state = 'approved'"),
        overdue_count = sum(&overdue),
        became = sum(&format!("{overdue} AND a.due_key >= {yesterday}")),
        week = sum(&format!("{waits} AND a.due_key > {passed} AND a.due_key < {week}")),
        on_time = sum("a.state = 'approved' AND a.in_time"),
        not_done = sum(&not_done),
    );
    bound.rows(db, &sql).await
}

//! Counts of assignments by unit, from the sums (`platform::sums`). Where an assignment is counted follows
//! `shared::deadline`; here its keys are compared with now.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use sea_orm::FromQueryResult;
use shared::dto::figures::overview::ResultCounts;
use shared::state::AssignmentState;
use shared::time::{day_of, start_of_day};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::Connection;
use crate::platform::db::row::row;
use crate::platform::db::sql::Bound;
use crate::platform::db::stored::Stored;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::last_passed_key;

/// What one unit's assignments come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// The assignments of a unit that are as far as each other, by how their deadlines stand to now.
#[derive(Debug, FromQueryResult)]
struct Group {
    unit_id: Uuid,
    state: Stored<AssignmentState>,
    in_time: bool,
    assignments: i64,
    due_passed: i64,
    first_due: i64,
    due_since_yesterday: i64,
    due_this_week: i64,
    result_passed: i64,
}

row!(Group {
    unit_id,
    state,
    in_time,
    assignments,
    due_passed,
    first_due,
    due_since_yesterday,
    due_this_week,
    result_passed,
});

impl UnitFigures {
    /// Adds the assignments of a group of this unit.
    fn add(&mut self, group: &Group) {
        use AssignmentState as S;
        let (state, number) = (group.state.0, group.assignments);
        self.assigned += number;
        match state {
            S::Assigned => {}
            S::Submitted => self.submitted += number,
            S::Approved => self.approved += number,
            S::Acknowledged | S::Returned | S::Cancelled => {}
        }
        if state != S::Assigned {
            self.acknowledged += number;
        }
        if state.waits_for_unit() {
            self.overdue += group.due_passed;
            self.became_overdue += group.due_since_yesterday;
            self.due_in_7_days += group.due_this_week;
            if group.due_passed > 0 {
                let first =
                    self.overdue_since.map_or(group.first_due, |at| at.min(group.first_due));
                self.overdue_since = Some(first);
            }
        }
        match (state, group.in_time) {
            (S::Approved, true) => self.done_on_time += number,
            (S::Approved, false) | (S::Submitted, true) | (S::Cancelled, _) => {}
            (S::Submitted | S::Returned, false) => self.overdue_not_done += number,
            _ => self.overdue_not_done += group.result_passed,
        }
    }
}

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
    let passed = bound.bind(last_passed_key(now));
    let yesterday = bound.bind(yesterday(now).timestamp_millis());
    let week = start_of_day(day_of(now) + Duration::days(8));
    let week = bound.bind(week.timestamp_millis());
    let commune = bound.bind(scope.commune_id);
    let unit = match scope.unit_id {
        Some(unit_id) => format!(" AND unit_id = {}", bound.bind(unit_id)),
        None => String::new(),
    };
    let sum =
        |when: &str| format!("CAST(SUM(CASE WHEN {when} THEN assignments ELSE 0 END) AS bigint)");
    // In the order of the key, so that nothing is sorted; the rest is added up here.
    let sql = format!(
        "SELECT unit_id, state, in_time, CAST(SUM(assignments) AS bigint) AS assignments, \
         {due} AS due_passed, MIN(due_key) AS first_due, {since} AS due_since_yesterday, \
         {week} AS due_this_week, {result} AS result_passed \
         FROM assignment_sums WHERE commune_id = {commune}{unit} AND assignments > 0 \
         GROUP BY unit_id, state, in_time",
        due = sum(&format!("due_key <= {passed}")),
        since = sum(&format!("due_key <= {passed} AND due_key >= {yesterday}")),
        week = sum(&format!("due_key > {passed} AND due_key < {week}")),
        result = sum(&format!("result_key <= {passed}")),
    );
    let mut units: BTreeMap<Uuid, UnitFigures> = BTreeMap::new();
    for group in bound.rows::<Group>(db, &sql).await? {
        let unit_id = group.unit_id;
        let unit = units.entry(unit_id);
        unit.or_insert_with(|| UnitFigures { unit_id, ..UnitFigures::default() }).add(&group);
    }
    Ok(units.into_values().collect())
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;

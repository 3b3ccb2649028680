//! What is asked of a recurrence.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use shared::dto::work::recurrence::LONGEST_LEAD;
use shared::recurrence::{Rule, occurrences};
use shared::time::day_of;
use shared::validate::Checks;

/// No deadline lies beyond it.
const LAST_YEAR: i32 = 2100;

/// A start from today on.
pub fn check_start(checks: &mut Checks, starts_on: NaiveDate, now: DateTime<Utc>) {
    let past = starts_on < day_of(now);
    checks.ensure(!past, "starts_on", "past", "Ngày bắt đầu không được trước hôm nay.");
    let far = starts_on.year() > LAST_YEAR;
    checks.ensure(!far, "starts_on", "too_far", "Ngày quá xa.");
}

/// When the tasks are made: one at least.
pub fn check_times(
    checks: &mut Checks,
    rule: &Rule,
    lead_days: u32,
    (starts_on, ends_on): (NaiveDate, Option<NaiveDate>),
) {
    rule.check(checks);
    let near = lead_days <= LONGEST_LEAD;
    checks.ensure(near, "lead_days", "out_of_range", "Từ 0 đến 92 ngày trước hạn.");
    let Some(end) = ends_on else { return };
    checks.ensure(end.year() <= LAST_YEAR, "ends_on", "too_far", "Ngày quá xa.");
    if end < starts_on {
        checks.fail("ends_on", "before_start", "Ngày kết thúc không được trước ngày bắt đầu.");
    } else if end.year() <= LAST_YEAR && occurrences(rule, 0, starts_on, end, &[]).is_empty() {
        checks.fail("ends_on", "none", "Không có kỳ nào trước ngày kết thúc.");
    }
}

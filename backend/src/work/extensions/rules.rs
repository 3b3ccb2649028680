//! Which deadlines may be moved, and to which days.

use chrono::{DateTime, NaiveDate, Utc};
use shared::deadline::is_after;
use shared::time::end_of_day;
use shared::validate::Checks;

use crate::platform::error::{AppError, AppResult};
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::assignments;
use crate::work::assignments::repo::{Assignment, due_key, facts};

/// No deadline is moved further than this many days ahead.
const MAX_DAYS: i64 = 366;

/// The working deadline of work that waits for its unit.
///
/// # Errors
/// 409 where it does not wait, or has no deadline.
pub fn current_deadline(assignment: &Assignment) -> AppResult<DateTime<Utc>> {
    if !assignment.state.0.waits_for_unit() {
        return Err(AppError::wrong_state("Chỉ gia hạn việc đang chờ đơn vị thực hiện."));
    }
    let due = facts(assignment).working_due();
    due.ok_or_else(|| AppError::wrong_state("Việc không có hạn nên không cần gia hạn."))
}

/// A new deadline is later than the one that is, not past, within a year, and for a part within
/// the whole's.
///
/// # Errors
/// When the database fails; what is wrong goes to `checks`.
pub async fn check_day(
    work: &UnitOfWork,
    checks: &mut Checks,
    assignment: &Assignment,
    day: NaiveDate,
) -> AppResult<()> {
    let due = end_of_day(day);
    let working = facts(assignment).working_due();
    let later = working.is_none_or(|working| due > working);
    checks.ensure(later, "due_on", "not_later", "Chọn ngày sau hạn hiện tại.");
    checks.ensure(!is_after(due, work.now), "due_on", "past", "Chọn từ hôm nay trở đi.");
    let near = due <= work.now + chrono::Duration::days(MAX_DAYS);
    checks.ensure(near, "due_on", "too_far", "Không quá một năm.");
    if let Some(whole) = assignment.parent_assignment_id {
        let whole = assignments::repo::by_id(&work.tx, whole.into()).await?;
        let until = whole.and_then(|whole| facts(&whole).working_due());
        let message = "Không sau hạn của đơn vị chủ trì.";
        checks.ensure(until.is_none_or(|until| due <= until), "due_on", "after_whole", message);
    }
    Ok(())
}

/// Moves the working deadline; the original one stays.
///
/// # Errors
/// 409 where there is nothing to move or the day is past.
pub async fn move_deadline(
    work: &UnitOfWork,
    assignment: &Assignment,
    day: NaiveDate,
) -> AppResult<()> {
    current_deadline(assignment)?;
    let due = end_of_day(day);
    if is_after(due, work.now) {
        return Err(AppError::wrong_state("Ngày xin gia hạn đã qua. Hãy đề nghị ngày khác."));
    }
    let mut moved = facts(assignment);
    moved.due_at = Some(due);
    let mut changed = assignment.clone();
    changed.due_at = Some(due);
    changed.due_key = due_key(moved.working_due());
    changed.extensions = assignment.extensions + 1;
    changed.due_set_at = Some(work.now);
    work.save(assignment, &changed).await?;
    Ok(())
}

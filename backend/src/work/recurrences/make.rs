//! Making one task of a recurrence, in the name of the post that set it up.

use chrono::{DateTime, NaiveDate, Utc};
use shared::dto::work::task::TaskCreate;
use shared::recurrence::Occurrence;
use shared::time::{add_working_days, day_of};
use shared::{Action, permits};
use uuid::Uuid;

use super::repo::{self, Recurrence, RecurrenceTask};
use crate::identity::users::handover::Handovers;
use crate::organisation::settings::Office;
use crate::platform::access::session::is_current;
use crate::platform::access::{Person, PersonPermit};
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::repo::people;
use crate::platform::settings;
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::tasks;
use crate::work::templates::plan;
use crate::work::templates::resolve::ResolvedPlans;

/// Whoever makes the tasks, while the post holds and may.
///
/// # Errors
/// The database.
pub async fn acting_person(
    db: &impl Connection,
    row: &Recurrence,
    now: DateTime<Utc>,
) -> AppResult<Option<Person>> {
    // A post that has ended is followed by the one that took over.
    let handovers = Handovers::of(db, row.commune_id, day_of(now)).await?;
    let present = handovers.current_post(row.created_by);
    let Some(post) = people::find_post(db, present.into()).await? else { return Ok(None) };
    let user = people::find_user(db, post.user_id.into()).await?;
    let may_log_in = user.is_some_and(|user| user.disabled_at.is_none())
        && is_current(post.valid_from, post.valid_to, now);
    let role = Some(post.role.0).filter(|role| permits(*role, Action::TaskWrite));
    Ok(role.filter(|_| may_log_in).map(|role| Person {
        user_id: post.user_id,
        post_id: post.id,
        session_id: Uuid::nil(),
        commune_id: post.commune_id,
        unit_id: post.unit_id,
        role,
        second_factor_pending: false,
        on_behalf_of: None,
    }))
}

/// Makes the task of a period and settles the period with it.
///
/// # Errors
/// A sentence or fields that say why it cannot be made; 409 where another has made it.
pub async fn make_task(work: &UnitOfWork, row: &Recurrence, one: &Occurrence) -> AppResult<Uuid> {
    let today = day_of(work.now);
    let no_longer_in_post = "Người lập lịch không còn giữ chức vụ được giao việc. \
                Lưu lại lịch lặp để giao việc bằng chức vụ của mình.";
    let person = acting_person(&work.tx, row, work.now).await?;
    let permit = person.and_then(PersonPermit::for_job);
    let permit = permit.ok_or_else(|| AppError::wrong_state(no_longer_in_post))?;
    let (plan, resolved) =
        ResolvedPlans::resolve(&work.tx, row.commune_id, &row.plan, today).await?;
    if let Some(why) = resolved.ended_reference(&plan) {
        return Err(AppError::wrong_state(&why));
    }
    let due_on = Some(due_on(work, row.commune_id, one).await?);
    let body = TaskCreate { due_on, open: true, ..plan::as_task(plan) };
    let task = tasks::service::insert_task(work, &permit, &body).await?;
    let made = RecurrenceTask {
        recurrence_id: row.id,
        period_key: one.period_key.clone(),
        task_id: Some(task.id),
        made_at: work.now,
        late: one.make_on < today,
    };
    work.audit(None::<&()>, Some(&made));
    repo::insert_settled(&work.tx, [made]).await?;
    Ok(task.id)
}

/// The deadline of a period's task: its own; where that has passed while the system was off, as
/// many working days from now as a returned report has. Nobody is late with work that was not given.
async fn due_on(work: &UnitOfWork, commune_id: Uuid, one: &Occurrence) -> AppResult<NaiveDate> {
    let today = day_of(work.now);
    if one.due_on >= today {
        return Ok(one.due_on);
    }
    let settings = settings::of(&work.tx, commune_id).await?;
    let office = Office::of(&work.tx, commune_id, settings, today).await?;
    let days = office.settings.resubmit_working_days;
    Ok(day_of(add_working_days(work.now, days, &office.holidays)))
}

//! The making of what is due. Any number of servers may do it at once: a commune's writers queue
//! at its audit head, each looks again once it is its turn, and a period has one row.

use chrono::{Duration, NaiveDate};
use shared::ErrorCode;
use shared::dto::work::recurrence::RecurrenceState;
use shared::id::RecurrenceId;
use shared::recurrence::Occurrence;
use shared::state::NoticeKind;
use shared::time::day_of;

use super::repo::{self, Recurrence};
use super::{make, periods};
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::jobs::tally::Tally;
use crate::platform::outbox::cause::{Cause, Recipients};
use crate::platform::unit_of_work::UnitOfWork;
use crate::platform::unit_of_work::write_as_system;

/// What could not be made is tried again after so long.
const RETRY_AFTER: Duration = Duration::hours(1);

/// Makes every task whose day has come. What fails is told of, and the others go on.
///
/// # Errors
/// When the database fails.
pub async fn run(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    for row in repo::active(&app.db.read).await? {
        if let Err(error) = make_due_tasks(app, &row, &mut tally).await {
            tracing::error!(%error, recurrence = %row.id, "a recurrence was not tended");
            tally.add_failure(row.commune_id, error.to_string());
        }
    }
    Ok(tally)
}

async fn make_due_tasks(app: &App, row: &Recurrence, tally: &mut Tally) -> AppResult<()> {
    let now = app.clock.now();
    if row.failed_at.is_some_and(|at| now < at + RETRY_AFTER) {
        return Ok(());
    }
    let today = day_of(now);
    for one in periods::due(&app.db.read, row, today).await? {
        match make_once(app, row, &one).await {
            Ok(()) => tally.add_done(row.commune_id, 1),
            // Another server has made it, or somebody has paused or changed it meanwhile.
            Err(AppError::Code(ErrorCode::Conflict, _)) => {}
            Err(error) => {
                let why = failure_reason(&error).ok_or(error)?;
                record_failure(app, row, &why).await?;
                tally.add_failure(row.commune_id, why);
                return Ok(());
            }
        }
    }
    if row.ends_on.is_some_and(|end| end < today) {
        end_if_over(app, row, today).await?;
    }
    Ok(())
}

/// Makes the task of a period in a transaction of its own, unless that was done.
async fn make_once(app: &App, row: &Recurrence, one: &Occurrence) -> AppResult<()> {
    write_as_system(app, row.commune_id, "server", "recurrence.make", async |work| {
        let row = find_active(work, row.id.into()).await?;
        let due = periods::due(&work.tx, &row, day_of(work.now)).await?;
        if !due.contains(one) {
            return Err(ErrorCode::Conflict.into());
        }
        let task = make::make_task(work, &row, one).await?;
        if row.last_error.is_some() {
            let recovered = Recurrence { last_error: None, failed_at: None, ..row.clone() };
            work.save(&row, &recovered).await?;
        }
        Ok(((), ("task", task)))
    })
    .await
}

async fn find_active(work: &UnitOfWork, id: RecurrenceId) -> AppResult<Recurrence> {
    let row = repo::by_id(&work.tx, id).await?;
    let live = row.filter(|row| row.state == RecurrenceState::Active);
    Ok(live.ok_or(ErrorCode::Conflict)?)
}

/// Why a task could not be made, where that lies with what was asked and not with the server.
fn failure_reason(error: &AppError) -> Option<String> {
    match error {
        AppError::Code(ErrorCode::WrongState, Some(words)) => Some(words.clone()),
        AppError::Fields(errors) => {
            let words: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
            Some(words.join(" "))
        }
        _ => None,
    }
}

async fn record_failure(app: &App, row: &Recurrence, why: &str) -> AppResult<()> {
    let same = row.last_error.as_deref() == Some(why);
    if same {
        // Nothing new to tell: nobody's version and no log grows by it.
        return repo::set_failed_at(app.db.writer(), row.id.into(), app.clock.now()).await;
    }
    let saved = write_as_system(app, row.commune_id, "server", "recurrence.fail", async |work| {
        let row = find_active(work, row.id.into()).await?;
        if row.last_error.as_deref() == Some(why) {
            return Err(ErrorCode::Conflict.into());
        }
        save_failure(work, &row, why).await?;
        Ok(((), ("recurrence", row.id)))
    });
    match saved.await {
        Err(AppError::Code(ErrorCode::Conflict, _)) => Ok(()),
        saved => saved,
    }
}

/// A recurrence could not make its task, for another reason than the last time.
///
/// # Errors
/// The database.
pub async fn save_failure(work: &UnitOfWork, row: &Recurrence, why: &str) -> AppResult<()> {
    let (last_error, failed_at) = (Some(why.to_owned()), Some(work.now));
    let failed = Recurrence { last_error, failed_at, ..row.clone() };
    work.save(row, &failed).await?;
    work.notify(Cause {
        kind: NoticeKind::RecurrenceFailed,
        assignment: None,
        to: Recipients::Coordinators,
        by_user: None,
        by_post: None,
        note: Some(format!("{}: {why}", row.name)),
    });
    Ok(())
}

/// Ends a recurrence whose last task is made.
async fn end_if_over(app: &App, row: &Recurrence, today: NaiveDate) -> AppResult<()> {
    let ended = write_as_system(app, row.commune_id, "server", "recurrence.end", async |work| {
        let row = find_active(work, row.id.into()).await?;
        let over = row.ends_on.is_some_and(|end| end < today);
        if !over || !periods::due(&work.tx, &row, today).await?.is_empty() {
            return Err(ErrorCode::Conflict.into());
        }
        let state = RecurrenceState::Ended.into();
        work.save(&row, &Recurrence { state, ..row.clone() }).await?;
        Ok(((), ("recurrence", row.id)))
    });
    match ended.await {
        Err(AppError::Code(ErrorCode::Conflict, _)) => Ok(()),
        ended => ended,
    }
}

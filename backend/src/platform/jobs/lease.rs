//! Which server does a job now, so that not all of them do the same work.

use std::time::Duration;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::job::Job;
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::entity::job_lease;
use crate::platform::error::AppResult;

/// How long what was claimed stays claimed: a worker that was killed is followed after that.
pub const LEASE: Duration = Duration::from_secs(30);

/// Whether the job is this server's now. It stays so while it looks often enough; once it has
/// stopped, another takes over.
///
/// # Errors
/// The database.
pub async fn take(app: &App, job: Job) -> AppResult<bool> {
    use job_lease::Column as C;
    let (now, until) = (Clock::lease_now(), Clock::leased_until(LEASE));
    let worker = &*app.worker;
    let held = job_lease::Entity::find_by_id(job.as_str()).one(&app.db.read).await?;
    let looked_at = app.clock.now();
    match held {
        // A lease of which more than half is left need not be written again.
        Some(row) if row.worker == worker && row.leased_until - now > (until - now) / 2 => Ok(true),
        Some(row) if row.worker != worker && row.leased_until > now => Ok(false),
        Some(row) => {
            let taken = job_lease::Entity::update_many()
                .col_expr(C::Worker, Expr::value(worker))
                .col_expr(C::LeasedUntil, Expr::value(until))
                .col_expr(C::LookedAt, Expr::value(looked_at))
                .filter(C::Job.eq(job.as_str()))
                .filter(C::LeasedUntil.eq(row.leased_until))
                .filter(C::Worker.eq(row.worker))
                .exec(app.db.writer())
                .await?;
            Ok(taken.rows_affected == 1)
        }
        None => {
            let row = job_lease::Model {
                job: job.as_str().into(),
                worker: worker.to_owned(),
                leased_until: until,
                looked_at,
            };
            let written = job_lease::Entity::insert(row.into_active_model())
                .on_conflict(OnConflict::column(C::Job).do_nothing().to_owned())
                .exec_without_returning(app.db.writer())
                .await?;
            Ok(written > 0)
        }
    }
}

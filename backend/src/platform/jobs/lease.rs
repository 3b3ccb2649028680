//! Which server does a job now, so that not all of them do the same work.

use std::time::Duration;

use super::job::Job;
use super::repo::leases::{self, JobLease};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::error::AppResult;

/// How long what was claimed stays claimed: a worker that was killed is followed after that.
pub const LEASE: Duration = Duration::from_secs(30);

/// Whether the job is this server's now. It stays so while it looks often enough; once it has
/// stopped, another takes over.
///
/// # Errors
/// The database.
pub async fn take(app: &App, job: Job) -> AppResult<bool> {
    let (now, until) = (Clock::lease_now(), Clock::leased_until(LEASE));
    let worker = &*app.worker;
    let current = leases::find(&app.db.read, job.as_str()).await?;
    let looked_at = app.clock.now();
    match current {
        // A lease of which more than half is left need not be written again.
        Some(row) if row.worker == worker && row.leased_until - now > (until - now) / 2 => Ok(true),
        Some(row) if row.worker != worker && row.leased_until > now => Ok(false),
        Some(row) => leases::take_over(app.db.writer(), row, worker, until, looked_at).await,
        None => {
            let row = JobLease {
                job: job.as_str().into(),
                worker: worker.to_owned(),
                leased_until: until,
                looked_at,
            };
            leases::insert(app.db.writer(), row).await
        }
    }
}

//! Background jobs. Jobs run beside `serve` and in `worker`; any number of them may:
//! every effect is keyed by its cause, leases only save work.

pub mod handlers;
pub mod repo;
pub mod runs;
mod sweep;

use std::future::Future;
use std::time::{Duration, Instant};

use crate::notifications::{digests, mail, notices};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::error::AppResult;
use crate::platform::http::api::Registry;
use crate::platform::jobs::job::Job;
use crate::platform::jobs::lease;
use crate::platform::jobs::tally::Tally;
use crate::platform::{audit, backup};
use crate::work::recurrences;

/// The outbox and the mail are looked at so often even when nobody wakes them: another server may
/// have put something there, and what was put off comes due.
const QUEUE_INTERVAL: Duration = Duration::from_secs(1);
/// The escalation, the morning and the calendar are looked at so often.
const SCHEDULE_INTERVAL: Duration = Duration::from_secs(20);
/// What has had its time is cleared away so often.
const SWEEP_INTERVAL: Duration = Duration::from_secs(3600);

/// Does what a job is for.
async fn run_job(job: Job, app: &App) -> AppResult<Tally> {
    match job {
        Job::Outbox => notices::outbox::process_due(app).await,
        Job::Mail => mail::deliver::run(app).await,
        Job::Reminders => notices::reminders::run(app).await,
        Job::Digests => digests::job::run(app).await,
        Job::Recurrences => recurrences::job::run(app).await,
        Job::Audit => audit::job::run(app).await,
        Job::Sweep => {
            let mut tally = Tally::default();
            audit::trim::trim(app, &mut tally).await?;
            sweep::sweep(app).await?;
            app.db.analyze().await?;
            Ok(tally)
        }
        Job::Backup => backup::schedule::run(app).await,
    }
}

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::read).add(handlers::past).add(handlers::mail_again);
}

/// Does what is due, now and from then on, until the server stops.
pub async fn run(app: App) {
    // Slow mail does not hold up the bell, and a panic in one ends none of the others.
    tokio::join!(
        supervise(&app, &[Job::Outbox], QUEUE_INTERVAL, true),
        supervise(&app, &[Job::Mail], QUEUE_INTERVAL, false),
        supervise(
            &app,
            &[Job::Recurrences, Job::Reminders, Job::Digests, Job::Audit],
            SCHEDULE_INTERVAL,
            false
        ),
        supervise(&app, &[Job::Sweep], SWEEP_INTERVAL, false),
        supervise(&app, &[Job::Backup], backup::schedule::EVERY, false),
    );
}

/// Repeats some jobs; begins again should one of them panic.
async fn supervise(app: &App, jobs: &'static [Job], every: Duration, wakeable: bool) {
    loop {
        let app = app.clone();
        match tokio::spawn(async move { run_repeatedly(&app, jobs, every, wakeable).await }).await {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(%error, "jobs ended unexpectedly and begin again");
                tokio::time::sleep(Clock::scaled(every)).await;
            }
        }
    }
}

async fn run_repeatedly(app: &App, jobs: &[Job], every: Duration, wakeable: bool) {
    let mut stopping = app.hub.stopping();
    loop {
        for job in jobs {
            if let Err(error) = run_if_leased(app, *job).await {
                tracing::error!(%error, job = job.as_str(), "a job failed");
            }
        }
        let wake = async {
            if wakeable { app.hub.wait_for_wake().await } else { std::future::pending().await }
        };
        tokio::select! {
            () = tokio::time::sleep(Clock::scaled(every)) => {}
            () = wake => {}
            _ = stopping.changed() => return,
        }
    }
}

/// Does a job unless another server does it just now.
async fn run_if_leased(app: &App, job: Job) -> AppResult<()> {
    // What is left of the disk is for logins; clearing away makes more of it.
    if job != Job::Sweep && app.disk.admit_write().is_err() {
        return Ok(());
    }
    if lease::take(app, job).await? {
        record_run(app, job, run_job(job, app)).await?;
    }
    Ok(())
}

/// Does everything that is due now, whoever else does so too.
///
/// # Errors
/// When the database or the disk fails.
pub async fn run_all_once(app: &App) -> AppResult<()> {
    for job in Job::ALL {
        record_run(app, job, run_job(job, app)).await?;
    }
    Ok(())
}

/// Runs a job and writes down how it went, where there was something to do.
async fn record_run(
    app: &App,
    job: Job,
    work: impl Future<Output = AppResult<Tally>>,
) -> AppResult<()> {
    let (began, clock) = (app.clock.now(), Instant::now());
    let result = work.await;
    let took = clock.elapsed();
    let (tally, result) = match result {
        Ok(tally) => (tally, Ok(())),
        Err(error) => {
            let mut tally = Tally::default();
            tally.server.add_failure(error.to_string());
            (tally, Err(error))
        }
    };
    for (commune_id, count) in tally.counts() {
        runs::write(app, job, commune_id, (began, took), count).await?;
    }
    result
}

//! What the server does unasked. Jobs run beside `serve` and in `worker`; any number of them may:
//! every effect is keyed by its cause, leases only save work.

pub mod handlers;
pub(crate) mod lease;
pub mod queue;
pub mod runs;
mod sweep;

use std::collections::BTreeMap;
use std::future::Future;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::app::App;
use crate::clock::Clock;
use crate::error::AppResult;
use crate::http::api::Registry;
use crate::{audit, backup, digests, mail, notices, recurrences};

/// How long what was claimed stays claimed: a worker that was killed is followed after that.
pub const LEASE: Duration = Duration::from_secs(30);
/// The outbox and the mail are looked at so often even when nobody rouses them: another server may
/// have put something there, and what was put off comes due.
const OFTEN: Duration = Duration::from_secs(1);
/// The ladder, the morning and the calendar are looked at so often.
const SELDOM: Duration = Duration::from_secs(20);
/// What has had its time is cleared away so often.
const HOURLY: Duration = Duration::from_secs(3600);

/// How much was done.
#[derive(Debug, Clone, Default)]
pub struct Count {
    /// How many things.
    pub done: i64,
    /// How many it failed to do.
    pub failed: i64,
    /// The last failure.
    pub error: Option<String>,
}

impl Count {
    /// Counts a failure.
    pub fn fail(&mut self, error: String) {
        self.failed += 1;
        self.error = Some(error);
    }
}

/// What a run of a job did: for each commune, whose administrator alone reads of it, and for the
/// server as a whole.
#[derive(Debug, Default)]
pub struct Tally {
    /// For the server as a whole.
    pub server: Count,
    communes: BTreeMap<Uuid, Count>,
}

impl Tally {
    /// Counts what was done for a commune.
    pub fn did(&mut self, commune_id: Uuid, things: i64) {
        self.communes.entry(commune_id).or_default().done += things;
    }

    /// Counts a failure that concerns a commune.
    pub fn fail(&mut self, commune_id: Uuid, error: String) {
        self.communes.entry(commune_id).or_default().fail(error);
    }

    /// Whether anything was done.
    #[must_use]
    pub fn did_anything(&self) -> bool {
        self.server.done > 0 || self.communes.values().any(|count| count.done > 0)
    }

    /// The counts that are to be written down.
    fn counts(self) -> impl Iterator<Item = (Option<Uuid>, Count)> {
        let communes = self.communes.into_iter().map(|(id, count)| (Some(id), count));
        communes.chain([(None, self.server)]).filter(|(_, count)| count.done + count.failed > 0)
    }
}

/// A job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Tells what waits in the outbox.
    Outbox,
    /// Delivers mail and messages.
    Mail,
    /// The ladder of reminders.
    Reminders,
    /// The leaders' digests and the morning's mail.
    Digests,
    /// Tasks that repeat.
    Recurrences,
    /// What the audit log has waited for, and its heads of the day.
    Audit,
    /// Clears away what has had its time.
    Sweep,
    /// The day's backup.
    Backup,
}

impl Job {
    /// Every job, in the order in which they are done once.
    pub const ALL: [Self; 8] = [
        Self::Recurrences,
        Self::Outbox,
        Self::Reminders,
        Self::Digests,
        Self::Mail,
        Self::Audit,
        Self::Sweep,
        Self::Backup,
    ];

    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Mail => "mail",
            Self::Reminders => "reminders",
            Self::Digests => "digests",
            Self::Recurrences => "recurrences",
            Self::Audit => "audit",
            Self::Sweep => "sweep",
            Self::Backup => "backup",
        }
    }

    async fn work(self, app: &App) -> AppResult<Tally> {
        match self {
            Self::Outbox => notices::outbox::drain(app).await,
            Self::Mail => mail::deliver::run(app).await,
            Self::Reminders => notices::reminders::run(app).await,
            Self::Digests => digests::job::run(app).await,
            Self::Recurrences => recurrences::job::run(app).await,
            Self::Audit => audit::job::run(app).await,
            Self::Sweep => {
                let mut tally = Tally::default();
                audit::trim::trim(app, &mut tally).await?;
                sweep::sweep(app).await?;
                app.db.keep_statistics().await?;
                Ok(tally)
            }
            Self::Backup => backup::schedule::run(app).await,
        }
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
        keep(&app, &[Job::Outbox], OFTEN, true),
        keep(&app, &[Job::Mail], OFTEN, false),
        keep(&app, &[Job::Recurrences, Job::Reminders, Job::Digests, Job::Audit], SELDOM, false),
        keep(&app, &[Job::Sweep], HOURLY, false),
        keep(&app, &[Job::Backup], backup::schedule::EVERY, false),
    );
}

/// Repeats some jobs; begins again should one of them panic.
async fn keep(app: &App, jobs: &'static [Job], every: Duration, roused: bool) {
    loop {
        let app = app.clone();
        match tokio::spawn(async move { repeat(&app, jobs, every, roused).await }).await {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(%error, "jobs ended unexpectedly and begin again");
                tokio::time::sleep(Clock::wait(every)).await;
            }
        }
    }
}

async fn repeat(app: &App, jobs: &[Job], every: Duration, roused: bool) {
    let mut stopping = app.bell.stopping();
    loop {
        for job in jobs {
            if let Err(error) = attempt(app, *job).await {
                tracing::error!(%error, job = job.as_str(), "a job failed");
            }
        }
        let rouse =
            async { if roused { app.bell.roused().await } else { std::future::pending().await } };
        tokio::select! {
            () = tokio::time::sleep(Clock::wait(every)) => {}
            () = rouse => {}
            _ = stopping.changed() => return,
        }
    }
}

/// Does a job unless another server does it just now.
async fn attempt(app: &App, job: Job) -> AppResult<()> {
    // What is left of the disk is for logins; clearing away makes more of it.
    if job != Job::Sweep && app.disk.admit_write().is_err() {
        return Ok(());
    }
    if lease::take(app, job).await? {
        record(app, job, job.work(app)).await?;
    }
    Ok(())
}

/// Does everything that is due now, whoever else does so too.
///
/// # Errors
/// When the database or the disk fails.
pub async fn once(app: &App) -> AppResult<()> {
    for job in Job::ALL {
        record(app, job, job.work(app)).await?;
    }
    Ok(())
}

/// Runs a job and writes down how it went, where there was something to do.
async fn record(
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
            tally.server.fail(error.to_string());
            (tally, Err(error))
        }
    };
    for (commune_id, count) in tally.counts() {
        runs::write(app, job, commune_id, (began, took), count).await?;
    }
    result
}

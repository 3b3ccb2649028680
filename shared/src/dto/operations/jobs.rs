//! Background jobs, and how they went.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One run of a job. Runs that found nothing to do are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobRunView {
    /// The job: `reminders`, `digests`, `recurrences`, `outbox`, `mail`, `sweep`,
    /// `backup`.
    #[cfg_attr(feature = "openapi", schema(example = "reminders"))]
    pub job: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// How many things it did.
    pub done: i64,
    /// How many it failed to do.
    pub failed: i64,
    /// What the last failure was.
    pub error: Option<String>,
    /// Which server ran it.
    #[cfg_attr(feature = "openapi", schema(example = "loa-1:4711"))]
    pub worker: String,
}

/// How a job stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobView {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "reminders"))]
    pub job: String,
    /// When a server last looked whether there is something to do.
    pub looked_at: Option<DateTime<Utc>>,
    /// Which server it was.
    pub worker: Option<String>,
    /// Its last run that had something to do.
    pub last_run: Option<JobRunView>,
}

/// How mail stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailView {
    /// Whether a mail server is configured; without one no mail is made.
    pub configured: bool,
    /// From which address.
    #[cfg_attr(feature = "openapi", schema(example = "Loa <loa@example.vn>"))]
    pub from: Option<String>,
    /// Mails that wait, those to be tried again among them.
    pub waiting: i64,
    /// Mails given up.
    pub failed: i64,
    /// What the mail server last said when one could not be sent.
    pub last_error: Option<String>,
    /// Whether messages also go to a webhook (SMS, Zalo OA).
    pub webhook: bool,
}

/// How backups stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupView {
    /// Whether the server makes them by itself.
    pub scheduled: bool,
    /// The hour of the day from which on the day's backup is due.
    #[cfg_attr(feature = "openapi", schema(example = 22))]
    pub hour: i64,
    /// After how many days the server removes those that it made.
    #[cfg_attr(feature = "openapi", schema(example = 30))]
    pub keep_days: i64,
    /// Whether those that the server makes are encrypted.
    pub encrypted: bool,
    /// Whether they lie on the filesystem of the data: a broken disk takes both.
    pub same_filesystem: bool,
    /// When the last one was made, by the server or by a command.
    pub last_at: Option<DateTime<Utc>>,
    /// Whether that is longer than two days ago, or never was.
    pub old: bool,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// How many mails and messages wait again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailAgain {
    /// How many.
    pub mails: i64,
}

/// State of all background jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobsView {
    /// The jobs.
    pub jobs: Vec<JobView>,
    /// Causes that wait to be told of.
    pub outbox_waiting: i64,
    /// The mail.
    pub mail: MailView,
    /// The backups.
    pub backup: BackupView,
}

//! What waits to be told, notices, mails, jobs.

entities! {
    /// Causes that wait to be told of, by the transaction that had them.
    outbox = "outbox" {
        #[sea_orm(primary_key, auto_increment = false)] commune_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] seq: i64, at: DateTimeUtc, causes: String,
        attempts: i64, next_key: i64, leased_until: i64, error: Option<String>,
    }
    /// Steps of the escalation that have been taken.
    reminder = "reminders" {
        #[sea_orm(primary_key, auto_increment = false)] subject_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] step: String, commune_id: Uuid,
        at: DateTimeUtc,
    }
    /// What people were told.
    notice = "notices" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, user_id: Uuid,
        cause: String, kind: String, at: DateTimeUtc, read_at: Option<DateTimeUtc>, shown: bool,
        mail_due: bool, assignment_id: Option<Uuid>, facts: String,
    }
    /// Mails, waiting and sent.
    mail = "mails" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, user_id: Uuid,
        channel: String, cause: String, kind: Option<String>, subject: String, body: String, html: String,
        may_mute: bool, created_at: DateTimeUtc, state: String, attempts: i64, next_key: i64,
        leased_until: i64, sent_at: Option<DateTimeUtc>, error: Option<String>,
        recipient: Option<String>,
    }
    /// What leaders were shown of a morning.
    digest = "digests" {
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] commune_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] day: Date, at: DateTimeUtc, content: String,
    }
    /// Which server does a job now.
    job_lease = "job_leases" {
        #[sea_orm(primary_key, auto_increment = false)] job: String, worker: String,
        leased_until: i64, looked_at: DateTimeUtc,
    }
    /// Runs of jobs that had something to do: for one commune, or for the server as a whole.
    job_run = "job_runs" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, job: String,
        started_at: DateTimeUtc, took_ms: i64, done: i64, failed: i64, error: Option<String>,
        worker: String, commune_id: Option<Uuid>,
    }
}

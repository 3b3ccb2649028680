//! Background jobs.

use super::{Answer, client, list_path};
use shared::dto::{
    operations::jobs::{JobRunView, JobsView, MailAgain},
    page::Page,
};

/// How all of it stands.
pub async fn read() -> Answer<JobsView> {
    client::get("/jobs").send().await
}

/// One page of runs, the newest first.
pub async fn runs(query: &str, cursor: Option<&str>) -> Answer<Page<JobRunView>> {
    client::get(&list_path("/jobs/runs", query, cursor, false)).send().await
}

/// Tries mails that were given up once more.
pub async fn mail_again() -> Answer<MailAgain> {
    client::post("/jobs/mail/again").json(&()).await
}

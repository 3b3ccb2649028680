//! HTTP of jobs.

use actix_web::{HttpResponse, get, post, web};
use shared::dto::operations::jobs::{JobRunView, JobsView, MailAgain};
use shared::dto::page::Page;

use super::repo::runs::Filter;
use super::runs;
use crate::notifications::mail::retry::retry;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Query, Reply, Write, list as listed};
use crate::platform::unit_of_work::write;

/// Reads how the background jobs stand.
///
/// Each job with its last run, the outbox, waiting and failed mail, and backups.
///
/// For the administrator and the chairman.
#[utoipa::path(tag = "jobs", operation_id = "read_jobs",
    responses((status = 200, description = "The jobs, the outbox and the mail", body = JobsView)))]
#[get("/api/v1/jobs")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::SettingsRead>,
) -> AppResult<HttpResponse> {
    Ok(listed(&runs::jobs_view(&app, permit.scope.commune_id).await?))
}

/// Lists runs of jobs, the newest first.
///
/// Those that had something to do for the commune, with what they did or why they failed.
///
/// For the administrator and the chairman.
#[utoipa::path(tag = "jobs", operation_id = "list_job_runs", params(Filter, Paging),
    responses((status = 200, description = "A page of runs", body = Page<JobRunView>)))]
#[get("/api/v1/jobs/runs")]
pub async fn past(
    app: web::Data<App>,
    permit: Permit<can::SettingsRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let commune_id = permit.scope.commune_id;
    Ok(listed(&runs::list(&app.db.read, commune_id, &filter.0, &paging.0).await?))
}

/// Tries mail that was given up once more.
///
/// The commune's mails and messages to phones that failed too often; the answer says how many wait
/// again.
///
/// For the administrator.
#[utoipa::path(tag = "jobs", operation_id = "retry_mail",
    responses((status = 200, description = "How many wait again", body = MailAgain)))]
#[post("/api/v1/jobs/mail/again")]
pub async fn mail_again(
    app: web::Data<App>,
    permit: PersonPermit<can::SettingsWrite>,
    body: Write<Option<serde_json::Value>>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "mail.again", async |work| {
        retry(work, permit.scope.commune_id).await
    })
    .await
}

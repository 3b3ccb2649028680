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

/// Background jobs, and how they stand with the commune.
#[utoipa::path(tag = "jobs", operation_id = "job_list",
    responses((status = 200, description = "The jobs, the outbox and the mail", body = JobsView)))]
#[get("/api/v1/jobs")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::SettingsRead>,
) -> AppResult<HttpResponse> {
    Ok(listed(&runs::jobs_view(&app, permit.scope.commune_id).await?))
}

/// Runs that had something to do for the commune, the newest first.
#[utoipa::path(tag = "jobs", operation_id = "job_runs", params(Filter, Paging),
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

/// Tries the commune's mails and messages that were given up once more.
#[utoipa::path(tag = "jobs", operation_id = "mail_again",
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

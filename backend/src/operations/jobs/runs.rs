//! How runs of jobs went, and how the jobs stand.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, Order, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use serde::Deserialize;
use shared::dto::jobs::{JobRunView, JobView, JobsView, MailView};
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::app::App;
use crate::platform::backup;
use crate::platform::db::entity::{commune, job_lease, job_run, mail, outbox};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;
use crate::platform::id::id_at;
use crate::platform::jobs::job::Job;
use crate::platform::jobs::tally::Count;

/// Filters of the list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Runs of this job.
    pub job: Option<String>,
}

/// Writes down how a run went.
///
/// # Errors
/// The database.
pub async fn write(
    app: &App,
    job: Job,
    commune_id: Option<Uuid>,
    (started_at, took): (DateTime<Utc>, Duration),
    count: Count,
) -> AppResult<()> {
    let row = job_run::Model {
        id: id_at(started_at),
        job: job.as_str().into(),
        started_at,
        took_ms: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
        done: count.done,
        failed: count.failed,
        error: count.error,
        worker: app.worker.to_string(),
        commune_id,
    };
    job_run::Entity::insert(row.into_active_model())
        .exec_without_returning(app.db.writer())
        .await?;
    Ok(())
}

/// The runs that a commune's administrator may read of: what failed for others may name their
/// people and addresses. Those of the server as a whole are everybody's only where all that it
/// does is one commune's.
async fn of_commune(db: &impl ConnectionTrait, commune_id: Uuid) -> AppResult<Condition> {
    let own = job_run::Column::CommuneId.eq(commune_id);
    let alone = commune::Entity::find().count(db).await? == 1;
    let whole = alone.then(|| job_run::Column::CommuneId.is_null());
    Ok(Condition::any().add(own).add_option(whole))
}

/// The commune's runs, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<JobRunView>> {
    use job_run::Column as C;
    let mut select = job_run::Entity::find().filter(of_commune(db, commune_id).await?);
    if let Some(job) = &filter.job {
        select = select.filter(C::Job.eq(job.as_str()));
    }
    let sort = Sort { word: "-started_at".into(), column: C::Id, id: C::Id, order: Order::Desc };
    let found =
        page(db, select, sort, paging, |row: &job_run::Model| (Key::Id(row.id), row.id)).await?;
    let items = found.items.into_iter().map(view).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

fn view(row: job_run::Model) -> JobRunView {
    JobRunView {
        job: row.job,
        started_at: row.started_at,
        took_ms: row.took_ms,
        done: row.done,
        failed: row.failed,
        error: row.error,
        worker: row.worker,
    }
}

/// State of all background jobs, for a commune.
///
/// # Errors
/// The database.
pub async fn standing(app: &App, commune_id: Uuid) -> AppResult<JobsView> {
    let db = &app.db.read;
    let runs = of_commune(db, commune_id).await?;
    let leases = job_lease::Entity::find().all(db).await?;
    let mut jobs = Vec::with_capacity(Job::ALL.len());
    for job in Job::ALL {
        let lease = leases.iter().find(|row| row.job == job.as_str());
        let last = job_run::Entity::find()
            .filter(job_run::Column::Job.eq(job.as_str()))
            .filter(runs.clone())
            .order_by_desc(job_run::Column::Id)
            .one(db)
            .await?;
        jobs.push(JobView {
            job: job.as_str().into(),
            looked_at: lease.map(|row| row.looked_at),
            worker: lease.map(|row| row.worker.clone()),
            last_run: last.map(view),
        });
    }
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mails = || mail::Entity::find().filter(mail::Column::CommuneId.eq(commune_id));
    let in_state = |state: &'static str| mails().filter(mail::Column::State.eq(state));
    let waiting = outbox::Entity::find().filter(outbox::Column::CommuneId.eq(commune_id));
    let last_error = mails()
        .filter(mail::Column::Error.is_not_null())
        .order_by_desc(mail::Column::Id)
        .one(db)
        .await?;
    Ok(JobsView {
        jobs,
        backup: backup::standing::view(app).await?,
        outbox_waiting: count(waiting.count(db).await?),
        mail: MailView {
            configured: app.config.mail.is_some(),
            from: app.config.mail.as_ref().map(|mail| mail.from.to_string()),
            waiting: count(in_state("waiting").count(db).await?),
            failed: count(in_state("failed").count(db).await?),
            last_error: last_error.and_then(|row| row.error),
            webhook: app.config.gateway.is_some(),
        },
    })
}

//! Rows of the runs of jobs that had something to do.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select};

use crate::platform::db::entity::job_run::{Column, Entity};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::job_run::Model as JobRun;

fn of_job(job: &str) -> Select<Entity> {
    Entity::find().filter(Column::Job.eq(job)).order_by_desc(Column::StartedAt)
}

/// The last run of a job.
///
/// # Errors
/// The database.
pub async fn last(db: &impl Connection, job: &str) -> AppResult<Option<JobRun>> {
    of_job(job).row(db).await
}

/// The last run of a job that has done something.
///
/// # Errors
/// The database.
pub async fn last_done(db: &impl Connection, job: &str) -> AppResult<Option<JobRun>> {
    of_job(job).filter(Column::Done.gt(0)).row(db).await
}

/// Inserts a run.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: JobRun) -> AppResult<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

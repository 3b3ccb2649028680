//! Rows of the leases of jobs.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::platform::db::entity::job_lease::{Column, Entity};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::job_lease::Model as JobLease;

/// The lease of a job.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, job: &str) -> AppResult<Option<JobLease>> {
    Entity::find_by_id(job).row(db).await
}

/// The leases of all jobs.
///
/// # Errors
/// The database.
pub async fn list(db: &impl Connection) -> AppResult<Vec<JobLease>> {
    Entity::find().rows(db).await
}

/// Gives a lease that is still as `before` says to a worker; answers whether it was.
///
/// # Errors
/// The database.
pub async fn take_over(
    db: &impl Connection,
    before: JobLease,
    worker: &str,
    leased_until: i64,
    looked_at: DateTime<Utc>,
) -> AppResult<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::Worker, Expr::value(worker))
        .col_expr(Column::LeasedUntil, Expr::value(leased_until))
        .col_expr(Column::LookedAt, Expr::value(looked_at))
        .filter(Column::Job.eq(before.job))
        .filter(Column::LeasedUntil.eq(before.leased_until))
        .filter(Column::Worker.eq(before.worker))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Inserts a lease unless the job has one; answers whether it was inserted.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: JobLease) -> AppResult<bool> {
    let written = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(Column::Job).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(written > 0)
}

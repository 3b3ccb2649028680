//! Runs of jobs as a commune's administrator reads of them.

use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder};
use serde::Deserialize;
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::db::entity::job_run::{Column, Entity};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::jobs::repo::runs::JobRun;

/// Filters of the list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Runs of this job.
    pub job: Option<String>,
}

/// Whose runs are read.
#[derive(Debug, Clone, Copy)]
pub struct Readable {
    /// Those for this commune.
    pub commune_id: Uuid,
    /// Also those for the server as a whole.
    pub whole: bool,
}

impl Readable {
    fn condition(self) -> Condition {
        let whole = self.whole.then(|| Column::CommuneId.is_null());
        Condition::any().add(Column::CommuneId.eq(self.commune_id)).add_option(whole)
    }
}

/// One page of the runs, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    readable: Readable,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<JobRun>> {
    let mut select = Entity::find().filter(readable.condition());
    if let Some(job) = &filter.job {
        select = select.filter(Column::Job.eq(job.as_str()));
    }
    let sort =
        Sort { word: "-started_at".into(), column: Column::Id, id: Column::Id, order: Order::Desc };
    page(db, select, sort, paging, |row: &JobRun| (Key::Id(row.id), row.id)).await
}

/// The last run of a job.
///
/// # Errors
/// The database.
pub async fn last(
    db: &impl Connection,
    readable: Readable,
    job: &str,
) -> AppResult<Option<JobRun>> {
    Entity::find()
        .filter(Column::Job.eq(job))
        .filter(readable.condition())
        .order_by_desc(Column::Id)
        .row(db)
        .await
}

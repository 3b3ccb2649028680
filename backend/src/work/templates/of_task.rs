//! A task saved as a template.

use shared::dto::work::event::Anchor;
use shared::dto::work::task::Target;
use shared::dto::work::template::{FARTHEST_DUE, PlanUnit, TaskPlan, TemplateOfTask, TemplateView};
use shared::id::TaskId;
use shared::time::days_between;
use shared::validate::Checks;

use super::repo::{self, Template};
use super::service;
use crate::platform::access::{PersonPermit, can};
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned::unique_name;
use crate::work::events;
use crate::work::tasks;
use crate::work::tasks::repo::Task;

/// Saves a task as a template.
///
/// # Errors
/// 404; field errors; 409 when the id is taken.
pub async fn save(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    id: TaskId,
    body: TemplateOfTask,
) -> AppResult<Outcome<TemplateView>> {
    let scope = permit.scope;
    let row = tasks::repo::find(&work.tx, &scope, id).await?;
    let mut checks = Checks::new();
    let name =
        unique_name::<Template>(work, scope.commune_id, &mut checks, &body.name, None).await?;
    checks.finish()?;
    let anchor = events::repo::anchor(&work.tx, id).await?.map(|row| Anchor {
        event_id: row.event_id.into(),
        days: i32::try_from(row.days).unwrap_or_default(),
    });
    let due = row.due_at.filter(|_| anchor.is_none());
    let due_in_days = due.map(|due| {
        let days = u32::try_from(days_between(row.created_at, due)).unwrap_or_default();
        days.min(FARTHEST_DUE)
    });
    let plan = plan(work, row).await?;
    let id = body.id.unwrap_or_else(|| work.new_id().into());
    service::insert(work, scope.commune_id, (id, name), &plan, (due_in_days, anchor)).await
}

async fn plan(work: &UnitOfWork, row: Task) -> AppResult<TaskPlan> {
    let [topics, channels, audiences] = tasks::repo::items(&work.tx, row.id.into()).await?;
    let targets = tasks::repo::targets(&work.tx, [row.id]).await?.remove(&row.id);
    let mut units: Vec<PlanUnit> = Vec::new();
    for share in repo::assignments_of_task(&work.tx, row.id.into()).await? {
        // Two units may have become one.
        if units.iter().all(|unit| unit.unit_id.0 != share.responsible_unit_id) {
            let part = share.part.0;
            units.push(PlanUnit { unit_id: share.responsible_unit_id.into(), part });
        }
    }
    let targets = targets.unwrap_or_default().into_iter();
    Ok(TaskPlan {
        title: row.title,
        description: row.description,
        directive_id: row.directive_id.map(Into::into),
        clause_id: row.clause_id.map(Into::into),
        topics: topics.into_iter().map(|item| item.id).collect(),
        channels: channels.into_iter().map(|item| item.id).collect(),
        audiences: audiences.into_iter().map(|item| item.id).collect(),
        targets: targets
            .map(|target| Target { indicator_id: target.indicator_id, amount: target.amount })
            .collect(),
        priority: Some(row.priority.0),
        reviewer_post_id: Some(row.reviewer_post_id.into()),
        units,
    })
}

//! What a task says, as templates and recurrences keep it.

use chrono::{DateTime, Utc};
use shared::dto::work::task::{AssignUnit, TaskCreate};
use shared::dto::work::template::TaskPlan;
use shared::validate::Checks;

use crate::platform::access::Person;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::work::tasks::input::{self, LONG, TITLE};

/// A plan as it is stored.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn write(plan: &TaskPlan) -> AppResult<String> {
    Ok(serde_json::to_string(plan)?)
}

/// A stored plan.
///
/// # Errors
/// When it is none.
pub fn read(stored: &str) -> AppResult<TaskPlan> {
    Ok(serde_json::from_str(stored)?)
}

/// A new task that says what the plan does, without days.
#[must_use]
pub fn as_task(plan: TaskPlan) -> TaskCreate {
    let units = plan.units.into_iter();
    TaskCreate {
        id: None,
        title: plan.title,
        description: plan.description,
        directive_id: plan.directive_id,
        clause_id: plan.clause_id,
        topics: plan.topics,
        channels: plan.channels,
        audiences: plan.audiences,
        targets: plan.targets,
        priority: plan.priority,
        due_on: None,
        anchor: None,
        reviewer_post_id: plan.reviewer_post_id,
        units: units
            .map(|unit| AssignUnit { unit_id: unit.unit_id, part: unit.part, due_on: None })
            .collect(),
        open: false,
    }
}

/// A plan in stored form; what is wrong with it goes to `checks`, as a new task would say it.
/// `open` asks what a task that opens at once is asked.
///
/// # Errors
/// The database.
pub async fn check(
    db: &impl Connection,
    checks: &mut Checks,
    person: &Person,
    plan: TaskPlan,
    open: bool,
    now: DateTime<Utc>,
) -> AppResult<TaskPlan> {
    let commune = person.commune_id;
    let checks = checks.at("task.");
    let title = checks.required("title", &plan.title, TITLE);
    let description = checks.optional("description", &plan.description, LONG);
    let request = TaskCreate { open, ..as_task(plan.clone()) };
    input::check_items(db, checks, commune, &request).await?;
    input::check_targets(db, checks, commune, &request.targets).await?;
    input::check_units(db, checks, commune, &request.units, now).await?;
    let (directive_id, clause_id) = input::check_source(db, checks, commune, &request).await?;
    if plan.reviewer_post_id.is_some() {
        input::find_reviewer(db, checks, person, plan.reviewer_post_id, now).await?;
    }
    let given = !open || !plan.units.is_empty();
    checks.ensure(given, "units", "required", "Chọn ít nhất một đơn vị.");
    checks.at("");
    Ok(TaskPlan { title, description, directive_id, clause_id, ..plan })
}

//! Rows of assignments.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    ExprTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};
use serde::Deserialize;
use shared::ErrorCode;
use shared::dto::assignment::TimelineKind;
use shared::dto::search::SearchKind;
use shared::state::AssignmentState;
use shared::time::{end_of_day, start_of_day};
use uuid::Uuid;

use super::found::{Found, with_names};
use crate::db::Work;
use crate::db::entity::{assignment, assignment_event, task, unit, unit_succession};
use crate::db::filter::words;
use crate::db::page::{Key, Paging, Sort, direction, page, unknown_sort};
use crate::error::{AppError, AppResult};
use crate::http::{Person, Scope};
use crate::notices::cause::{Cause, To};
use crate::search::query;
use crate::tasks::assign::{UNDATED, due_key};
use shared::state::NoticeKind;

/// Filters of the list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Assignments of this unit.
    pub unit: Option<Uuid>,
    /// Assignments of this task.
    pub task: Option<Uuid>,
    /// Parts of this assignment.
    pub parent: Option<Uuid>,
    /// States, separated by commas.
    pub state: Option<String>,
    /// `overdue`, `due_soon` (3 days), `due_in_7_days`, `waiting`, `undated` or `done`.
    pub timeliness: Option<String>,
    /// Working deadline on or after this day.
    pub due_from: Option<NaiveDate>,
    /// Working deadline on or before this day.
    pub due_to: Option<NaiveDate>,
    /// Words of the task or the unit, without marks.
    pub q: Option<String>,
    /// Only those the unit still has to act on.
    pub waiting_for_me: Option<bool>,
    /// `due_at` (default) or `created_at`; `-` before it turns it round.
    pub sort: Option<String>,
}

/// The assignments a scope sees: all of the commune, or the unit's visible ones.
#[must_use]
pub fn visible(scope: &Scope) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let select = assignment::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    match scope.unit_id {
        None if scope.home.is_none() => select.filter(C::Visible.eq(true)),
        None => select,
        Some(unit) => select.filter(C::ResponsibleUnitId.eq(unit)).filter(C::Visible.eq(true)),
    }
}

/// The same with the parts that a unit has given of its own: to read and to review, not to do.
#[must_use]
pub fn visible_with_parts(scope: &Scope) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let Some(unit) = scope.unit_id else { return visible(scope) };
    assignment::Entity::find()
        .filter(C::CommuneId.eq(scope.commune_id))
        .filter(C::Visible.eq(true))
        .filter(C::ResponsibleUnitId.eq(unit).or(C::ParentAssignmentId.in_subquery(led_by(unit))))
}

/// The ids of the assignments that a unit answers for, or that were done by a unit which it has
/// followed: parts of those may still come back.
fn led_by(unit: Uuid) -> SelectStatement {
    use assignment::Column as C;
    let forerunners = unit_succession::Entity::find()
        .select_only()
        .column(unit_succession::Column::FromUnitId)
        .filter(unit_succession::Column::ToUnitId.eq(unit))
        .into_query();
    assignment::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::ResponsibleUnitId.eq(unit).or(C::ResponsibleUnitId.in_subquery(forerunners)))
        .into_query()
}

/// The ids of the parts that a unit has given of its own assignments.
#[must_use]
pub fn parts_given_by(unit: Uuid) -> SelectStatement {
    assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .filter(assignment::Column::ParentAssignmentId.in_subquery(led_by(unit)))
        .into_query()
}

/// One assignment that the scope reads.
///
/// # Errors
/// 404 when there is none.
pub async fn seen(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> AppResult<assignment::Model> {
    let row = visible_with_parts(scope).filter(assignment::Column::Id.eq(id)).one(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// One assignment in scope.
///
/// # Errors
/// 404 when there is none.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> AppResult<assignment::Model> {
    let row = visible(scope).filter(assignment::Column::Id.eq(id)).one(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

fn timeliness(word: &str, now: DateTime<Utc>) -> AppResult<Condition> {
    use assignment::Column as C;
    const SECOND: i64 = 1000;
    let now_ms = now.timestamp_millis();
    let open = || C::State.is_in(["assigned", "acknowledged", "returned"]);
    let until = |days: i64| {
        let day = shared::time::day_of(now) + chrono::Duration::days(days);
        C::DueKey.gt(now_ms - SECOND).and(C::DueKey.lte(end_of_day(day).timestamp_millis()))
    };
    Ok(match word {
        "overdue" => Condition::all().add(open()).add(C::DueKey.lte(now_ms - SECOND)),
        "due_soon" => Condition::all().add(open()).add(until(shared::deadline::DUE_SOON_DAYS)),
        "due_in_7_days" => Condition::all().add(open()).add(until(7)),
        "waiting" => Condition::all().add(C::State.eq("submitted")),
        "undated" => Condition::all().add(open()).add(C::DueKey.eq(UNDATED)),
        "done" => Condition::all().add(C::State.is_in(["approved", "cancelled"])),
        _ => {
            let known = "timeliness: overdue, due_soon, due_in_7_days, waiting, undated, done";
            return Err(AppError::Code(ErrorCode::MalformedQuery, Some(known.into())));
        }
    })
}

/// A page of assignments.
///
/// # Errors
/// A malformed filter, or a failing database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<shared::dto::page::Page<Found>> {
    use assignment::Column as C;
    // Parts show where they are asked for, and to those who are to do them.
    let mut select = match filter.parent {
        Some(parent) => {
            with_names(visible_with_parts(scope)).filter(C::ParentAssignmentId.eq(parent))
        }
        None if scope.unit_id.is_none() => {
            with_names(visible(scope)).filter(C::ParentAssignmentId.is_null())
        }
        None => with_names(visible(scope)),
    };
    // Drafts show only on the page of their own task.
    if filter.task.is_none() {
        select = select.filter(C::Visible.eq(true));
    }
    if let Some(unit) = filter.unit {
        select = select.filter(C::ResponsibleUnitId.eq(unit));
    }
    if let Some(task) = filter.task {
        select = select.filter(C::TaskId.eq(task));
    }
    if let Some(state) = &filter.state {
        select = select.filter(C::State.is_in(words(state, "state", AssignmentState::parse)?));
    }
    if let Some(word) = &filter.timeliness {
        select = select.filter(timeliness(word, now)?);
    }
    if filter.waiting_for_me == Some(true) {
        select = select.filter(C::State.is_in(["assigned", "acknowledged", "returned"]));
    }
    if let Some(from) = filter.due_from {
        select = select.filter(C::DueKey.gte(start_of_day(from).timestamp_millis()));
    }
    if let Some(to) = filter.due_to {
        select = select.filter(C::DueKey.lte(end_of_day(to).timestamp_millis()));
    }
    if let Some(q) = filter.q.as_ref().filter(|q| query::typed(q).is_some()) {
        select = select.filter(named_like(db, scope, q).await?);
    }
    let word = filter.sort.as_deref().unwrap_or("due_at");
    let (name, order) = direction(word);
    let sort = |column| Sort { word: word.to_owned(), column, id: C::Id, order };
    match name {
        "due_at" => {
            let key = |found: &Found| (Key::Number(found.row.due_key), found.row.id);
            page(db, select, sort(C::DueKey), paging, key).await
        }
        // Ids order by the time they were made.
        "created_at" => {
            let key = |found: &Found| (Key::Id(found.row.id), found.row.id);
            page(db, select, sort(C::Id), paging, key).await
        }
        _ => Err(unknown_sort("due_at, created_at")),
    }
}

/// So many tasks are looked up one by one; more are so many that a page of theirs is found soon
/// by walking along the deadlines.
const FEW_TASKS: u64 = 200;

/// Assignments whose task or unit is named like `q`. Few tasks are named by their ids, so that
/// the database takes them by the index instead of asking every assignment.
async fn named_like(db: &impl ConnectionTrait, scope: &Scope, q: &str) -> AppResult<Condition> {
    use assignment::Column as C;
    let tasks = || query::titled(db, SearchKind::Task, scope.commune_id, q).unwrap_or_default();
    let units = query::titled(db, SearchKind::Unit, scope.commune_id, q).unwrap_or_default();
    let units: Vec<Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Id.in_subquery(units))
        .into_tuple()
        .all(db)
        .await?;
    let found: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::Id.in_subquery(tasks()))
        .limit(FEW_TASKS + 1)
        .into_tuple()
        .all(db)
        .await?;
    let few = found.len() as u64 <= FEW_TASKS;
    if few && units.is_empty() {
        return Ok(Condition::all().add(C::TaskId.is_in(found)));
    }
    Ok(Condition::any().add(C::TaskId.in_subquery(tasks())).add(C::ResponsibleUnitId.is_in(units)))
}

/// The assignments of a task that are not cancelled.
///
/// # Errors
/// When the database fails.
pub async fn of_task(
    db: &impl ConnectionTrait,
    task_id: Uuid,
) -> AppResult<Vec<assignment::Model>> {
    Ok(assignment::Entity::find()
        .filter(assignment::Column::TaskId.eq(task_id))
        .filter(assignment::Column::State.ne("cancelled"))
        .all(db)
        .await?)
}

/// Shows a task's assignments to their units.
///
/// # Errors
/// When the database fails.
pub async fn show_task(work: &Work, person: &Person, task_id: Uuid) -> AppResult<()> {
    for row in of_task(&work.tx, task_id).await? {
        let changed = assignment::ActiveModel {
            id: Set(row.id),
            visible: Set(true),
            due_set_at: Set(Some(work.now)),
            ..Default::default()
        };
        save(work, &row, changed).await?;
        work.tell(Cause::by(person, NoticeKind::Assigned, row.id, To::Unit));
    }
    Ok(())
}

/// Moves the deadlines of a draft's assignments that follow the task's.
///
/// # Errors
/// When the database fails.
pub async fn move_draft_deadlines(
    work: &Work,
    task_id: Uuid,
    to: Option<DateTime<Utc>>,
    follows: impl Fn(&assignment::Model) -> bool,
) -> AppResult<()> {
    for row in of_task(&work.tx, task_id).await? {
        if follows(&row) {
            let changed = assignment::ActiveModel {
                id: Set(row.id),
                original_due_at: Set(to),
                due_at: Set(to),
                due_key: Set(due_key(to)),
                ..Default::default()
            };
            save(work, &row, changed).await?;
        }
    }
    Ok(())
}

/// Writes a change, with its version and place in the chain.
///
/// # Errors
/// When the database fails.
pub async fn save(
    work: &Work,
    before: &assignment::Model,
    mut changed: assignment::ActiveModel,
) -> AppResult<assignment::Model> {
    changed.version = Set(before.version + 1);
    changed.change_seq = Set(work.seq);
    let after = changed.update(&work.tx).await?;
    work.audit(Some(before), Some(&after));
    Ok(after)
}

/// Adds an entry to the timeline.
///
/// # Errors
/// When the database fails.
pub async fn record(
    work: &Work,
    person: &Person,
    assignment_id: Uuid,
    kind: TimelineKind,
    note: Option<String>,
    revision: Option<i64>,
) -> AppResult<()> {
    let row = assignment_event::Model {
        id: work.new_id(),
        assignment_id,
        commune_id: person.commune_id,
        kind: kind.as_str().into(),
        at: work.now,
        user_id: person.user_id,
        post_id: person.post_id,
        note,
        revision,
        on_behalf_of: person.on_behalf_of,
    };
    if let Some((notice, to)) = Cause::of_timeline(kind) {
        work.tell(Cause::by(person, notice, assignment_id, to).saying(row.note.clone()));
    }
    assignment_event::Entity::insert(assignment_event::ActiveModel::from(row))
        .exec_without_returning(&work.tx)
        .await?;
    Ok(())
}

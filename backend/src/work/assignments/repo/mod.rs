//! Rows of assignments: which a scope sees, what they say of their deadlines, and the parts of one.
//! Lists of them are in `rows`, conditions on their deadlines in `overdue`, the timeline in `events`.

mod events;
mod overdue;
mod rows;

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use shared::ErrorCode;
use shared::dto::page::Named;
use shared::dto::work::activity::ValueView;
use shared::dto::work::split::PartView;
use shared::id::{AssignmentId, TaskId};
use shared::state::{AssignmentState, ReportState};
use uuid::Uuid;

pub use crate::platform::db::assignment_sum::{UNDATED, due_key, facts};
pub use events::{approvals, events, insert_event};
pub use overdue::{is_due_by, is_overdue, is_waiting, last_passed_key, waits_for_unit};
pub use rows::{
    AssignmentDetail, AssignmentRow, Filter, by_ids, count, find_detail, list, open_extensions,
    unread, with_names,
};

use crate::platform::access::Scope;
use crate::platform::db::entity::{assignment, report, task, unit_succession};
use crate::platform::db::names;
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::assignment::Model as Assignment;
pub use crate::platform::db::entity::assignment_event::Model as AssignmentEvent;

/// The assignments a scope sees: all of the commune, or the unit's visible ones.
#[must_use]
pub fn actionable_by(scope: &Scope) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let select = assignment::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    match scope.unit_id {
        None if scope.own_unit_id.is_none() => select.filter(C::Visible.eq(true)),
        None => select,
        Some(unit) => select.filter(C::ResponsibleUnitId.eq(unit)).filter(C::Visible.eq(true)),
    }
}

/// The same with the parts that a unit has given of its own: to read and to review, not to do.
#[must_use]
pub fn readable_by(scope: &Scope) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let Some(unit) = scope.unit_id else { return actionable_by(scope) };
    assignment::Entity::find()
        .filter(C::CommuneId.eq(scope.commune_id))
        .filter(C::Visible.eq(true))
        .filter(C::ResponsibleUnitId.eq(unit).or(is_part_given_by(unit)))
}

/// The units whose work went to a unit.
fn forerunners(unit: Uuid) -> SelectStatement {
    unit_succession::Entity::find()
        .select_only()
        .column(unit_succession::Column::FromUnitId)
        .filter(unit_succession::Column::ToUnitId.eq(unit))
        .into_query()
}

/// That an assignment is a part which a unit has given, or which a unit has given that it followed:
/// those may still come back. For one that is found already, or few.
#[must_use]
pub fn is_part_given_by(unit: Uuid) -> SimpleExpr {
    let whole = Alias::new("whole");
    let column = |column: assignment::Column| Expr::col((whole.clone(), column));
    let mut led = Query::select();
    led.expr(Expr::val(1))
        .from_as(assignment::Entity, whole.clone())
        .and_where(
            column(assignment::Column::Id)
                .equals((assignment::Entity, assignment::Column::ParentAssignmentId)),
        )
        .and_where(
            column(assignment::Column::ResponsibleUnitId)
                .eq(unit)
                .or(column(assignment::Column::ResponsibleUnitId).in_subquery(forerunners(unit))),
        );
    Expr::exists(led)
}

/// The ids of the parts that a unit has given of its own assignments.
#[must_use]
pub fn parts_given_by(unit: Uuid) -> SelectStatement {
    assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        // From the index of parts, which are few beside the assignments of a unit.
        .filter(assignment::Column::ParentAssignmentId.is_not_null())
        .filter(is_part_given_by(unit))
        .into_query()
}

/// Whether a unit has ever given a part of its work to another.
///
/// # Errors
/// The database.
pub async fn gave_parts(db: &impl Connection, unit: Uuid) -> AppResult<bool> {
    let part = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .filter(assignment::Column::ParentAssignmentId.is_not_null())
        .filter(is_part_given_by(unit));
    Ok(part.row::<Uuid>(db).await?.is_some())
}

/// That another unit answers for it than the one that it was given to.
#[must_use]
pub fn went_to_another_unit() -> SimpleExpr {
    Expr::col((assignment::Entity, assignment::Column::UnitId))
        .ne(Expr::col((assignment::Entity, assignment::Column::ResponsibleUnitId)))
}

/// Whether a unit answers for work that was given to another before it.
///
/// # Errors
/// The database.
pub async fn took_over_any(db: &impl Connection, unit: Uuid) -> AppResult<bool> {
    let taken = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .filter(assignment::Column::ResponsibleUnitId.eq(unit))
        .filter(went_to_another_unit());
    Ok(taken.row::<Uuid>(db).await?.is_some())
}

/// One assignment that the scope reads.
///
/// # Errors
/// 404 when there is none.
pub async fn find_readable(
    db: &impl Connection,
    scope: &Scope,
    id: AssignmentId,
) -> AppResult<Assignment> {
    let row = readable_by(scope).filter(assignment::Column::Id.eq(id.0)).row(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// One assignment in scope.
///
/// # Errors
/// 404 when there is none.
pub async fn find_actionable(
    db: &impl Connection,
    scope: &Scope,
    id: AssignmentId,
) -> AppResult<Assignment> {
    let row = actionable_by(scope).filter(assignment::Column::Id.eq(id.0)).row(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// One assignment, whatever the scope: for those who have found what hangs on it.
///
/// # Errors
/// When the database fails.
pub async fn by_id(db: &impl Connection, id: AssignmentId) -> AppResult<Option<Assignment>> {
    assignment::Entity::find_by_id(id.0).row(db).await
}

/// The task of an assignment.
///
/// # Errors
/// When the database fails.
pub async fn task(db: &impl Connection, row: &Assignment) -> AppResult<Option<task::Model>> {
    task::Entity::find_by_id(row.task_id).row(db).await
}

/// The assignments of a task that are not cancelled.
///
/// # Errors
/// When the database fails.
pub async fn of_task(db: &impl Connection, task_id: TaskId) -> AppResult<Vec<Assignment>> {
    not_cancelled_of(task_id).rows(db).await
}

/// The same without the parts of any.
///
/// # Errors
/// When the database fails.
pub async fn top_level_of_task(
    db: &impl Connection,
    task_id: TaskId,
) -> AppResult<Vec<Assignment>> {
    let top_level =
        not_cancelled_of(task_id).filter(assignment::Column::ParentAssignmentId.is_null());
    top_level.rows(db).await
}

/// The assignments of a task that are neither approved nor cancelled.
///
/// # Errors
/// When the database fails.
pub async fn unfinished_of_task(
    db: &impl Connection,
    task_id: TaskId,
) -> AppResult<Vec<Assignment>> {
    assignment::Entity::find()
        .filter(assignment::Column::TaskId.eq(task_id.0))
        .filter(assignment::Column::State.is_not_in(["approved", "cancelled"]))
        .rows(db)
        .await
}

fn not_cancelled_of(task_id: TaskId) -> Select<assignment::Entity> {
    assignment::Entity::find()
        .filter(assignment::Column::TaskId.eq(task_id.0))
        .filter(assignment::Column::State.ne("cancelled"))
}

/// The parts of an assignment that are not cancelled.
///
/// # Errors
/// The database.
pub async fn live_parts(db: &impl Connection, id: AssignmentId) -> AppResult<Vec<Assignment>> {
    assignment::Entity::find()
        .filter(assignment::Column::ParentAssignmentId.eq(id.0))
        .filter(assignment::Column::State.ne(AssignmentState::Cancelled.as_str()))
        .order_by_asc(assignment::Column::Id)
        .rows(db)
        .await
}

#[derive(FromQueryResult)]
struct IndicatorTotal {
    assignment_id: Uuid,
    indicator_id: Uuid,
    name: String,
    unit_of_measure: Option<String>,
    amount: i64,
}

#[derive(FromQueryResult)]
struct ActivityCount {
    assignment_id: Uuid,
    number: i64,
}

/// The parts of an assignment with what has come back: words and figures of what is approved.
///
/// # Errors
/// The database.
pub async fn parts(db: &impl Connection, id: AssignmentId) -> AppResult<Vec<PartView>> {
    let rows = live_parts(db, id).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let reports = report::Entity::find()
        .filter(report::Column::AssignmentId.is_in(rows.iter().map(|row| row.id)))
        .rows::<report::Model>(db)
        .await?;
    let doers: Vec<Uuid> = rows.iter().map(|row| row.responsible_unit_id).collect();
    let names = names::units(db, &doers).await?;
    let (mut values, counts) = (indicator_totals(db, id).await?, activity_counts(db, id).await?);
    Ok(rows
        .into_iter()
        .map(|row| {
            let sent = reports.iter().find(|report| report.assignment_id == row.id);
            let sent = sent.filter(|_| row.first_submitted_at.is_some());
            let approved = sent.filter(|report| report.state == ReportState::Approved);
            let text_of =
                |of: fn(&report::Model) -> &String| approved.map(of).cloned().unwrap_or_default();
            PartView {
                assignment_id: row.id.into(),
                unit: Named {
                    id: row.responsible_unit_id.into(),
                    name: names.get(&row.responsible_unit_id).cloned().unwrap_or_default(),
                },
                state: row.state.0,
                report_id: sent.map(|report| report.id.into()),
                narrative: text_of(|report| &report.narrative),
                shortcomings: text_of(|report| &report.shortcomings),
                proposals: text_of(|report| &report.proposals),
                activities: counts.get(&row.id).copied().unwrap_or_default(),
                values: values.remove(&row.id).unwrap_or_default(),
            }
        })
        .collect())
}

/// Which activities of the parts of an assignment count.
const APPROVED_ACTIVITIES: &str = "FROM assignments p JOIN reports r ON r.assignment_id = p.id
    JOIN activities a ON a.report_id = r.id AND a.state = 'approved' AND a.deleted_at IS NULL";

async fn activity_counts(db: &impl Connection, id: AssignmentId) -> AppResult<HashMap<Uuid, i64>> {
    let mut bound = Bound::new(db);
    let whole = bound.bind(id.0);
    let sql = format!(
        "SELECT p.id AS assignment_id, count(*) AS number {APPROVED_ACTIVITIES}
         WHERE p.parent_assignment_id = {whole} GROUP BY p.id"
    );
    let rows: Vec<ActivityCount> = bound.all(db, &sql).await?;
    Ok(rows.into_iter().map(|row| (row.assignment_id, row.number)).collect())
}

async fn indicator_totals(
    db: &impl Connection,
    id: AssignmentId,
) -> AppResult<HashMap<Uuid, Vec<ValueView>>> {
    let mut bound = Bound::new(db);
    let whole = bound.bind(id.0);
    let sql = format!(
        "SELECT p.id AS assignment_id, i.id AS indicator_id, i.name, i.unit_of_measure,
             CAST(sum(v.amount) AS bigint) AS amount {APPROVED_ACTIVITIES}
         JOIN activity_values v ON v.activity_id = a.id JOIN catalogue_items i ON i.id = v.indicator_id
         WHERE p.parent_assignment_id = {whole}
         GROUP BY p.id, i.id, i.name, i.unit_of_measure, i.position ORDER BY i.position, i.id"
    );
    let rows: Vec<IndicatorTotal> = bound.all(db, &sql).await?;
    let mut values: HashMap<Uuid, Vec<ValueView>> = HashMap::new();
    for row in rows {
        values.entry(row.assignment_id).or_default().push(ValueView {
            indicator_id: row.indicator_id.into(),
            name: row.name,
            unit_of_measure: row.unit_of_measure.unwrap_or_default(),
            amount: row.amount,
        });
    }
    Ok(values)
}

//! Rows of directives and clauses.

use std::collections::HashMap;

use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde::Deserialize;
use shared::dto::page::Page;
use shared::dto::work::search::SearchKind;
use shared::id::{ClauseId, DirectiveId};
use shared::state::{AssignmentState, DirectiveState, TaskState};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{assignment, clause, directive, task};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::search_index::query;

pub use crate::platform::db::entity::clause::Model as Clause;
pub use crate::platform::db::entity::directive::Model as Directive;

/// What the list of directives can be narrowed by.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DirectiveFilter {
    /// Words of number, subject or signer; case and marks do not matter.
    pub q: Option<String>,
    /// Only this state.
    pub state: Option<DirectiveState>,
}

/// The directives `scope` shows; drafts only where `drafts`, and never to a single unit.
#[must_use]
pub fn readable_by(scope: Scope, drafts: bool) -> Condition {
    let mut all = Condition::all().add(directive::Column::CommuneId.eq(scope.commune_id));
    if !drafts || scope.unit_id.is_some() {
        all = all.add(directive::Column::State.ne(DirectiveState::Draft.as_str()));
    }
    match scope.unit_id {
        Some(unit) => all.add(directive::Column::Id.in_subquery(directives_of_unit(unit))),
        None => all,
    }
}

/// The directives of the tasks a unit has been given.
fn directives_of_unit(unit: Uuid) -> SelectStatement {
    let tasks = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::TaskId)
        .filter(assignment::Column::ResponsibleUnitId.eq(unit))
        .filter(assignment::Column::Visible.eq(true))
        .filter(assignment::Column::State.ne(AssignmentState::Cancelled.as_str()))
        .into_query();
    task::Entity::find()
        .select_only()
        .column(task::Column::DirectiveId)
        .filter(task::Column::DirectiveId.is_not_null())
        .filter(task::Column::Id.in_subquery(tasks))
        .into_query()
}

/// One page of directives, newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    drafts: bool,
    filter: &DirectiveFilter,
    paging: &Paging,
) -> AppResult<Page<Directive>> {
    let mut select = directive::Entity::find().filter(readable_by(scope, drafts));
    let titled = |q: &String| query::ids_by_title(db, SearchKind::Directive, scope.commune_id, q);
    if let Some(titled) = filter.q.as_ref().and_then(titled) {
        select = select.filter(directive::Column::Id.in_subquery(titled));
    }
    if let Some(state) = filter.state {
        select = select.filter(directive::Column::State.eq(state.as_str()));
    }
    let sort = Sort {
        word: "newest".into(),
        column: directive::Column::Id,
        id: directive::Column::Id,
        order: Order::Desc,
    };
    page(db, select, sort, paging, |row: &Directive| (Key::Id(row.id), row.id)).await
}

/// One directive within scope, drafts among them where the scope is the commune.
///
/// # Errors
/// The database.
pub async fn find(
    db: &impl Connection,
    scope: Scope,
    id: DirectiveId,
) -> AppResult<Option<Directive>> {
    directive::Entity::find_by_id(id.0).filter(readable_by(scope, true)).row(db).await
}

/// Directives by id, whatever the scope: for those who may see what refers to them.
///
/// # Errors
/// The database.
pub async fn by_ids(db: &impl Connection, ids: &[Uuid]) -> AppResult<HashMap<Uuid, Directive>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = directive::Entity::find()
        .filter(directive::Column::Id.is_in(ids.iter().copied()))
        .rows::<directive::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// One clause.
///
/// # Errors
/// The database.
pub async fn clause(db: &impl Connection, id: ClauseId) -> AppResult<Option<Clause>> {
    clause::Entity::find_by_id(id.0).row(db).await
}

/// Clauses by id.
///
/// # Errors
/// The database.
pub async fn clauses_by_ids(
    db: &impl Connection,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, Clause>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = clause::Entity::find()
        .filter(clause::Column::Id.is_in(ids.iter().copied()))
        .rows::<clause::Model>(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The clauses of a directive, in order.
///
/// # Errors
/// The database.
pub async fn clauses(db: &impl Connection, directive: DirectiveId) -> AppResult<Vec<Clause>> {
    clause::Entity::find()
        .filter(clause::Column::DirectiveId.eq(directive.0))
        .order_by_asc(clause::Column::Number)
        .rows(db)
        .await
}

/// How many clauses each directive has.
///
/// # Errors
/// The database.
pub async fn clause_counts(
    db: &impl Connection,
    directives: &[Uuid],
) -> AppResult<HashMap<Uuid, u64>> {
    if directives.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, i64)> = clause::Entity::find()
        .select_only()
        .column(clause::Column::DirectiveId)
        .column_as(clause::Column::Id.count(), "many")
        .filter(clause::Column::DirectiveId.is_in(directives.iter().copied()))
        .group_by(clause::Column::DirectiveId)
        .rows(db)
        .await?;
    Ok(to_counts(rows))
}

/// How many tasks cite each of `ids` in `column`: cancelled ones never count, drafts where
/// `drafts`.
async fn task_counts(
    db: &impl Connection,
    column: task::Column,
    ids: &[Uuid],
    drafts: bool,
) -> AppResult<HashMap<Uuid, u64>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut select = task::Entity::find()
        .select_only()
        .column(column)
        .column_as(task::Column::Id.count(), "many")
        .filter(column.is_in(ids.iter().copied()))
        .filter(task::Column::State.ne(TaskState::Cancelled.as_str()))
        .group_by(column);
    if !drafts {
        select = select.filter(task::Column::State.ne(TaskState::Draft.as_str()));
    }
    let rows: Vec<(Uuid, i64)> = select.rows(db).await?;
    Ok(to_counts(rows))
}

fn to_counts(rows: Vec<(Uuid, i64)>) -> HashMap<Uuid, u64> {
    rows.into_iter().map(|(id, count)| (id, u64::try_from(count).unwrap_or_default())).collect()
}

/// How many tasks come from each directive.
///
/// # Errors
/// The database.
pub async fn tasks_of_directives(
    db: &impl Connection,
    ids: &[Uuid],
    drafts: bool,
) -> AppResult<HashMap<Uuid, u64>> {
    task_counts(db, task::Column::DirectiveId, ids, drafts).await
}

/// How many tasks cite each clause.
///
/// # Errors
/// The database.
pub async fn tasks_of_clauses(
    db: &impl Connection,
    ids: &[Uuid],
    drafts: bool,
) -> AppResult<HashMap<Uuid, u64>> {
    task_counts(db, task::Column::ClauseId, ids, drafts).await
}

/// Whether any task, cancelled ones too, cites one of these clauses.
///
/// # Errors
/// The database.
pub async fn is_cited(db: &impl Connection, clauses: &[Uuid]) -> AppResult<bool> {
    if clauses.is_empty() {
        return Ok(false);
    }
    let cites = task::Column::ClauseId.is_in(clauses.iter().copied());
    Ok(task::Entity::find().filter(cites).count_rows(db).await? > 0)
}

/// Whether another directive of the commune bears this number in this year.
///
/// # Errors
/// The database.
pub async fn is_taken(
    db: &impl Connection,
    scope: Scope,
    year: i64,
    number: &str,
) -> AppResult<bool> {
    let same = Condition::all()
        .add(directive::Column::CommuneId.eq(scope.commune_id))
        .add(directive::Column::Year.eq(year))
        .add(directive::Column::Number.eq(number));
    Ok(directive::Entity::find().filter(same).count_rows(db).await? > 0)
}

/// Puts these clauses in the place of all of a directive's.
///
/// # Errors
/// The database.
pub async fn replace_clauses(
    db: &impl Connection,
    directive: DirectiveId,
    rows: &[Clause],
) -> AppResult<()> {
    clause::Entity::delete_many()
        .filter(clause::Column::DirectiveId.eq(directive.0))
        .exec(db)
        .await?;
    if !rows.is_empty() {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        clause::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

//! Lists of assignments: narrowed, ordered, with the names beside them in one query, by the page or to
//! be counted; and what else stands beside them.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    RelationTrait, Select,
};
use serde::{Deserialize, Serialize};
use shared::ErrorCode;
use shared::dto::page::Page;
use shared::dto::work::assignment::OpenExtension;
use shared::dto::work::search::SearchKind;
use shared::id::{AssignmentId, UserId};
use shared::state::{AssignmentState, ExtensionState, Priority, TaskState};
use shared::time::{day_of, end_of_day, start_of_day};
use uuid::Uuid;

use super::overdue::{is_due_by, is_overdue, is_waiting};
use super::{Assignment, UNDATED, actionable_by, readable_by};
use crate::platform::access::Scope;
use crate::platform::db::entity::{
    assignment, clause, directive, extension, post, report, task, unit, user,
};
use crate::platform::db::filter::parse_list;
use crate::platform::db::page::{Key, Paging, Sort, direction, joined_page, unknown_sort};
use crate::platform::db::row::row;
use crate::platform::db::sql::Bound;
use crate::platform::db::stored::Stored;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::{AppError, AppResult};
use crate::platform::search_index::query;

/// An assignment as lists need it.
#[derive(Debug, FromQueryResult)]
pub struct AssignmentRow {
    /// The row.
    #[sea_orm(nested)]
    pub row: Assignment,
    /// The task's title.
    pub task_title: String,
    /// How pressing the task is.
    pub task_priority: Stored<Priority>,
    /// The name of the unit that answers for it.
    pub unit_name: String,
    /// The directive the task comes from.
    pub directive_id: Option<Uuid>,
    /// Its number, once it has one.
    pub directive_number: Option<String>,
    /// Its subject.
    pub directive_subject: Option<String>,
    /// The clause the task cites.
    pub clause_number: Option<i64>,
    /// The report, once there is one.
    pub report_id: Option<Uuid>,
    /// The report's revision.
    pub report_revision: Option<i64>,
}

/// An assignment as its own page needs it.
#[derive(Debug, FromQueryResult)]
pub struct AssignmentDetail {
    /// What lists need.
    #[sea_orm(nested)]
    pub found: AssignmentRow,
    /// How the task is to be done.
    pub task_description: String,
    /// The task's state.
    pub task_state: Stored<TaskState>,
    /// The words of the clause.
    pub clause_words: Option<String>,
    /// Who reviews.
    pub reviewer_name: String,
    /// The reviewer's title.
    pub reviewer_title: String,
}

row!(AssignmentRow [row: Assignment] {
    task_title, task_priority, unit_name, directive_id, directive_number, directive_subject,
    clause_number, report_id, report_revision,
});
row!(AssignmentDetail [found: AssignmentRow] {
    task_description, task_state, clause_words, reviewer_name, reviewer_title,
});

/// `select` with what [`AssignmentRow`] holds.
#[must_use]
pub fn with_names(select: Select<assignment::Entity>) -> Select<assignment::Entity> {
    select
        .join(JoinType::InnerJoin, assignment::Relation::Task.def())
        .join(JoinType::InnerJoin, assignment::Relation::ResponsibleUnit.def())
        .join(JoinType::LeftJoin, report::Relation::Assignment.def().rev())
        .join(JoinType::LeftJoin, task::Relation::Directive.def())
        .join(JoinType::LeftJoin, task::Relation::Clause.def())
        .column_as(task::Column::Title, "task_title")
        .column_as(task::Column::Priority, "task_priority")
        .column_as(unit::Column::Name, "unit_name")
        .column_as(directive::Column::Id, "directive_id")
        .column_as(directive::Column::Number, "directive_number")
        .column_as(directive::Column::Subject, "directive_subject")
        .column_as(clause::Column::Number, "clause_number")
        .column_as(report::Column::Id, "report_id")
        .column_as(report::Column::Revision, "report_revision")
}

/// `select` with what [`AssignmentDetail`] holds.
fn with_details(select: Select<assignment::Entity>) -> Select<assignment::Entity> {
    with_names(select)
        .join(JoinType::InnerJoin, assignment::Relation::ReviewerPost.def())
        .join(JoinType::InnerJoin, post::Relation::User.def())
        .column_as(task::Column::Description, "task_description")
        .column_as(task::Column::State, "task_state")
        .column_as(clause::Column::Words, "clause_words")
        .column_as(user::Column::FullName, "reviewer_name")
        .column_as(post::Column::Title, "reviewer_title")
}

/// The assignments of these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<AssignmentRow>> {
    let select = assignment::Entity::find().filter(assignment::Column::Id.is_in(ids));
    with_names(select).rows(db).await
}

/// One assignment of `select`.
///
/// # Errors
/// When the database fails.
pub async fn find_detail(
    db: &impl Connection,
    select: Select<assignment::Entity>,
    id: AssignmentId,
) -> AppResult<Option<AssignmentDetail>> {
    let select = select.filter(assignment::Column::Id.eq(id.0));
    with_details(select).row(db).await
}

/// Filters of the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
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
    /// `overdue`, `due_soon` (3 days), `due_in_7_days`, `awaiting_review`, `undated` or `done`.
    /// `waiting` is the old word for `awaiting_review`: deprecated, still accepted.
    pub timeliness: Option<String>,
    /// Working deadline on or after this day.
    pub due_from: Option<NaiveDate>,
    /// Working deadline on or before this day.
    pub due_to: Option<NaiveDate>,
    /// Words of the task or the unit, without marks.
    pub q: Option<String>,
    /// Only those the unit still has to act on.
    pub to_do: Option<bool>,
    /// The old name of `to_do`.
    #[deprecated]
    pub waiting_for_me: Option<bool>,
    /// `due_at` (default) or `created_at`; `-` before it turns it round.
    pub sort: Option<String>,
}

fn timeliness(word: &str, now: DateTime<Utc>) -> AppResult<Condition> {
    use assignment::Column as C;
    let today = day_of(now);
    Ok(match word {
        "overdue" => is_overdue(now),
        "due_soon" => is_due_by(today + Duration::days(shared::deadline::DUE_SOON_DAYS), now),
        "due_in_7_days" => is_due_by(today + Duration::days(7), now),
        // The old word is taken for one release more.
        "awaiting_review" | "waiting" => Condition::all().add(C::State.eq("submitted")),
        "undated" => Condition::all().add(is_waiting()).add(C::DueKey.eq(UNDATED)),
        "done" => Condition::all().add(C::State.is_in(["approved", "cancelled"])),
        _ => {
            let known =
                "timeliness: overdue, due_soon, due_in_7_days, awaiting_review, undated, done";
            return Err(AppError::Code(ErrorCode::MalformedQuery, Some(known.into())));
        }
    })
}

/// What a scope sees of the list and a filter leaves.
async fn filtered(
    db: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    now: DateTime<Utc>,
) -> AppResult<Select<assignment::Entity>> {
    use assignment::Column as C;
    // Parts show where they are asked for, and to those who are to do them.
    let mut select = match filter.parent {
        Some(parent) => readable_by(scope).filter(C::ParentAssignmentId.eq(parent)),
        None if scope.unit_id.is_none() => {
            actionable_by(scope).filter(C::ParentAssignmentId.is_null())
        }
        None => actionable_by(scope),
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
        select = select.filter(C::State.is_in(parse_list(state, "state", AssignmentState::parse)?));
    }
    if let Some(word) = &filter.timeliness {
        select = select.filter(timeliness(word, now)?);
    }
    #[allow(deprecated, reason = "the old name is taken for one release more")]
    let to_do = filter.to_do.or(filter.waiting_for_me);
    if to_do == Some(true) {
        select = select.filter(is_waiting());
    }
    if let Some(from) = filter.due_from {
        select = select.filter(C::DueKey.gte(start_of_day(from).timestamp_millis()));
    }
    if let Some(to) = filter.due_to {
        select = select.filter(C::DueKey.lte(end_of_day(to).timestamp_millis()));
    }
    if let Some(q) = filter.q.as_ref().filter(|q| query::search_words(q).is_some()) {
        select = select.filter(matching_names(db, scope, q).await?);
    }
    Ok(select)
}

/// A page of assignments.
///
/// # Errors
/// A malformed filter, or a failing database.
pub async fn list(
    db: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<AssignmentRow>> {
    let select = filtered(db, scope, filter, now).await?;
    let sort = order(filter)?;
    let by_day = matches!(sort.column, assignment::Column::DueKey);
    // Ids order by the time they were made.
    let key = |found: &AssignmentRow| match by_day {
        true => (Key::Number(found.row.due_key), found.row.id),
        false => (Key::Id(found.row.id), found.row.id),
    };
    joined_page(db, select, with_names, sort, paging, key).await
}

/// How the list is ordered.
fn order(filter: &Filter) -> AppResult<Sort<assignment::Column>> {
    use assignment::Column as C;
    let word = filter.sort.as_deref().unwrap_or("due_at");
    let (name, order) = direction(word);
    let column = match name {
        "due_at" => C::DueKey,
        "created_at" => C::Id,
        _ => return Err(unknown_sort("due_at, created_at")),
    };
    Ok(Sort { word: word.to_owned(), column, id: C::Id, order })
}

/// How many rows the list has, counted to `most` and one more. Whoever counts first is told of a
/// wrong filter or order before anything is sent.
///
/// # Errors
/// A malformed filter, or a failing database.
pub async fn count(
    db: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    most: u64,
    now: DateTime<Utc>,
) -> AppResult<u64> {
    order(filter)?;
    filtered(db, scope, filter, now).await?.limit(most + 1).count_rows(db).await
}

/// So many tasks are looked up one by one; more are so many that a page of theirs is found soon
/// by walking along the deadlines.
const FEW_TASKS: u64 = 200;

/// Assignments whose task or unit is named like `q`. Few tasks are named by their ids, so that
/// the database takes them by the index instead of asking every assignment.
async fn matching_names(db: &impl Connection, scope: &Scope, q: &str) -> AppResult<Condition> {
    use assignment::Column as C;
    let tasks =
        || query::ids_by_title(db, SearchKind::Task, scope.commune_id, q).unwrap_or_default();
    let units = query::ids_by_title(db, SearchKind::Unit, scope.commune_id, q).unwrap_or_default();
    let units: Vec<Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Id.in_subquery(units))
        .rows(db)
        .await?;
    let found: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::Id.in_subquery(tasks()))
        .limit(FEW_TASKS + 1)
        .rows(db)
        .await?;
    let few = found.len() as u64 <= FEW_TASKS;
    if few && units.is_empty() {
        return Ok(Condition::all().add(C::TaskId.is_in(found)));
    }
    Ok(Condition::any().add(C::TaskId.in_subquery(tasks())).add(C::ResponsibleUnitId.is_in(units)))
}

/// The extensions that still wait, of assignments that the caller has found in scope: at most one
/// each, by the index that allows no second.
///
/// # Errors
/// The database.
pub async fn open_extensions(
    db: &impl Connection,
    assignments: Vec<Uuid>,
) -> AppResult<HashMap<Uuid, OpenExtension>> {
    use extension::Column as C;
    if assignments.is_empty() {
        return Ok(HashMap::new());
    }
    let open = [ExtensionState::Asked, ExtensionState::Offered].map(ExtensionState::as_str);
    let rows: Vec<(Uuid, NaiveDate, Option<NaiveDate>)> = extension::Entity::find()
        .select_only()
        .columns([C::AssignmentId, C::WantedOn, C::OfferedOn])
        .filter(C::AssignmentId.is_in(assignments))
        .filter(C::State.is_in(open))
        .rows(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, wanted_on, offered_on)| (id, OpenExtension { wanted_on, offered_on }))
        .collect())
}

/// How many comments of others a person has not read and wants to be told of, by assignment;
/// those without any are left out.
///
/// # Errors
/// The database.
pub async fn unread(
    db: &impl Connection,
    user_id: UserId,
    assignments: &[AssignmentId],
) -> AppResult<HashMap<Uuid, i64>> {
    if assignments.is_empty() {
        return Ok(HashMap::new());
    }
    let mut bound = Bound::new(db);
    let me = bound.bind(user_id.0);
    let ids: Vec<String> = assignments.iter().map(|id| bound.bind(id.0)).collect();
    let sql = format!(
        "SELECT c.assignment_id, count(*) FROM comments c
         JOIN users u ON u.id = {me}
         LEFT JOIN comment_reads r ON r.assignment_id = c.assignment_id AND r.user_id = {me}
         WHERE c.assignment_id IN ({}) AND c.user_id <> {me} AND c.deleted_at IS NULL
             AND c.made_seq > coalesce(r.seen_seq, 0)
             AND (u.comment_notices = 'all' OR u.comment_notices = 'mentions' AND EXISTS (
                 SELECT 1 FROM comment_mentions m WHERE m.comment_id = c.id AND m.user_id = {me}))
         GROUP BY c.assignment_id",
        ids.join(", ")
    );
    Ok(bound.rows(db, &sql).await?.into_iter().collect())
}

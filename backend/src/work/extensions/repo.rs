//! Rows of extensions, and how they are read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::Deserialize;
use shared::dto::page::{Named, Page};
use shared::dto::work::extension::{ExtensionStanding, ExtensionView};
use shared::id::{AssignmentId, ExtensionId};
use shared::state::ExtensionState;
use shared::{Action, ErrorCode, permits};
use uuid::Uuid;

use crate::platform::access::lent_powers;
use crate::platform::access::{Person, Scope};
use crate::platform::db::entity::{assignment, extension};
use crate::platform::db::filter::parse_list;
use crate::platform::db::names;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::settings;
use crate::work::assignments;
use crate::work::assignments::repo::{Assignment, AssignmentRow, readable_by};

pub use crate::platform::db::entity::extension::Model as Extension;

/// Filters of the list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// States, separated by commas.
    pub state: Option<String>,
}

/// Those in scope, the newest first.
///
/// # Errors
/// A malformed filter, a bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<Extension>> {
    use extension::Column as C;
    let seen = readable_by(scope).select_only().column(assignment::Column::Id).into_query();
    let mut select = extension::Entity::find()
        .filter(C::CommuneId.eq(scope.commune_id))
        .filter(C::AssignmentId.in_subquery(seen));
    if let Some(states) = &filter.state {
        select = select.filter(C::State.is_in(parse_list(states, "state", ExtensionState::parse)?));
    }
    let sort = Sort { word: "-created_at".into(), column: C::Id, id: C::Id, order: Order::Desc };
    page(db, select, sort, paging, |row: &Extension| (Key::Id(row.id), row.id)).await
}

/// Those of an assignment that the caller has found in scope, the newest first.
///
/// # Errors
/// The database.
pub async fn of(db: &impl Connection, assignment_id: AssignmentId) -> AppResult<Vec<Extension>> {
    extension::Entity::find()
        .filter(extension::Column::AssignmentId.eq(assignment_id.0))
        .order_by_desc(extension::Column::Id)
        .rows(db)
        .await
}

/// The one that still waits.
///
/// # Errors
/// The database.
pub async fn open(
    db: &impl Connection,
    assignment_id: AssignmentId,
) -> AppResult<Option<Extension>> {
    let all = of(db, assignment_id).await?;
    Ok(all.into_iter().find(|row| row.state.0.is_open()))
}

/// One, with its assignment, that the scope reads.
///
/// # Errors
/// 404 when there is none.
pub async fn find(
    db: &impl Connection,
    scope: &Scope,
    id: ExtensionId,
) -> AppResult<(Extension, Assignment)> {
    let row = extension::Entity::find_by_id(id.0)
        .row::<extension::Model>(db)
        .await?
        .ok_or(ErrorCode::NotFound)?;
    let select = readable_by(scope).filter(assignment::Column::Id.eq(row.assignment_id));
    let assignment = select.row(db).await?.ok_or(ErrorCode::NotFound)?;
    Ok((row, assignment))
}

/// Whether `person` may decide on an extension of `assignment`: a leader on all, a unit on the
/// parts that it has given, a deputy on what was lent.
///
/// # Errors
/// The database.
pub async fn may_decide(
    db: &impl Connection,
    person: &Person,
    assignment: &Assignment,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let own = person.unit_id == assignment.responsible_unit_id;
    let here = person.role.is_office() || (assignment.parent_assignment_id.is_some() && !own);
    if permits(person.role, Action::ExtensionDecide) {
        return Ok(here);
    }
    let delegator = lent_powers::delegator_for(db, person, Action::ExtensionDecide, now).await?;
    Ok(person.role.is_office() && delegator.is_some())
}

/// Rows as they are read.
///
/// # Errors
/// The database.
pub async fn views(
    db: &impl Connection,
    viewer: Option<&Person>,
    rows: Vec<Extension>,
    now: DateTime<Utc>,
) -> AppResult<Vec<ExtensionView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found = assignments::repo::by_ids(db, rows.iter().map(|row| row.assignment_id)).await?;
    let found: HashMap<Uuid, AssignmentRow> =
        found.into_iter().map(|one| (one.row.id, one)).collect();
    let posts = rows
        .iter()
        .flat_map(|row| [Some(row.asked_by_post), row.decided_by_post, row.on_behalf_of])
        .flatten();
    let names = names::posts(db, posts.collect()).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(found) = found.get(&row.assignment_id) else { continue };
        let (mut may_decide_it, mut may_answer) = (false, false);
        if let Some(person) = viewer.filter(|_| row.state.0.is_open()) {
            let decidable =
                row.state.0 == ExtensionState::Asked && row.asked_by_user != person.user_id;
            may_decide_it = decidable && may_decide(db, person, &found.row, now).await?;
            may_answer = person.unit_id == found.row.responsible_unit_id
                && permits(person.role, Action::AssignmentDo);
        }
        views.push(ExtensionView {
            id: row.id.into(),
            assignment_id: row.assignment_id.into(),
            task: Named { id: found.row.task_id.into(), name: found.task_title.clone() },
            unit: Named { id: found.row.responsible_unit_id.into(), name: found.unit_name.clone() },
            state: row.state.0,
            original_due_at: found.row.original_due_at.unwrap_or(row.due_at),
            due_at: row.due_at,
            wanted_on: row.wanted_on,
            offered_on: row.offered_on,
            asked_by: name(row.asked_by_post),
            asked_at: row.asked_at,
            decided_by: row.decided_by_post.map(name),
            on_behalf_of: row.on_behalf_of.map(name),
            decided_at: row.decided_at,
            decision_note: row.decision_note,
            reason: row.reason,
            may_decide: may_decide_it,
            may_answer,
            version: row.version,
        });
    }
    Ok(views)
}

/// How many extensions an assignment may have in all.
///
/// # Errors
/// The database.
pub async fn limit(db: &impl Connection, assignment: &Assignment) -> AppResult<u32> {
    match assignment.extension_limit {
        Some(limit) => Ok(u32::try_from(limit).unwrap_or(0)),
        None => Ok(settings::of(db, assignment.commune_id).await?.extension_limit),
    }
}

/// What an assignment's page shows of its extensions; `doing` is whether the viewer does it.
///
/// # Errors
/// The database.
pub async fn standing(
    db: &impl Connection,
    viewer: Option<&Person>,
    assignment: &Assignment,
    doing: bool,
    now: DateTime<Utc>,
) -> AppResult<ExtensionStanding> {
    let limit = limit(db, assignment).await?;
    let open = open(db, assignment.id.into()).await?;
    let waits = assignment.state.0.waits_for_unit();
    let dated = assignment.due_at.is_some();
    let may_allow = match viewer {
        Some(person) => waits && dated && may_decide(db, person, assignment, now).await?,
        None => false,
    };
    let left = assignment.extensions < i64::from(limit);
    let may_ask = doing && waits && dated && left && open.is_none();
    let open = views(db, viewer, open.into_iter().collect(), now).await?.into_iter().next();
    Ok(ExtensionStanding { limit, open, may_ask, may_allow })
}

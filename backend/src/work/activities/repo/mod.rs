//! Rows of activities: which a scope sees, the list, one of them. They are written in `write` and read
//! with their children in `views`.

mod views;
mod write;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, Order, QueryFilter, QuerySelect,
    QueryTrait, RelationTrait, Select,
};
use serde::Deserialize;
use shared::dto::page::Page;
use shared::dto::work::activity::ActivityView;
use shared::id::{ActivityId, ReportId};
use shared::state::{ActivityState, ReportState};
use uuid::Uuid;

pub use crate::platform::db::day_key;
pub use views::{views, views_of_report};
pub use write::{
    Known, existing_ids, replace_children, rows_of_report, set_state, soft_delete, touch_report,
    write_row,
};

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{
    activity, activity_attachment, activity_unit, assignment, report,
};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments;

pub use crate::platform::db::entity::activity::Model as Activity;

/// What a list of activities can be narrowed by.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Done by this unit, alone or with others.
    pub unit: Option<Uuid>,
    /// Carried by this report.
    pub report: Option<Uuid>,
    /// In this state.
    #[param(inline)]
    pub state: Option<ActivityState>,
    /// Held on this day or later.
    pub from: Option<NaiveDate>,
    /// Held on this day or earlier.
    pub to: Option<NaiveDate>,
    /// By this channel.
    pub channel: Option<Uuid>,
}

/// That the unit does it, alone or with others, or answers for the report that holds it: a
/// successor goes on with what the unit before it had begun. Asked activity by activity: a list of
/// all that the unit ever did would be made for each request.
#[must_use]
pub fn involves_unit(unit_id: Uuid) -> Condition {
    let mut done = Query::select();
    done.expr(Expr::val(1))
        .from(activity_unit::Entity)
        .and_where(
            Expr::col((activity_unit::Entity, activity_unit::Column::ActivityId))
                .equals((activity::Entity, activity::Column::Id)),
        )
        .and_where(activity_unit::Column::UnitId.eq(unit_id));
    let passed_on = reported(|select| {
        select
            .filter(assignment::Column::ResponsibleUnitId.eq(unit_id))
            .filter(assignments::repo::went_to_another_unit())
    });
    Condition::any().add(Expr::exists(done)).add(passed_on)
}

/// That it is held by the report of an assignment of these.
fn reported(
    narrow: impl FnOnce(Select<assignment::Entity>) -> Select<assignment::Entity>,
) -> SimpleExpr {
    let report = narrow(assignment::Entity::find())
        .join(JoinType::InnerJoin, report::Relation::Assignment.def().rev())
        .select_only()
        .expr(Expr::val(1))
        .filter(
            Expr::col((report::Entity, report::Column::Id))
                .equals((activity::Entity, activity::Column::ReportId)),
        );
    Expr::exists(report.into_query())
}

fn is_submitted() -> SimpleExpr {
    activity::Column::State
        .is_in([ActivityState::Submitted.as_str(), ActivityState::Approved.as_str()])
}

/// That it is held by the report of a part that a unit has given.
#[must_use]
pub fn is_of_part_given_by(unit_id: Uuid) -> SimpleExpr {
    reported(|select| select.filter(assignments::repo::is_part_given_by(unit_id)))
}

/// The activities of a scope's commune.
fn in_commune(scope: Scope) -> Select<activity::Entity> {
    activity::Entity::find()
        .filter(activity::Column::CommuneId.eq(scope.commune_id))
        .filter(activity::Column::DeletedAt.is_null())
}

/// The activities a scope shows.
#[must_use]
pub fn in_scope(scope: Scope) -> Select<activity::Entity> {
    let select = in_commune(scope);
    match scope.unit_id {
        // Of the parts that it has given, a unit sees what was sent.
        Some(unit_id) => select.filter(
            Condition::any()
                .add(involves_unit(unit_id))
                .add(Condition::all().add(is_submitted()).add(is_of_part_given_by(unit_id))),
        ),
        // What a unit is still writing, or mending, is its own.
        None => select.filter(
            Condition::any()
                .add(is_submitted())
                .add_option(scope.own_unit_id.map(|unit_id| activity::Column::UnitId.eq(unit_id))),
        ),
    }
}

fn by_day<C>(column: C, id: C) -> Sort<C> {
    Sort { word: "-day".into(), column, id, order: Order::Desc }
}

/// The unit whose own activities are all that is asked for: the one that the list is narrowed to, or
/// the one that asks. None where others' come in: of parts that it has given, or of units whose work
/// went to it.
async fn sole_doer(
    db: &impl Connection,
    scope: Scope,
    asked_for: Option<Uuid>,
) -> AppResult<Option<Uuid>> {
    let unit = match (scope.unit_id, asked_for) {
        (Some(own), Some(unit)) if own != unit => return Ok(None),
        (own, unit) => own.or(unit),
    };
    let Some(unit) = unit else { return Ok(None) };
    let others = assignments::repo::took_over_any(db, unit).await?
        || (scope.unit_id.is_some() && assignments::repo::gave_parts(db, unit).await?);
    Ok((!others).then_some(unit))
}

/// What a scope shows, of one unit where it is named.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The activities.
    pub select: Select<activity::Entity>,
    /// Whether they are read from the index of what a unit did: the rows of
    /// [`activity_unit`] stand beside them, and carry the same day.
    pub by_unit: bool,
}

impl Shown {
    /// The day by which an index finds them.
    #[must_use]
    pub fn day_key(&self) -> SimpleExpr {
        match self.by_unit {
            true => Expr::col((activity_unit::Entity, activity_unit::Column::DayKey)),
            false => Expr::col((activity::Entity, activity::Column::DayKey)),
        }
    }
}

/// The activities that a scope shows, of one unit where it is named.
///
/// # Errors
/// The database.
pub async fn of_unit(
    db: &impl Connection,
    scope: Scope,
    asked_for: Option<Uuid>,
) -> AppResult<Shown> {
    let select = match (sole_doer(db, scope, asked_for).await?, asked_for) {
        (Some(unit), _) => {
            let shown = match scope.unit_id {
                Some(_) => in_commune(scope),
                None => in_scope(scope),
            };
            let select = shown
                .join(JoinType::InnerJoin, activity_unit::Relation::Activity.def().rev())
                .filter(activity_unit::Column::UnitId.eq(unit));
            return Ok(Shown { select, by_unit: true });
        }
        (None, Some(unit)) => in_scope(scope).filter(involves_unit(unit)),
        (None, None) => in_scope(scope),
    };
    Ok(Shown { select, by_unit: false })
}

/// One page, latest day first.
///
/// # Errors
/// A cursor of another list, or a failing database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<ActivityView>> {
    let Shown { mut select, by_unit } = of_unit(db, scope, filter.unit).await?;
    if let Some(report_id) = filter.report {
        select = select.filter(activity::Column::ReportId.eq(report_id));
    }
    if let Some(state) = filter.state {
        select = select.filter(activity::Column::State.eq(state.as_str()));
    }
    if let Some(channel_id) = filter.channel {
        select = select.filter(activity::Column::ChannelId.eq(channel_id));
    }
    if let Some(from) = filter.from {
        select = select.filter(activity::Column::DayKey.gte(day_key(Some(from))));
    }
    if let Some(to) = filter.to {
        // An undated one (0) is not before any day.
        select = select
            .filter(activity::Column::DayKey.gt(0))
            .filter(activity::Column::DayKey.lte(day_key(Some(to))));
    }
    let key = |row: &Activity| (Key::Number(row.day_key), row.id);
    let rows = match by_unit {
        // The same order, from the index of what the unit did.
        true => {
            use activity_unit::Column as C;
            page(db, select, by_day(C::DayKey, C::ActivityId), paging, key).await?
        }
        false => {
            use activity::Column as C;
            page(db, select, by_day(C::DayKey, C::Id), paging, key).await?
        }
    };
    Ok(Page {
        items: views(db, rows.items).await?,
        next_cursor: rows.next_cursor,
        total: rows.total,
    })
}

/// One activity, where the scope shows it.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Connection,
    scope: Scope,
    id: ActivityId,
) -> AppResult<Option<Activity>> {
    in_scope(scope).filter(activity::Column::Id.eq(id.0)).row(db).await
}

/// The view of one row.
///
/// # Errors
/// When the database fails.
pub async fn view(db: &impl Connection, row: Activity) -> AppResult<Option<ActivityView>> {
    Ok(views(db, vec![row]).await?.pop())
}

/// How many files the activities of a report carry, but for one of them.
///
/// # Errors
/// When the database fails.
pub async fn files_of_report(
    db: &impl Connection,
    report_id: ReportId,
    but: ActivityId,
) -> AppResult<usize> {
    let others = activity::Entity::find()
        .select_only()
        .column(activity::Column::Id)
        .filter(activity::Column::ReportId.eq(report_id.0))
        .filter(activity::Column::DeletedAt.is_null())
        .filter(activity::Column::Id.ne(but.0))
        .into_query();
    let files = activity_attachment::Entity::find()
        .filter(activity_attachment::Column::ActivityId.in_subquery(others))
        .count_rows(db)
        .await?;
    Ok(usize::try_from(files).unwrap_or(usize::MAX))
}

/// The state of a report.
///
/// # Errors
/// When the database fails.
pub async fn report_state(db: &impl Connection, id: ReportId) -> AppResult<Option<ReportState>> {
    Ok(report::Entity::find_by_id(id.0)
        .row::<report::Model>(db)
        .await?
        .map(|report| report.state.0))
}

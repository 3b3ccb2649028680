//! Writes of activities: the row, then its children, always whole; and what they are checked against.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;
use shared::catalogue::CatalogueKind;
use shared::dto::work::activity::ActivityInput;
use shared::id::{ActivityId, ReportId, UnitId};
use shared::state::ActivityState;
use uuid::Uuid;

use super::{Activity, day_key};
use crate::platform::access::actor::Person;
use crate::platform::db::entity::{
    activity, activity_attachment, activity_item, activity_link, activity_place, activity_unit,
    activity_value, report,
};
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::sums::repo::activities::{self as activity_sums, Which};
use crate::platform::unit_of_work::UnitOfWork;

/// Inserts the row, or writes it over the one of its id.
///
/// # Errors
/// 409 for a new row whose id is taken.
pub async fn write_row(work: &UnitOfWork, row: Activity, new: bool) -> AppResult<()> {
    if new {
        activity::Entity::insert(row.into_active_model()).exec_without_returning(&work.tx).await?;
    } else {
        row.into_active_model().reset_all().update(&work.tx).await?;
    }
    Ok(())
}

/// Marks activities as deleted.
///
/// # Errors
/// When the database fails.
pub async fn soft_delete(work: &UnitOfWork, ids: Vec<Uuid>) -> AppResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    activity::Entity::update_many()
        .col_expr(activity::Column::DeletedAt, Expr::val(work.now))
        .col_expr(activity::Column::ChangeSeq, Expr::val(work.seq))
        .col_expr(activity::Column::Version, Expr::col(activity::Column::Version).add(1))
        .filter(activity::Column::Id.is_in(ids))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Gives a report's activities a state.
///
/// # Errors
/// When the database fails.
pub async fn set_state(
    work: &UnitOfWork,
    report_id: ReportId,
    state: ActivityState,
) -> AppResult<()> {
    let before: Vec<(Uuid, String)> = activity::Entity::find()
        .select_only()
        .column(activity::Column::Id)
        .column(activity::Column::State)
        .filter(activity::Column::ReportId.eq(report_id.0))
        .filter(activity::Column::DeletedAt.is_null())
        .into_tuple()
        .all(&work.tx)
        .await?;
    if before.is_empty() {
        return Ok(());
    }
    let (approved, counted) = (ActivityState::Approved.as_str(), Which::OfReport(report_id.0));
    if before.iter().any(|(_, state)| state == approved) {
        activity_sums::subtract(&work.tx, &counted).await?;
    }
    work.audit(Some(&json!({ "activities": before })), Some(&json!({ "state": state })));
    activity::Entity::update_many()
        .col_expr(activity::Column::State, Expr::val(state.as_str()))
        .col_expr(activity::Column::ChangeSeq, Expr::val(work.seq))
        .col_expr(activity::Column::Version, Expr::col(activity::Column::Version).add(1))
        .filter(activity::Column::ReportId.eq(report_id.0))
        .filter(activity::Column::DeletedAt.is_null())
        .exec(&work.tx)
        .await?;
    if state == ActivityState::Approved {
        activity_sums::add(&work.tx, &counted).await?;
    }
    Ok(())
}

/// Gives the report that carries a changed activity a new version, so that whoever writes the
/// report whole from what was read before is told so.
///
/// # Errors
/// When the database fails.
pub async fn touch_report(
    work: &UnitOfWork,
    person: &Person,
    report_id: Option<ReportId>,
) -> AppResult<()> {
    let Some(id) = report_id else { return Ok(()) };
    report::Entity::update_many()
        .col_expr(report::Column::ChangeSeq, Expr::val(work.seq))
        .col_expr(report::Column::Version, Expr::col(report::Column::Version).add(1))
        .col_expr(report::Column::WrittenBy, Expr::val(person.post_id))
        .col_expr(report::Column::WrittenAt, Expr::val(work.now))
        .filter(report::Column::Id.eq(id.0))
        .exec(&work.tx)
        .await?;
    Ok(())
}

macro_rules! rewrite {
    ($work:expr, $new:expr, $module:ident, $id:expr, $rows:expr) => {
        // A new activity has none.
        if !$new {
            $module::Entity::delete_many()
                .filter($module::Column::ActivityId.eq($id))
                .exec(&$work.tx)
                .await?;
        }
        let rows: Vec<$module::ActiveModel> =
            $rows.into_iter().map(IntoActiveModel::into_active_model).collect();
        if !rows.is_empty() {
            $module::Entity::insert_many(rows).exec_without_returning(&$work.tx).await?;
        }
    };
}

/// Puts the children of `input` in the place of those that are there. The doing units stay
/// when there are any; else it is `unit_id`. The place reached is `unit_id` if none is given.
///
/// # Errors
/// When the database fails.
pub async fn replace_children(
    work: &UnitOfWork,
    id: ActivityId,
    unit_id: UnitId,
    input: &ActivityInput,
    new: bool,
) -> AppResult<()> {
    let (id, unit_id) = (id.0, unit_id.0);
    let day_key = day_key(input.held_on);
    if new {
        let row = activity_unit::Model { activity_id: id, unit_id, day_key };
        activity_unit::Entity::insert(row.into_active_model())
            .exec_without_returning(&work.tx)
            .await?;
    } else {
        activity_unit::Entity::update_many()
            .col_expr(activity_unit::Column::DayKey, Expr::val(day_key))
            .filter(activity_unit::Column::ActivityId.eq(id))
            .filter(activity_unit::Column::DayKey.ne(day_key))
            .exec(&work.tx)
            .await?;
    }
    let mut places = unique(input.places_reached.iter().map(|unit| unit.0));
    if places.is_empty() {
        places.push(unit_id);
    }
    rewrite!(
        work,
        new,
        activity_place,
        id,
        places.into_iter().map(|unit_id| activity_place::Model { activity_id: id, unit_id })
    );
    rewrite!(work, new, activity_item, id, items(id, input));
    rewrite!(
        work,
        new,
        activity_value,
        id,
        input.values.iter().map(|value| activity_value::Model {
            activity_id: id,
            indicator_id: value.indicator_id.0,
            amount: value.amount,
        })
    );
    rewrite!(
        work,
        new,
        activity_link,
        id,
        (0..).zip(&input.links).map(|(position, link)| {
            activity_link::Model { activity_id: id, position, link: link.trim().to_owned() }
        })
    );
    let files = unique(input.attachments.iter().map(|file| file.0));
    rewrite!(
        work,
        new,
        activity_attachment,
        id,
        (0..).zip(files).map(|(position, attachment_id)| {
            activity_attachment::Model { activity_id: id, attachment_id, position }
        })
    );
    Ok(())
}

fn items(id: Uuid, input: &ActivityInput) -> Vec<activity_item::Model> {
    let kinds =
        [(CatalogueKind::Topics, &input.topics), (CatalogueKind::Audiences, &input.audiences)];
    let mut rows = Vec::new();
    for (kind, ids) in kinds {
        rows.extend(
            unique(ids.iter().map(|item| item.0)).into_iter().map(|item_id| activity_item::Model {
                activity_id: id,
                item_id,
                kind: kind.into(),
            }),
        );
    }
    rows
}

/// The ids in their order, each once.
fn unique(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

/// Every row of a report, the deleted ones too: they can come back under their id.
///
/// # Errors
/// When the database fails.
pub async fn rows_of_report(db: &impl Connection, report_id: ReportId) -> AppResult<Vec<Activity>> {
    activity::Entity::find().filter(activity::Column::ReportId.eq(report_id.0)).rows(db).await
}

/// Which of these ids exist.
///
/// # Errors
/// When the database fails.
pub async fn existing_ids(
    db: &impl Connection,
    ids: Vec<ActivityId>,
) -> AppResult<Vec<ActivityId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let taken: Vec<Uuid> = activity::Entity::find()
        .select_only()
        .column(activity::Column::Id)
        .filter(activity::Column::Id.is_in(ids.into_iter().map(Uuid::from)))
        .rows(db)
        .await?;
    Ok(taken.into_iter().map(Into::into).collect())
}

/// What the ids of a commune's units and entries of catalogues stand for. Retired ones stay valid for
/// what was done with them.
#[derive(Debug, Default)]
pub struct Known(HashMap<Uuid, String>);

/// In the place of a catalogue: a unit.
const UNIT: &str = "unit";

impl Known {
    /// Looks ids up, in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &impl Connection, commune_id: Uuid, ids: &[Uuid]) -> AppResult<Self> {
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let mut bound = Bound::new(db);
        let (commune, ids) = (bound.bind(commune_id), bound.list(ids));
        let sql = format!(
            "SELECT id, kind FROM catalogue_items WHERE id IN ({ids}) AND commune_id = {commune} \
             UNION ALL SELECT id, '{UNIT}' AS kind FROM units WHERE id IN ({ids}) AND commune_id = {commune}"
        );
        Ok(Self(bound.rows::<(Uuid, String)>(db, &sql).await?.into_iter().collect()))
    }

    /// Whether it is an entry of this catalogue.
    #[must_use]
    pub fn is_item(&self, id: Uuid, kind: CatalogueKind) -> bool {
        self.0.get(&id).is_some_and(|of| of == kind.as_str())
    }

    /// Whether it is a unit.
    #[must_use]
    pub fn is_unit(&self, id: Uuid) -> bool {
        self.0.get(&id).is_some_and(|of| of == UNIT)
    }
}

//! What the figures are drawn from, besides the counts of assignments.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};
use shared::Role;
use shared::catalogue::CatalogueKind;
use shared::dto::figures::overview::SinceYesterday;
use shared::dto::work::report::ReportSummary;
use shared::state::ReportState;
use uuid::Uuid;

pub use super::figures::by_unit;
use super::figures::count;
use crate::identity::delegations;
use crate::platform::access::actor::{Person, Scope};
use crate::platform::db::entity::{assignment, catalogue_item, report, unit};
use crate::platform::db::page::MAX_TOTAL;
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::sums::Projection;
use crate::platform::sums::repo::activities::{self as sums, Cell};
use crate::platform::sums::span::cover;
use crate::work::assignments;

#[derive(Debug, FromQueryResult)]
struct KindCount {
    kind: String,
    number: i64,
}

/// The units of a commune, those that have ended too, in the office's order.
///
/// # Errors
/// When the database fails.
pub async fn units(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<unit::Model>> {
    unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(commune_id))
        .order_by_asc(unit::Column::Position)
        .order_by_asc(unit::Column::Id)
        .rows(db)
        .await
}

/// A catalogue with its retired items, in its order.
///
/// # Errors
/// When the database fails.
pub async fn catalogue(
    db: &impl Connection,
    commune_id: Uuid,
    kind: CatalogueKind,
) -> AppResult<Vec<catalogue_item::Model>> {
    catalogue_item::Entity::find()
        .filter(catalogue_item::Column::CommuneId.eq(commune_id))
        .filter(catalogue_item::Column::Kind.eq(kind.as_str()))
        .order_by_asc(catalogue_item::Column::Position)
        .order_by_asc(catalogue_item::Column::Id)
        .rows(db)
        .await
}

/// Submitted reports that wait for the viewer: the reviewer's own without those of the own
/// unit, everything for a coordinator or a machine, nothing for the others.
///
/// # Errors
/// When the database fails.
pub async fn reports_to_review(
    db: &impl Connection,
    viewer: Option<&Person>,
    scope: Scope,
    now: DateTime<Utc>,
) -> AppResult<Select<report::Entity>> {
    let select = report::Entity::find()
        .join(JoinType::InnerJoin, report::Relation::Assignment.def())
        .filter(report::Column::CommuneId.eq(scope.commune_id))
        .filter(report::Column::State.eq(ReportState::Submitted.as_str()))
        .filter(assignment::Column::Visible.eq(true));
    // A unit reviews the parts that it has given; the commune all but those.
    let select = match scope.unit_id {
        Some(unit) => {
            let parts = assignments::repo::parts_given_by(unit);
            return Ok(select.filter(assignment::Column::Id.in_subquery(parts)));
        }
        None => select.filter(assignment::Column::ParentAssignmentId.is_null()),
    };
    Ok(match viewer {
        None => select,
        Some(person) if person.role == Role::Coordinator => select,
        // One's own, and those of whoever has lent the power.
        Some(person) => select
            .filter(
                report::Column::ReviewerPostId
                    .is_in(delegations::service::reviewer_posts(db, person, now).await?),
            )
            .filter(assignment::Column::ResponsibleUnitId.ne(person.unit_id)),
    })
}

/// How many reports wait for the viewer, and how many of them since before `before`; both exact to
/// [`MAX_TOTAL`].
///
/// # Errors
/// When the database fails.
pub async fn count_reports_to_review(
    db: &impl Connection,
    waiting: Select<report::Entity>,
    before: DateTime<Utc>,
) -> AppResult<(u64, u64)> {
    let since: Vec<i64> =
        waiting.select_only().column(report::Column::WaitingKey).limit(MAX_TOTAL).rows(db).await?;
    let before = before.timestamp_millis();
    let long = since.iter().filter(|since| **since < before).count();
    Ok((since.len() as u64, long as u64))
}

/// The five reports that wait longest for the viewer.
///
/// # Errors
/// When the database fails.
pub async fn inbox(
    db: &impl Connection,
    waiting: Select<report::Entity>,
    now: DateTime<Utc>,
) -> AppResult<Vec<ReportSummary>> {
    let rows = waiting
        .order_by_asc(report::Column::WaitingKey)
        .order_by_asc(report::Column::Id)
        .limit(5)
        .rows(db)
        .await?;
    crate::work::reports::view::summaries(db, now, rows).await
}

/// What was sent, approved and returned since an instant, of [`MAX_TOTAL`] such at most.
///
/// # Errors
/// When the database fails.
pub async fn events_since(
    db: &impl Connection,
    scope: Scope,
    since: DateTime<Utc>,
) -> AppResult<SinceYesterday> {
    let mut bound = Bound::new(db);
    let at = bound.bind(since);
    let commune = bound.bind(scope.commune_id);
    let filter = bound.assignments(scope);
    let sql = format!(
        "SELECT kind, COUNT(*) AS number FROM (SELECT e.kind FROM assignment_events e \
         JOIN assignments a ON a.id = e.assignment_id \
         WHERE e.commune_id = {commune} AND e.at >= {at} \
         AND e.kind IN ('submitted', 'approved', 'returned') AND {filter} LIMIT {MAX_TOTAL}) since \
         GROUP BY kind"
    );
    let mut since = SinceYesterday::default();
    for row in bound.all::<KindCount>(db, &sql).await? {
        match row.kind.as_str() {
            "submitted" => since.submitted = count(row.number),
            "approved" => since.approved = count(row.number),
            _ => since.returned = count(row.number),
        }
    }
    Ok(since)
}

/// Approved activities by topic or channel and place reached.
///
/// # Errors
/// When the database fails.
pub async fn coverage(
    db: &impl Connection,
    scope: Scope,
    projection: Projection,
    days: (Option<NaiveDate>, Option<NaiveDate>),
) -> AppResult<Vec<Cell>> {
    let whose = (scope.commune_id, scope.unit_id);
    sums::read(db, whose, projection, &cover(days.0, days.1)).await
}

/// The sums of the indicators over approved activities: those that both the scope's unit and `unit` did,
/// as far as they are given.
///
/// # Errors
/// When the database fails.
pub async fn indicators(
    db: &impl Connection,
    scope: Scope,
    unit: Option<Uuid>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> AppResult<Vec<Cell>> {
    match (scope.unit_id, unit) {
        (Some(own), Some(other)) if own != other => {
            done_together(db, scope, other, (from, to)).await
        }
        (own, unit) => {
            let whose = (scope.commune_id, own.or(unit));
            sums::read(db, whose, Projection::Indicators, &cover(from, to)).await
        }
    }
}

/// The sums of the indicators over what two units did together, which is little: from the rows.
async fn done_together(
    db: &impl Connection,
    scope: Scope,
    other: Uuid,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> AppResult<Vec<Cell>> {
    let mut bound = Bound::new(db);
    let mut filter = bound.activities(scope, from, to);
    filter.push_str(&bound.done_by(other));
    let none = bound.bind(sums::ALL);
    let sql = format!(
        "SELECT COALESCE(m.merged_into, m.id) AS item_id, {none} AS place_id, \
         COUNT(DISTINCT a.id) AS activities, CAST(SUM(v.amount) AS bigint) AS amount \
         FROM activities a JOIN activity_values v ON v.activity_id = a.id \
         JOIN catalogue_items m ON m.id = v.indicator_id \
         WHERE {filter} GROUP BY COALESCE(m.merged_into, m.id)"
    );
    bound.pooled_rows(db, &sql).await
}

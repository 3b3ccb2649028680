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
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::assignments;

/// How many activities one item has in one village.
#[derive(Debug, FromQueryResult)]
pub struct CoverageCount {
    /// The topic or channel.
    pub item_id: Uuid,
    /// The village.
    pub unit_id: Uuid,
    /// How many.
    pub activities: i64,
}

/// What one indicator sums up to.
#[derive(Debug, FromQueryResult)]
pub struct IndicatorTotal {
    /// The indicator.
    pub indicator_id: Uuid,
    /// Activities that report it.
    pub activities: i64,
    /// The sum.
    pub amount: i64,
}

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
async fn reports_to_review(
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

/// How many reports wait for the viewer; those only that wait since before `before`, if given.
///
/// # Errors
/// When the database fails.
pub async fn count_reports_to_review(
    db: &impl Connection,
    viewer: Option<&Person>,
    scope: Scope,
    before: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> AppResult<u64> {
    let mut select = reports_to_review(db, viewer, scope, now).await?;
    if let Some(before) = before {
        select = select.filter(report::Column::WaitingKey.lt(before.timestamp_millis()));
    }
    select.count_rows(db).await
}

/// The five reports that wait longest for the viewer.
///
/// # Errors
/// When the database fails.
pub async fn inbox(
    db: &impl Connection,
    viewer: Option<&Person>,
    scope: Scope,
    now: DateTime<Utc>,
) -> AppResult<Vec<ReportSummary>> {
    let rows = reports_to_review(db, viewer, scope, now)
        .await?
        .order_by_asc(report::Column::WaitingKey)
        .order_by_asc(report::Column::Id)
        .limit(5)
        .rows(db)
        .await?;
    crate::work::reports::view::summaries(db, now, rows).await
}

/// What was sent, approved and returned since an instant.
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
        "SELECT e.kind AS kind, COUNT(*) AS number FROM assignment_events e \
         JOIN assignments a ON a.id = e.assignment_id \
         WHERE e.commune_id = {commune} AND e.at >= {at} \
         AND e.kind IN ('submitted', 'approved', 'returned') AND {filter} GROUP BY e.kind"
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

/// Approved activities by item and unit reached.
///
/// # Errors
/// When the database fails.
pub async fn coverage_counts(
    db: &impl Connection,
    scope: Scope,
    by: CatalogueKind,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> AppResult<Vec<CoverageCount>> {
    let mut bound = Bound::new(db);
    let filter = bound.activities(scope, from, to);
    let (item, join) = match by {
        CatalogueKind::Channels => ("a.channel_id", String::new()),
        kind => {
            let kind = bound.bind(kind.as_str());
            let join = format!("JOIN activity_items i ON i.activity_id = a.id AND i.kind = {kind}");
            ("i.item_id", join)
        }
    };
    let MergedItems { key, join: join_merged, number } =
        MergedItems::of(db, scope.commune_id, by, item).await?;
    let sql = format!(
        "SELECT {key} AS item_id, p.unit_id AS unit_id, {number} AS activities \
         FROM activities a JOIN activity_places p ON p.activity_id = a.id {join} {join_merged} \
         WHERE {filter} AND {item} IS NOT NULL GROUP BY {key}, p.unit_id \
         ORDER BY {key}, p.unit_id"
    );
    bound.all(db, &sql).await
}

/// The sums of the indicators over approved activities.
///
/// # Errors
/// When the database fails.
pub async fn indicator_totals(
    db: &impl Connection,
    scope: Scope,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    unit: Option<Uuid>,
) -> AppResult<Vec<IndicatorTotal>> {
    let mut bound = Bound::new(db);
    let mut filter = bound.activities(scope, from, to);
    if let Some(unit_id) = unit {
        filter.push_str(&bound.done_by(unit_id));
    }
    let kind = CatalogueKind::Indicators;
    let MergedItems { key, join, number } =
        MergedItems::of(db, scope.commune_id, kind, "v.indicator_id").await?;
    let sql = format!(
        "SELECT {key} AS indicator_id, {number} AS activities, \
         CAST(SUM(v.amount) AS bigint) AS amount \
         FROM activities a JOIN activity_values v ON v.activity_id = a.id {join} \
         WHERE {filter} GROUP BY {key}"
    );
    bound.all(db, &sql).await
}

/// How entries that were merged are counted with those they were merged into.
struct MergedItems {
    key: String,
    join: String,
    number: &'static str,
}

impl MergedItems {
    /// Where nothing was merged, which is as a rule, nothing more is asked of the database.
    async fn of(
        db: &impl Connection,
        commune_id: Uuid,
        kind: CatalogueKind,
        item: &str,
    ) -> AppResult<Self> {
        let merged = catalogue_item::Entity::find()
            .filter(catalogue_item::Column::CommuneId.eq(commune_id))
            .filter(catalogue_item::Column::Kind.eq(kind.as_str()))
            .filter(catalogue_item::Column::MergedInto.is_not_null());
        if merged.row::<catalogue_item::Model>(db).await?.is_none() {
            return Ok(Self { key: item.to_owned(), join: String::new(), number: "COUNT(*)" });
        }
        Ok(Self {
            key: "COALESCE(m.merged_into, m.id)".into(),
            join: format!("JOIN catalogue_items m ON m.id = {item}"),
            // An activity may carry both.
            number: "COUNT(DISTINCT a.id)",
        })
    }
}

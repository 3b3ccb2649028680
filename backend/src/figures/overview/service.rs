//! How the figures are put together.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use shared::catalogue::CatalogueKind;
use shared::dto::figures::overview::{
    CoverageCell, CoverageStatistics, Dashboard, IndicatorStatistics, IndicatorSum, ResultCounts,
    SinceYesterday, TimelinessStatistics, UnitRow,
};
use shared::dto::page::Named;
use shared::state::UnitKind;
use shared::time::{day_of, days_between};
use uuid::Uuid;

use super::figures::{UnitFigures, count, yesterday};
use super::handlers::{CoverageQuery, IndicatorQuery};
use super::repo;
use crate::organisation::units::repo::Unit;
use crate::platform::access::actor::{Person, Scope};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::sums::Projection;
use crate::platform::sums::repo::activities::Cell;

/// After how long a report waits too long for its review.
const LONG_REVIEW_WAIT: Duration = Duration::hours(48);

/// The overview of whoever asks.
///
/// # Errors
/// When the database fails.
pub async fn dashboard(
    app: &App,
    viewer: Option<&Person>,
    scope: Scope,
) -> AppResult<Arc<Dashboard>> {
    let (db, now) = (&app.db.read, app.clock.now());
    app.overviews.get(db, viewer, scope, now, async || build(db, viewer, scope, now).await).await
}

async fn build(
    db: &impl Connection,
    viewer: Option<&Person>,
    scope: Scope,
    now: DateTime<Utc>,
) -> AppResult<Dashboard> {
    let figures = repo::by_unit(db, scope, now).await?;
    let units = repo::units(db, scope.commune_id).await?;
    let results = total(&figures);
    let sum = |of: fn(&UnitFigures) -> i64| count(figures.iter().map(of).sum());
    let since = repo::events_since(db, scope, yesterday(now)).await?;
    let waiting = repo::reports_to_review(db, viewer, scope, now).await?;
    let (awaiting_review, awaiting_over_48h) =
        repo::count_reports_to_review(db, waiting.clone(), now - LONG_REVIEW_WAIT).await?;
    Ok(Dashboard {
        now,
        overdue: sum(|unit| unit.overdue),
        overdue_units: figures.iter().filter(|unit| unit.overdue > 0).count() as u64,
        overdue_longest_days: longest_overdue_days(&figures, now),
        awaiting_review,
        awaiting_over_48h,
        due_in_7_days: sum(|unit| unit.due_in_7_days),
        not_acknowledged: figures.iter().map(UnitFigures::not_acknowledged).sum(),
        on_time_percent: on_time_percent(&results),
        results,
        units: rows(units, &figures),
        inbox: repo::inbox(db, waiting, now).await?,
        since_yesterday: SinceYesterday {
            became_overdue: sum(|unit| unit.became_overdue),
            ..since
        },
    })
}

/// The four results by unit.
///
/// # Errors
/// When the database fails.
pub async fn timeliness(app: &App, scope: Scope) -> AppResult<TimelinessStatistics> {
    let now = app.clock.now();
    let figures = repo::by_unit(&app.db.read, scope, now).await?;
    let units = repo::units(&app.db.read, scope.commune_id).await?;
    Ok(TimelinessStatistics { now, total: total(&figures), units: rows(units, &figures) })
}

fn longest_overdue_days(figures: &[UnitFigures], now: DateTime<Utc>) -> i64 {
    (figures.iter().filter_map(|unit| unit.overdue_since).min())
        .and_then(DateTime::from_timestamp_millis)
        .map_or(0, |due| days_between(due, now))
}

fn total(figures: &[UnitFigures]) -> ResultCounts {
    figures.iter().map(UnitFigures::results).fold(ResultCounts::default(), |sum, unit| {
        ResultCounts {
            done_on_time: sum.done_on_time + unit.done_on_time,
            done_late: sum.done_late + unit.done_late,
            in_progress: sum.in_progress + unit.in_progress,
            overdue_not_done: sum.overdue_not_done + unit.overdue_not_done,
        }
    })
}

/// Of what is done or overdue, how much was in time; rounded down, so that 100 means all.
fn on_time_percent(results: &ResultCounts) -> Option<u64> {
    let all = results.done_on_time + results.done_late + results.overdue_not_done;
    (results.done_on_time * 100).checked_div(all)
}

/// One row for each unit that has assignments, by kind and position. A unit that has ended keeps
/// its row, so that the rows add up.
fn rows(mut units: Vec<Unit>, figures: &[UnitFigures]) -> Vec<UnitRow> {
    let figures: HashMap<Uuid, &UnitFigures> =
        figures.iter().map(|unit| (unit.unit_id, unit)).collect();
    let place = |unit: &Unit| UnitKind::ALL.iter().position(|kind| unit.kind == *kind);
    units.sort_by_key(|unit| (place(unit), unit.position, unit.id));
    (units.into_iter())
        .filter_map(|unit| {
            let figures = figures.get(&unit.id)?;
            Some(UnitRow {
                kind: unit.kind.0,
                unit: Named { id: unit.id.into(), name: unit.name },
                assigned: count(figures.assigned),
                acknowledged: count(figures.acknowledged),
                submitted: count(figures.submitted),
                approved: count(figures.approved),
                overdue: count(figures.overdue),
                results: figures.results(),
            })
        })
        .collect()
}

/// Topics or channels × villages. A village sees its own column only.
///
/// # Errors
/// A field error for another catalogue.
pub async fn coverage(
    app: &App,
    scope: Scope,
    query: &CoverageQuery,
) -> AppResult<CoverageStatistics> {
    let by = query.by.unwrap_or(CatalogueKind::Topics);
    let projection = match by {
        CatalogueKind::Topics => Projection::TopicPlaces,
        CatalogueKind::Channels => Projection::ChannelPlaces,
        _ => return Err(AppError::field("by", "invalid", "Chọn nội dung hoặc hình thức.")),
    };
    let db = &app.db.read;
    let today = day_of(app.clock.now());
    let mut villages = repo::units(db, scope.commune_id).await?;
    villages.retain(|unit| unit.kind == UnitKind::Village);
    let mut cells = repo::coverage(db, scope, projection, (query.from, query.to)).await?;
    // A village that has ended keeps its column where something was done there.
    let done: HashSet<Uuid> = cells.iter().map(|cell| cell.place_id).collect();
    villages.retain(|unit| unit.valid_to.is_none_or(|end| end >= today) || done.contains(&unit.id));
    if villages.iter().any(|unit| Some(unit.id) == scope.unit_id) {
        villages.retain(|unit| Some(unit.id) == scope.unit_id);
    }
    let columns: HashSet<Uuid> = villages.iter().map(|unit| unit.id).collect();
    cells.retain(|cell| columns.contains(&cell.place_id));
    let used: HashSet<Uuid> = cells.iter().map(|cell| cell.item_id).collect();
    let items = repo::catalogue(db, scope.commune_id, by).await?;
    Ok(CoverageStatistics {
        by,
        items: (items.into_iter())
            .filter(|item| item.retired_at.is_none() || used.contains(&item.id))
            .map(|item| Named { id: item.id.into(), name: item.name })
            .collect(),
        villages: (villages.into_iter())
            .map(|unit| Named { id: unit.id.into(), name: unit.name })
            .collect(),
        cells: (cells.into_iter())
            .map(|cell| CoverageCell {
                item_id: cell.item_id.into(),
                unit_id: cell.place_id.into(),
                activities: count(cell.activities),
            })
            .collect(),
    })
}

/// The sums of the indicators.
///
/// # Errors
/// When the database fails.
pub async fn indicators(
    app: &App,
    scope: Scope,
    query: &IndicatorQuery,
) -> AppResult<IndicatorStatistics> {
    let db = &app.db.read;
    let sums = repo::indicators(db, scope, query.unit, (query.from, query.to)).await?;
    let sums: HashMap<Uuid, Cell> = sums.into_iter().map(|sum| (sum.item_id, sum)).collect();
    let items = repo::catalogue(db, scope.commune_id, CatalogueKind::Indicators).await?;
    let items = items.into_iter().filter_map(|item| {
        let sum = sums.get(&item.id);
        if item.retired_at.is_some() && sum.is_none() {
            return None;
        }
        Some(IndicatorSum {
            indicator: Named { id: item.id.into(), name: item.name },
            unit_of_measure: item.unit_of_measure.unwrap_or_default(),
            activities: sum.map_or(0, |sum| count(sum.activities)),
            amount: sum.map(|sum| sum.amount),
        })
    });
    Ok(IndicatorStatistics { items: items.collect() })
}

//! `/api/v1/dashboard` and `/api/v1/statistics/…`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::catalogue::CatalogueKind;
use shared::dto::figures::overview::{
    CoverageStatistics, Dashboard, IndicatorStatistics, TimelinessStatistics,
};
use uuid::Uuid;

use super::service;
use crate::platform::access::{Permit, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::query::Query;
use crate::platform::http::read;

/// What coverage is counted by, and over which days.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CoverageQuery {
    /// `topics` (if left out) or `channels`.
    #[param(inline)]
    pub by: Option<CatalogueKind>,
    /// Held on this day or later.
    pub from: Option<NaiveDate>,
    /// Held on this day or earlier.
    pub to: Option<NaiveDate>,
}

/// Whose figures, and over which days.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IndicatorQuery {
    /// Held on this day or later.
    pub from: Option<NaiveDate>,
    /// Held on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Done by this unit, alone or with others.
    pub unit: Option<Uuid>,
}

/// Reads the overview: who is late, what waits, what changed.
///
/// Figures of this moment with a row a unit. The chairman, the coordinator and machines see the
/// commune, committees and village heads their own unit.
///
/// For every role but the administrator.
#[utoipa::path(tag = "overview", operation_id = "read_dashboard",
    responses((status = 200, description = "The overview", body = Dashboard)))]
#[get("/api/v1/dashboard")]
pub async fn dashboard(
    permit: Permit<can::StatisticsRead>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let view = service::dashboard(&app, permit.viewer(), permit.scope).await?;
    Ok(read::list(&*view))
}

/// Counts the four official results by unit.
///
/// Against the original deadlines, which extensions do not move (done on time, done late, in
/// progress, overdue and not done), of everything up to now.
///
/// For every role but the administrator.
#[utoipa::path(tag = "overview", operation_id = "read_timeliness",
    responses((status = 200, description = "Results by unit", body = TimelinessStatistics)))]
#[get("/api/v1/statistics/timeliness")]
pub async fn timeliness(
    permit: Permit<can::StatisticsRead>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let view = service::timeliness(&app, permit.scope).await?;
    Ok(read::list(&view))
}

/// Counts activities by topic or channel and village.
///
/// Approved activities of the days asked for; a pair that is not among the cells has none. 422 when
/// `by` is neither `topics` nor `channels`.
///
/// For every role but the administrator.
#[utoipa::path(tag = "overview", operation_id = "read_coverage", params(CoverageQuery),
    responses((status = 200, description = "Coverage", body = CoverageStatistics),
        (status = 422, description = "`by` is neither")))]
#[get("/api/v1/statistics/coverage")]
pub async fn coverage(
    permit: Permit<can::StatisticsRead>,
    query: Query<CoverageQuery>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let view = service::coverage(&app, permit.scope, &query.0).await?;
    Ok(read::list(&view))
}

/// Sums the indicators.
///
/// Over approved activities of the days and the unit asked for. Each activity counts once, however
/// many units did it.
///
/// For every role but the administrator.
#[utoipa::path(tag = "overview", operation_id = "read_indicator_sums", params(IndicatorQuery),
    responses((status = 200, description = "Sums", body = IndicatorStatistics)))]
#[get("/api/v1/statistics/indicators")]
pub async fn indicators(
    permit: Permit<can::StatisticsRead>,
    query: Query<IndicatorQuery>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let view = service::indicators(&app, permit.scope, &query.0).await?;
    Ok(read::list(&view))
}

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

/// Who is late, what waits, what changed.
#[utoipa::path(tag = "overview", operation_id = "dashboard_read",
    responses((status = 200, description = "The overview", body = Dashboard)))]
#[get("/api/v1/dashboard")]
pub async fn dashboard(
    permit: Permit<can::StatisticsRead>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let view = service::dashboard(&app, permit.viewer(), permit.scope).await?;
    Ok(read::list(&*view))
}

/// The four official results by unit, against the original deadlines.
#[utoipa::path(tag = "overview", operation_id = "statistics_timeliness",
    responses((status = 200, description = "Results by unit", body = TimelinessStatistics)))]
#[get("/api/v1/statistics/timeliness")]
pub async fn timeliness(
    permit: Permit<can::StatisticsRead>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let view = service::timeliness(&app, permit.scope).await?;
    Ok(read::list(&view))
}

/// Topics or channels by village: where nothing has been done.
#[utoipa::path(tag = "overview", operation_id = "statistics_coverage", params(CoverageQuery),
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

/// Sums of the indicators; each activity counts once.
#[utoipa::path(tag = "overview", operation_id = "statistics_indicators", params(IndicatorQuery),
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

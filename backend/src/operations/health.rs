//! Whether the server lives, and whether it is ready.

use actix_web::{HttpResponse, get, web};
use sea_orm::ConnectionTrait;
use shared::ErrorCode;

use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::api::Registry;

/// When to ask again whether it is ready.
const RETRY_SECONDS: i64 = 5;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(live).add(ready);
}

/// The answer of a server that is well.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Health {
    /// Always `ok`; anything else is a problem.
    #[schema(example = "ok")]
    pub status: &'static str,
}

/// Answers while the process lives.
///
/// It asks nothing of the database: for whoever restarts a server that hangs.
///
/// No login is needed.
#[utoipa::path(tag = "health", operation_id = "check_liveness",
    responses((status = 200, description = "It lives", body = Health)))]
#[get("/health/live")]
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// Answers while the database does.
///
/// 503 otherwise: for whoever sends requests to several servers.
///
/// No login is needed.
#[utoipa::path(tag = "health", operation_id = "check_readiness",
    responses((status = 200, description = "It is ready", body = Health)))]
#[get("/health/ready")]
pub async fn ready(app: web::Data<App>) -> AppResult<HttpResponse> {
    let unready = |_| AppError::Wait(ErrorCode::Unavailable, RETRY_SECONDS);
    app.db.read.execute_unprepared("SELECT 1").await.map_err(unready)?;
    Ok(HttpResponse::Ok().json(Health { status: "ok" }))
}

//! HTTP of chasing.

use actix_web::{HttpResponse, post, web};
use shared::dto::notifications::chase::{ChaseRequest, ChaseTexts, Chased};

use super::service;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::{Reply, Write, list as listed};
use crate::platform::unit_of_work::write;

/// Chases the units of some assignments.
///
/// Each unit is told, and its timeline says so. What does not wait for its unit is left out, and
/// the answer says why.
///
/// For the chairman and the coordinator, and for a committee about the parts that it has given.
#[utoipa::path(tag = "notices", operation_id = "chase_assignments", request_body = ChaseRequest,
    responses((status = 201, description = "Who was chased", body = Chased)))]
#[post("/api/v1/chases")]
pub async fn chase(
    app: web::Data<App>,
    permit: PersonPermit<can::Chase>,
    body: Write<ChaseRequest>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "assignment.chase", async |work| {
        service::chase(work, &permit, &body).await
    })
    .await
}

/// Composes reminders as text, one a unit.
///
/// For the units' Zalo groups: nothing is sent and nothing is written down.
///
/// For the chairman and the coordinator, and for a committee about the parts that it has given.
#[utoipa::path(tag = "notices", operation_id = "compose_chase_texts", request_body = ChaseRequest,
    responses((status = 200, description = "Texts, one a unit", body = ChaseTexts)))]
#[post("/api/v1/chases/text")]
pub async fn text(
    app: web::Data<App>,
    permit: Permit<can::Chase>,
    body: Write<ChaseRequest>,
) -> AppResult<HttpResponse> {
    let now = app.clock.now();
    let address = app.config.public_url.as_deref();
    Ok(listed(&service::text(&app.db.read, &permit.scope, &body.body, address, now).await?))
}

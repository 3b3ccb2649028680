//! HTTP of settings.

use actix_web::{HttpResponse, get, patch, web};
use serde_json::Value;
use shared::dto::organisation::settings::{SettingsPatch, SettingsView};

use super::service;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::read::item;
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Reads the commune's name and settings.
///
/// What is in force, and the defaults beside it.
///
/// For the administrator and the chairman.
#[utoipa::path(tag = "settings", operation_id = "read_settings",
    responses((status = 200, description = "The settings with their defaults", body = SettingsView)))]
#[get("/api/v1/settings")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::SettingsRead>,
) -> AppResult<HttpResponse> {
    let view = service::read(&app.db.read, permit.scope).await?;
    Ok(item(&view, view.version))
}

/// Changes the commune's name or settings.
///
/// A JSON Merge Patch: what is left out stays. 422 for an unknown key or a value out of its bounds.
/// Logins that are open keep the times they began with.
///
/// For the administrator.
#[utoipa::path(tag = "settings", operation_id = "update_settings", request_body = SettingsPatch,
    responses((status = 200, description = "The settings as changed", body = SettingsView)))]
#[patch("/api/v1/settings")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::SettingsWrite>,
    body: Write<Value>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "settings.update", async |work| {
        service::update(work, &permit, &context, service::patch_of(body)?).await
    })
    .await
}

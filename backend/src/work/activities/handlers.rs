//! `/api/v1/activities`.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::de::IgnoredAny;
use serde_json::Value;
use shared::dto::page::Page;
use shared::dto::work::activity::{ActivityInput, ActivityView};
use shared::id::ActivityId;

use super::repo::Filter;
use super::service;
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read as answer;
use crate::platform::http::write::{Reply, Write};

/// Activities, latest day first.
#[utoipa::path(tag = "activities", operation_id = "activity_list", params(Filter, Paging),
    responses((status = 200, description = "A page of activities", body = Page<ActivityView>)))]
#[get("/api/v1/activities")]
pub async fn list(
    permit: Permit<can::ActivityRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let page = service::list(&app, permit.scope, &filter.0, &paging.0).await?;
    Ok(answer::list(&page))
}

/// Logs an activity of the own unit, as a draft.
#[utoipa::path(tag = "activities", operation_id = "activity_create", request_body = ActivityInput,
    responses((status = 201, description = "The activity", body = ActivityView)))]
#[post("/api/v1/activities")]
pub async fn create(
    permit: PersonPermit<can::ActivityWrite>,
    app: web::Data<App>,
    write: Write<ActivityInput>,
) -> AppResult<Reply> {
    service::create(&app, &permit, write).await
}

/// One activity.
#[utoipa::path(tag = "activities", operation_id = "activity_read",
    params(("id" = Uuid, Path, description = "The activity")),
    responses((status = 200, description = "The activity", body = ActivityView)))]
#[get("/api/v1/activities/{id}")]
pub async fn read(
    permit: Permit<can::ActivityRead>,
    id: Path<ActivityId>,
    app: web::Data<App>,
) -> AppResult<HttpResponse> {
    let view = service::read(&app, permit.scope, id.0).await?;
    Ok(answer::item(&view, view.version))
}

/// Changes the fields that are named (JSON Merge Patch: null empties, lists replace).
#[utoipa::path(tag = "activities", operation_id = "activity_update",
    params(("id" = Uuid, Path, description = "The activity")), request_body = ActivityInput,
    responses((status = 200, description = "The activity", body = ActivityView)))]
#[patch("/api/v1/activities/{id}")]
pub async fn update(
    permit: PersonPermit<can::ActivityWrite>,
    id: Path<ActivityId>,
    app: web::Data<App>,
    write: Write<Value>,
) -> AppResult<Reply> {
    service::update(&app, &permit, id.0, write).await
}

/// Removes an activity that is still a draft or was returned.
#[utoipa::path(tag = "activities", operation_id = "activity_delete",
    params(("id" = Uuid, Path, description = "The activity")),
    responses((status = 204, description = "Removed")))]
#[delete("/api/v1/activities/{id}")]
pub async fn delete(
    permit: PersonPermit<can::ActivityWrite>,
    id: Path<ActivityId>,
    app: web::Data<App>,
    write: Write<IgnoredAny>,
) -> AppResult<Reply> {
    service::delete(&app, &permit, id.0, write).await
}

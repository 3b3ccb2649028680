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

/// Lists activities, the latest day first.
///
/// What was done, with its figures, places and evidence, by pages. Filters narrow it by unit,
/// report, state, channel and days. The chairman, the coordinator and machines see the commune's,
/// committees and village heads those of their own unit.
///
/// For every role but the administrator.
#[utoipa::path(tag = "activities", operation_id = "list_activities", params(Filter, Paging),
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

/// Logs an activity of one's own unit.
///
/// It is a draft until a report that carries it is submitted; alone it counts in no figure. Fields
/// that only a submission needs may be left out. 409 when the id is taken; 422 for an unknown
/// channel, topic, audience, place, figure or file.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "activities", operation_id = "create_activity", request_body = ActivityInput,
    responses((status = 201, description = "The activity", body = ActivityView)))]
#[post("/api/v1/activities")]
pub async fn create(
    permit: PersonPermit<can::ActivityWrite>,
    app: web::Data<App>,
    write: Write<ActivityInput>,
) -> AppResult<Reply> {
    service::create(&app, &permit, write).await
}

/// Reads one activity.
///
/// With its figures, files and links. 404 when there is none or when it belongs to a unit that the
/// asker does not see; drafts of other units are among those.
///
/// For every role but the administrator.
#[utoipa::path(tag = "activities", operation_id = "read_activity",
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

/// Changes an activity.
///
/// A JSON Merge Patch: a field that is not named stays, null empties it, a list replaces the one
/// before. 409 once the activity or its report was submitted: what was approved is never changed.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "activities", operation_id = "update_activity",
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

/// Removes an activity.
///
/// Only while it is a draft or was returned. 409 once it was submitted, or once the report that
/// carries it was. A report that carries it gets a new version too.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "activities", operation_id = "delete_activity",
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

//! HTTP of people.

use actix_web::{HttpResponse, get, web};
use shared::dto::page::Page;
use shared::dto::user::UserView;
use uuid::Uuid;

use super::service;
use crate::app::App;
use crate::db::page::Paging;
use crate::error::AppResult;
use crate::http::query::{Path, Query};
use crate::http::read::{item, list as listed};
use crate::http::{Permit, can};

/// The people of the commune with their posts, by given name.
#[utoipa::path(tag = "users", operation_id = "user_list", params(Paging),
    responses((status = 200, description = "People", body = Page<UserView>)))]
#[get("/api/v1/users")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::UserRead>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let page = service::list(&app.db.read, permit.scope, &paging.0).await?;
    Ok(listed(&page))
}

/// One person with the posts.
#[utoipa::path(tag = "users", operation_id = "user_read",
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 200, description = "The person", body = UserView)))]
#[get("/api/v1/users/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::UserRead>,
    id: Path<Uuid>,
) -> AppResult<HttpResponse> {
    let view = service::read(&app.db.read, permit.scope, id.0).await?;
    Ok(item(&view, view.version))
}

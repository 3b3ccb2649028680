//! HTTP of the audit log.

use actix_web::{HttpResponse, get, web};
use shared::dto::audit::AuditView;
use shared::dto::page::Page;

use super::log::{self, Filter};
use crate::app::App;
use crate::db::page::Paging;
use crate::error::AppResult;
use crate::http::query::Query;
use crate::http::read::list as listed;
use crate::http::{Permit, can};

/// The changes of the commune, newest first.
#[utoipa::path(tag = "audit", operation_id = "audit_list", params(Filter, Paging),
    responses((status = 200, description = "Changes", body = Page<AuditView>)))]
#[get("/api/v1/audit")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::AuditRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let role = permit.person()?.role;
    let page = log::list(&app.db.read, permit.scope, role, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

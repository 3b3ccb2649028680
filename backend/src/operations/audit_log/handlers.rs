//! HTTP of the audit log.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::dto::operations::audit::AuditView;
use shared::dto::page::Page;

use super::export;
use super::log;
use super::repo::Filter;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::audit::exports;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::csv;
use crate::platform::http::query::Query;
use crate::platform::http::read::list as listed;
use crate::platform::http::write::address_of;

/// The changes of the commune, newest first.
#[utoipa::path(tag = "audit", operation_id = "audit_list", params(Filter, Paging),
    responses((status = 200, description = "Changes", body = Page<AuditView>)))]
#[get("/api/v1/audit")]
pub async fn list(
    app: web::Data<App>,
    permit: PersonPermit<can::AuditRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let role = permit.person.role;
    let page = log::list(&app.db.read, permit.scope, role, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

/// The same as a file for spreadsheets (CSV). That it was taken out stands in the log.
#[utoipa::path(tag = "audit", operation_id = "audit_export", params(Filter),
    responses((status = 200, description = "Every change that fits, newest first", content_type = "text/csv", body = String)))]
#[get("/api/v1/audit/export")]
pub async fn export_log(
    app: web::Data<App>,
    request: HttpRequest,
    permit: PersonPermit<can::AuditRead>,
    filter: Query<Filter>,
) -> AppResult<HttpResponse> {
    exports::record(&app, &permit.person, &address_of(&request), "audit.export", &filter.0).await?;
    let lines = export::file(app.get_ref().clone(), permit.scope, permit.person.role, filter.0);
    Ok(HttpResponse::Ok()
        .content_type(csv::MEDIA)
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"nhat-ky.csv\""))
        .streaming(lines))
}

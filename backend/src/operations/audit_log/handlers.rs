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

/// Lists the audit log, the newest entry first.
///
/// Who changed what, when and from where, with the rows before and after. The administrator sees
/// that something was done to the work, but not the rows of it.
///
/// For the administrator and the chairman.
#[utoipa::path(tag = "audit", operation_id = "list_audit_entries", params(Filter, Paging),
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

/// Exports the audit log as CSV.
///
/// Every entry that fits the filters, the newest first, in UTF-8. That it was taken out stands in
/// the log itself.
///
/// For the administrator and the chairman.
#[utoipa::path(tag = "audit", operation_id = "export_audit_entries", params(Filter),
    responses((status = 200, description = "Every change that fits, newest first", content_type = "text/csv", body = String,
        example = json!("Số,Thời điểm,Người,Việc\r\n812,15/11/2026 19:30,Hoàng Thị Ánh,unit.update\r\n"))))]
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

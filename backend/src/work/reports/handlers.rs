//! HTTP of reports and their review.

use actix_web::{HttpResponse, get, post, put, web};
use shared::dto::page::Page;
use shared::dto::work::report::{ReportDraft, ReportSummary, ReportView};
use shared::dto::work::task::Reason;
use shared::id::{AssignmentId, ReportId};

use super::repo::Filter;
use super::{draft, repo, review, submit as submission, view};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;
use crate::work::assignments;

/// The report of an assignment, in its current revision.
#[utoipa::path(tag = "reports", operation_id = "report_of_assignment", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The report; 404 while there is none", body = ReportView)))]
#[get("/api/v1/assignments/{id}/report")]
pub async fn read_draft(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    id: Path<AssignmentId>,
) -> AppResult<HttpResponse> {
    assignments::repo::find_readable(&app.db.read, &permit.scope, id.0).await?;
    let row = repo::find_of_assignment(&app.db.read, &permit.scope, id.0).await?;
    let view = view::for_scope(&app.db.read, &permit.scope, row).await?;
    Ok(item(&view, view.version))
}

/// Writes the draft of a report; the first time with `If-None-Match: *`.
#[utoipa::path(tag = "reports", operation_id = "report_write", request_body = ReportDraft, params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "Kept", body = ReportView), (status = 201, description = "Made", body = ReportView)))]
#[put("/api/v1/assignments/{id}/report")]
pub async fn write_draft(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<AssignmentId>,
    body: Write<ReportDraft>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "report.write", async |work| {
        draft::write(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

/// Submits the report of an assignment.
#[utoipa::path(tag = "reports", operation_id = "report_submit", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "Submitted", body = ReportView)))]
#[post("/api/v1/assignments/{id}/report/submit")]
pub async fn submit(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<AssignmentId>,
    body: Write<Option<serde_json::Value>>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "report.submit", async |work| {
        submission::submit(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Takes back a report that no one has reviewed yet.
#[utoipa::path(tag = "reports", operation_id = "report_withdraw", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "Taken back", body = ReportView)))]
#[post("/api/v1/assignments/{id}/report/withdraw")]
pub async fn withdraw(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<AssignmentId>,
    body: Write<Option<serde_json::Value>>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "report.withdraw", async |work| {
        submission::withdraw(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Reports in scope, those that wait longest first.
#[utoipa::path(tag = "reports", operation_id = "report_list", params(Filter, Paging),
    responses((status = 200, description = "A page of reports", body = Page<ReportSummary>)))]
#[get("/api/v1/reports")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    let now = app.clock.now();
    let page = repo::list(db, &permit.scope, permit.viewer(), &filter.0, &paging.0, now).await?;
    let items = view::summaries(db, now, page.items).await?;
    Ok(listed(&Page { items, next_cursor: page.next_cursor, total: page.total }))
}

/// One report.
#[utoipa::path(tag = "reports", operation_id = "report_read", params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "The report", body = ReportView)))]
#[get("/api/v1/reports/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    id: Path<ReportId>,
) -> AppResult<HttpResponse> {
    let row = repo::find(&app.db.read, &permit.scope, id.0).await?;
    let view = view::for_scope(&app.db.read, &permit.scope, row).await?;
    Ok(item(&view, view.version))
}

/// Approves a submitted report.
#[utoipa::path(tag = "reports", operation_id = "report_approve", params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "Approved", body = ReportView)))]
#[post("/api/v1/reports/{id}/approve")]
pub async fn approve(
    app: web::Data<App>,
    permit: PersonPermit<can::ReportReview>,
    id: Path<ReportId>,
    body: Write<Option<serde_json::Value>>,
) -> AppResult<Reply> {
    let permit = review::choose_delegator(&app, permit, id.0).await?;
    write(&app, &permit, &body.context, "report.approve", async |work| {
        review::approve(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Returns a submitted report with a reason.
#[utoipa::path(tag = "reports", operation_id = "report_return", request_body = Reason, params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "Returned", body = ReportView)))]
#[post("/api/v1/reports/{id}/return")]
pub async fn return_report(
    app: web::Data<App>,
    permit: PersonPermit<can::ReportReview>,
    id: Path<ReportId>,
    body: Write<Reason>,
) -> AppResult<Reply> {
    let permit = review::choose_delegator(&app, permit, id.0).await?;
    write(&app, &permit, &body.context, "report.return", async |work| {
        review::return_report(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

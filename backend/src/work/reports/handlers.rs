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

/// Reads the report of an assignment.
///
/// The unit itself reads the current revision, everybody else the last one that was sent. 404 while
/// there is none.
///
/// For every role but the administrator.
#[utoipa::path(tag = "reports", operation_id = "read_assignment_report", params(("id" = Uuid, Path, description = "The assignment")),
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

/// Writes the draft of a report.
///
/// Whole, as it is to be: what is left out is emptied. The first time with `If-None-Match: *`
/// (201), after that with `If-Match` (200); 412 when it was made or changed meanwhile. 409 before
/// the assignment was acknowledged, and once the report was sent.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "reports", operation_id = "write_report", request_body = ReportDraft, params(("id" = Uuid, Path, description = "The assignment")),
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
///
/// The revision is frozen with its activities and waits for review. 422 names what is missing:
/// figures' activities or a reason why there are none, days and channels of activities, an
/// explanation when it is late. 409 in a state that does not allow it.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "reports", operation_id = "submit_report", params(("id" = Uuid, Path, description = "The assignment")),
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

/// Takes back a report that nobody has reviewed yet.
///
/// It is a draft again; a first submission that is withdrawn was none. 409 once it was reviewed.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "reports", operation_id = "withdraw_report", params(("id" = Uuid, Path, description = "The assignment")),
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

/// Lists reports, those that wait longest first.
///
/// Submitted ones unless `state` says otherwise. Drafts show to their unit alone.
///
/// For every role but the administrator.
#[utoipa::path(tag = "reports", operation_id = "list_reports", params(Filter, Paging),
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

/// Reads one report.
///
/// With its activities, figures and files. Other units than its own read the last revision that was
/// sent.
///
/// For every role but the administrator.
#[utoipa::path(tag = "reports", operation_id = "read_report", params(("id" = Uuid, Path, description = "The report")),
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
///
/// Its activities count in the figures from now on. 403 for one's own report, 409 unless it waits
/// for review. Whoever was lent the power `review` may as well.
///
/// For the chairman, and for a committee about the parts that it has given.
#[utoipa::path(tag = "reports", operation_id = "approve_report", params(("id" = Uuid, Path, description = "The report")),
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

/// Returns a submitted report, with a reason.
///
/// It opens the next revision for its unit, with a day by which to send it again. 403 for one's own
/// report, 409 unless it waits for review. Whoever was lent the power `review` may as well.
///
/// For the chairman, and for a committee about the parts that it has given.
#[utoipa::path(tag = "reports", operation_id = "return_report", request_body = Reason, params(("id" = Uuid, Path, description = "The report")),
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

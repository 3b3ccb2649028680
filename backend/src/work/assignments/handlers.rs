//! HTTP of assignments.

use actix_web::{HttpResponse, get, post, web};
use shared::dto::page::Page;
use shared::dto::work::assignment::{AssignmentSummary, AssignmentView, TimelineEntry};
use shared::dto::work::split::SplitRequest;
use shared::dto::work::task::Reason;
use shared::id::AssignmentId;

use super::repo::Filter;
use super::{repo, service, split as splits, timeline as timelines, view};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;

/// Lists assignments, the most urgent first.
///
/// The ledger: one unit's share of a task a row, with its deadlines and how it stands against them.
/// Filters narrow it by unit, task, state, timeliness, deadline and words. Parts of an assignment
/// show by `parent`, and to the village whose part it is. The chairman, the coordinator and
/// machines see the commune's, committees and village heads those of their own unit.
///
/// For every role but the administrator.
#[utoipa::path(tag = "assignments", operation_id = "list_assignments", params(Filter, Paging),
    responses((status = 200, description = "A page of assignments", body = Page<AssignmentSummary>)))]
#[get("/api/v1/assignments")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let (db, now) = (&app.db.read, app.clock.now());
    let page = repo::list(db, &permit.scope, &filter.0, &paging.0, now).await?;
    let mut items = view::summaries(db, page.items, now).await?;
    view::count_unread(db, permit.viewer(), &mut items).await?;
    Ok(listed(&Page { items, next_cursor: page.next_cursor, total: page.total }))
}

/// Reads one assignment.
///
/// With the task's words, its parts, its open extension and what the asker may do with it now. 404
/// when there is none, or when it belongs to another unit.
///
/// For every role but the administrator.
#[utoipa::path(tag = "assignments", operation_id = "read_assignment", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = AssignmentView)))]
#[get("/api/v1/assignments/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    id: Path<AssignmentId>,
) -> AppResult<HttpResponse> {
    let (scope, viewer) = (&permit.scope, permit.viewer());
    let view = view::full(&app.db.read, scope, viewer, id.0, app.clock.now()).await?;
    Ok(item(&view, view.summary.version))
}

/// Reads what happened to an assignment, oldest first.
///
/// Who assigned, acknowledged, submitted, returned, approved or chased it, and when; in whose name,
/// where a power was lent.
///
/// For every role but the administrator.
#[utoipa::path(tag = "assignments", operation_id = "read_timeline", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The timeline", body = Page<TimelineEntry>)))]
#[get("/api/v1/assignments/{id}/timeline")]
pub async fn timeline(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    id: Path<AssignmentId>,
) -> AppResult<HttpResponse> {
    repo::find_readable(&app.db.read, &permit.scope, id.0).await?;
    let items = timelines::of(&app.db.read, permit.viewer(), id.0).await?;
    Ok(listed(&Page { items, next_cursor: None, total: None }))
}

/// Acknowledges an assignment of one's own unit.
///
/// From then on a report may be written. 409 where it was acknowledged before or has ended.
///
/// For the coordinator, committees and village heads, each for the own unit.
#[utoipa::path(tag = "assignments", operation_id = "acknowledge_assignment", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "Acknowledged", body = AssignmentView)))]
#[post("/api/v1/assignments/{id}/acknowledge")]
pub async fn acknowledge(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentDo>,
    id: Path<AssignmentId>,
    body: Write<Option<serde_json::Value>>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "assignment.acknowledge", async |work| {
        service::acknowledge(work, &permit, id.0, &body.context).await
    })
    .await
}

/// Cancels one unit's assignment, with a reason.
///
/// It leaves the totals and can no longer be reported on; the unit is told. 409 when it has ended
/// already. Whoever was lent the power `close` may as well.
///
/// For the chairman.
#[utoipa::path(tag = "assignments", operation_id = "cancel_assignment", request_body = Reason, params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "Cancelled", body = AssignmentView)))]
#[post("/api/v1/assignments/{id}/cancel")]
pub async fn cancel(
    app: web::Data<App>,
    permit: PersonPermit<can::TaskClose>,
    id: Path<AssignmentId>,
    body: Write<Reason>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "assignment.cancel", async |work| {
        service::cancel(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

/// Gives parts of an assignment to villages.
///
/// For the unit that leads it: each village named gets an assignment of its own, which the unit
/// reviews and the commune's totals do not count. 409 where the unit does not lead it or it is not
/// being worked on; 422 for a village that has a part already, or a day after the deadline of the
/// whole.
///
/// For a committee.
#[utoipa::path(tag = "assignments", operation_id = "split_assignment", request_body = SplitRequest, params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 201, description = "The assignment with its parts", body = AssignmentView)))]
#[post("/api/v1/assignments/{id}/split")]
pub async fn split(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentSplit>,
    id: Path<AssignmentId>,
    body: Write<SplitRequest>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "assignment.split", async |work| {
        splits::split(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

/// Takes a part back that one's own unit has given.
///
/// With a reason, of which the village is told. 409 when the part has ended.
///
/// For a committee.
#[utoipa::path(tag = "assignments", operation_id = "take_back_part", request_body = Reason, params(("id" = Uuid, Path, description = "The part")),
    responses((status = 200, description = "Taken back", body = AssignmentView)))]
#[post("/api/v1/assignments/{id}/take-back")]
pub async fn take_back(
    app: web::Data<App>,
    permit: PersonPermit<can::AssignmentSplit>,
    id: Path<AssignmentId>,
    body: Write<Reason>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "assignment.take_back", async |work| {
        splits::take_back(work, &permit, id.0, &body.context, &body.body).await
    })
    .await
}

//! HTTP of comments.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::de::IgnoredAny;
use shared::dto::page::Page;
use shared::dto::work::comment::{Addressee, CommentCreate, CommentPatch, CommentView};
use shared::id::{AssignmentId, CommentId};

use super::{repo, service};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::{Path, Query, Reply, Write, list as listed};
use crate::platform::unit_of_work::write;
use crate::work::assignments;

/// Lists what was said on an assignment, oldest first.
///
/// Comments that were taken back show as such, without their words. What people say to each other
/// is not for machines.
///
/// For every role but the administrator.
#[utoipa::path(tag = "comments", operation_id = "list_comments", params(Paging, ("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "A page of comments", body = Page<CommentView>)))]
#[get("/api/v1/assignments/{id}/comments")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<can::CommentWrite>,
    id: Path<AssignmentId>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    assignments::repo::find_readable(db, &permit.scope, id.0).await?;
    let (viewer, now) = (permit.viewer(), app.clock.now());
    Ok(listed(&service::list(db, viewer, id.0, &paging.0, now).await?))
}

/// Says something on an assignment.
///
/// Everybody who sees the assignment may read it; those mentioned are told. 422 for people who do
/// not see the assignment, and for unknown files.
///
/// For every role but the administrator.
#[utoipa::path(tag = "comments", operation_id = "create_comment", request_body = CommentCreate, params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 201, description = "The comment", body = CommentView)))]
#[post("/api/v1/assignments/{id}/comments")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::CommentWrite>,
    id: Path<AssignmentId>,
    body: Write<CommentCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "comment.create", async |work| {
        service::create(work, &permit, id.0, body).await
    })
    .await
}

/// Lists who can be mentioned on an assignment.
///
/// Those who see it, by given name.
///
/// For every role but the administrator.
#[utoipa::path(tag = "comments", operation_id = "list_addressees", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "People, by given name", body = Vec<Addressee>)))]
#[get("/api/v1/assignments/{id}/comments/people")]
pub async fn people(
    app: web::Data<App>,
    permit: Permit<can::CommentWrite>,
    id: Path<AssignmentId>,
) -> AppResult<HttpResponse> {
    let db = &app.db.read;
    let assignment = assignments::repo::find_readable(db, &permit.scope, id.0).await?;
    Ok(listed(&repo::audience(db, &assignment, app.clock.now()).await?))
}

/// Marks what was said on an assignment as read.
///
/// All that was said so far. Repeated, it changes nothing; it takes no Idempotency-Key.
///
/// For every role but the administrator.
#[utoipa::path(tag = "comments", operation_id = "mark_comments_read", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 204, description = "Nothing is unread")))]
#[post("/api/v1/assignments/{id}/comments/read")]
pub async fn read(
    app: web::Data<App>,
    permit: PersonPermit<can::CommentWrite>,
    id: Path<AssignmentId>,
) -> AppResult<HttpResponse> {
    let db = app.db.writer();
    assignments::repo::find_readable(db, &permit.scope, id.0).await?;
    repo::mark_read(db, id.0, permit.person.user_id.into()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Changes one's own comment.
///
/// Within 15 minutes, after that 409. Somebody else's is 403.
///
/// For every role but the administrator.
#[utoipa::path(tag = "comments", operation_id = "update_comment", request_body = CommentPatch, params(("id" = Uuid, Path, description = "The comment")),
    responses((status = 200, description = "The comment as changed", body = CommentView)))]
#[patch("/api/v1/comments/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::CommentWrite>,
    id: Path<CommentId>,
    body: Write<CommentPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "comment.update", async |work| {
        service::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Takes one's own comment back.
///
/// Within 15 minutes, after that 409. That there was one stays to be seen.
///
/// For every role but the administrator.
#[utoipa::path(tag = "comments", operation_id = "delete_comment", params(("id" = Uuid, Path, description = "The comment")),
    responses((status = 204, description = "Taken back")))]
#[delete("/api/v1/comments/{id}")]
pub async fn delete(
    app: web::Data<App>,
    permit: PersonPermit<can::CommentWrite>,
    id: Path<CommentId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "comment.delete", async |work| {
        service::delete(work, &permit, &body.context, id.0).await
    })
    .await
}

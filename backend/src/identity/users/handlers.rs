//! HTTP of people.

use actix_web::{HttpResponse, get, patch, post, web};
use shared::dto::identity::user::{
    InvitationView, PostInput, PostPatch, UserCreate, UserDuties, UserPatch, UserView,
};
use shared::dto::page::Page;
use shared::id::{PostId, UserId};

use super::{duties as duty, invitations, people, service};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::query::{Path, Query};
use crate::platform::http::read::{item, list as listed, secret_response};
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::write;

/// Lists the people of the commune, by given name.
///
/// Each with the posts held now and before.
///
/// For the administrator, the chairman and the coordinator.
#[utoipa::path(tag = "users", operation_id = "list_users", params(Paging),
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

/// Reads one person with the posts.
///
/// 404 for people of other communes.
///
/// For the administrator, the chairman and the coordinator.
#[utoipa::path(tag = "users", operation_id = "read_user",
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 200, description = "The person", body = UserView)))]
#[get("/api/v1/users/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::UserRead>,
    id: Path<UserId>,
) -> AppResult<HttpResponse> {
    let view = service::read(&app.db.read, permit.scope, id.0).await?;
    Ok(item(&view, view.version))
}

/// Adds a person with a first post.
///
/// There is no password yet: an invitation lets the person set it. 422 when the login name is taken
/// on the server, or when the role does not fit the kind of unit.
///
/// For the administrator.
#[utoipa::path(tag = "users", operation_id = "create_user", request_body = UserCreate,
    responses((status = 201, description = "The new person", body = UserView)))]
#[post("/api/v1/users")]
pub async fn create(
    app: web::Data<App>,
    permit: PersonPermit<can::UserWrite>,
    body: Write<UserCreate>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "user.create", async |work| {
        people::create(work, &permit, body).await
    })
    .await
}

/// Changes the name of a person, or bars the login.
///
/// Barring ends the person's sessions at once; it can be lifted. 409 for one's own login, and for
/// the last administrator.
///
/// For the administrator.
#[utoipa::path(tag = "users", operation_id = "update_user", request_body = UserPatch,
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 200, description = "The person as changed", body = UserView)))]
#[patch("/api/v1/users/{id}")]
pub async fn update(
    app: web::Data<App>,
    permit: PersonPermit<can::UserWrite>,
    id: Path<UserId>,
    body: Write<UserPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "user.update", async |work| {
        people::update(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Reads what would be left to nobody without this person.
///
/// To be looked at before the login is barred or a post ends.
///
/// For the administrator.
#[utoipa::path(tag = "users", operation_id = "read_user_duties",
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 200, description = "What hangs on the person", body = UserDuties)))]
#[get("/api/v1/users/{id}/duties")]
pub async fn duties(
    app: web::Data<App>,
    permit: Permit<can::UserWrite>,
    id: Path<UserId>,
) -> AppResult<HttpResponse> {
    Ok(listed(&duty::read(&app, permit.scope, id.0).await?))
}

/// Gives a person one more post.
///
/// 422 when the person holds it already, or when the role does not fit the kind of unit.
///
/// For the administrator.
#[utoipa::path(tag = "users", operation_id = "create_post", request_body = PostInput,
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 201, description = "The person with the post", body = UserView)))]
#[post("/api/v1/users/{id}/posts")]
pub async fn add_post(
    app: web::Data<App>,
    permit: PersonPermit<can::UserWrite>,
    id: Path<UserId>,
    body: Write<PostInput>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "user.add_post", async |work| {
        people::add_post(work, &permit, &context, id.0, body).await
    })
    .await
}

/// Changes the title of a post, or ends it.
///
/// The version in `If-Match` is the person's. 409 for the last administrator's post, 422 for a
/// successor that does not fit.
///
/// For the administrator.
#[utoipa::path(tag = "users", operation_id = "update_post", request_body = PostPatch,
    params(("id" = Uuid, Path, description = "The person"), ("post_id" = Uuid, Path, description = "The post")),
    responses((status = 200, description = "The person with the post as changed", body = UserView)))]
#[patch("/api/v1/users/{id}/posts/{post_id}")]
pub async fn update_post(
    app: web::Data<App>,
    permit: PersonPermit<can::UserWrite>,
    ids: Path<(UserId, PostId)>,
    body: Write<PostPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "user.update_post", async |work| {
        people::update_post(work, &permit, &context, ids.0, body).await
    })
    .await
}

/// Makes a one-time code by which a person sets the password.
///
/// Codes made before are void. It is told once in this answer: a repeat makes another one. 409 for
/// oneself, and while the login is barred.
///
/// For the administrator.
#[utoipa::path(tag = "users", operation_id = "invite_user",
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 201, description = "The code", body = InvitationView)))]
#[post("/api/v1/users/{id}/invitation")]
pub async fn invite(
    app: web::Data<App>,
    permit: PersonPermit<can::UserWrite>,
    id: Path<UserId>,
    body: Write<serde::de::IgnoredAny>,
) -> AppResult<HttpResponse> {
    let context = body.context.without_idempotency_key();
    let mut code = None;
    write(&app, &permit, &context, "user.invite", async |work| {
        invitations::invite(work, &permit, id.0, &mut code).await
    })
    .await?;
    secret_response(HttpResponse::Created(), code)
}

//! HTTP of notices.

use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use shared::dto::notifications::notice::{
    NoticeChoices, NoticeChoicesPatch, NoticeCount, NoticeView, NoticesRead, Unsubscribe,
    Unsubscribed,
};
use shared::dto::page::Page;
use shared::id::NoticeId;

use super::repo::{self, Filter, NoticeSelection};
use crate::identity::users::notice_choices as wishes;
use crate::notifications::mail;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::write::address_of;
use crate::platform::http::{Path, Query, Reply, Write, item, list as listed};
use crate::platform::unit_of_work::write;

/// Lists one's own notices, the newest first.
///
/// What a person is told of: work that was assigned, is due, late, returned, and so on.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "list_notices", params(Filter, Paging),
    responses((status = 200, description = "A page of notices", body = Page<NoticeView>)))]
#[get("/api/v1/notices")]
pub async fn list(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    filter: Query<Filter>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let page = repo::list(&app.db.read, &permit.person, &filter.0, &paging.0).await?;
    Ok(listed(&page))
}

/// Counts one's unread notices.
///
/// What the bell shows. Asking does not keep a login open.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "count_notices",
    responses((status = 200, description = "How many are unread", body = NoticeCount)))]
#[get("/api/v1/notices/count")]
pub async fn count(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    Ok(listed(&repo::count(&app.db.read, &permit.person).await?))
}

/// Marks one's notices as read.
///
/// All of them, or all up to one. Repeated, it changes nothing; it takes no Idempotency-Key.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "mark_notices_read", request_body = NoticesRead,
    responses((status = 204, description = "They are read")))]
#[post("/api/v1/notices/read")]
pub async fn read_all(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<NoticesRead>,
) -> AppResult<HttpResponse> {
    let which = body.body.up_to.map_or(NoticeSelection::All, NoticeSelection::UpTo);
    repo::read(app.db.writer(), &permit.person, which, app.clock.now()).await?;
    app.hub.notify();
    Ok(HttpResponse::NoContent().finish())
}

/// Marks one of one's own notices as read.
///
/// Repeated, it changes nothing; it takes no Idempotency-Key. 404 for somebody else's.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "mark_notice_read", params(("id" = Uuid, Path, description = "The notice")),
    responses((status = 204, description = "It is read")))]
#[post("/api/v1/notices/{id}/read")]
pub async fn read_one(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    id: Path<NoticeId>,
) -> AppResult<HttpResponse> {
    let which = NoticeSelection::One(id.0);
    repo::read(app.db.writer(), &permit.person, which, app.clock.now()).await?;
    app.hub.notify();
    Ok(HttpResponse::NoContent().finish())
}

/// Reads how one wants to be told.
///
/// Which kinds by mail or phone, and to which address.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "read_notice_choices",
    responses((status = 200, description = "The choices", body = NoticeChoices)))]
#[get("/api/v1/notices/choices")]
pub async fn choices(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    let view = wishes::read(&app.db.read, &app.config, &permit.person, app.clock.now()).await?;
    Ok(item(&view, view.version))
}

/// Changes how one wants to be told.
///
/// A JSON Merge Patch. 422 for muting what is late or was chased: those may not be. The address of
/// e-mail is changed by `POST /api/v1/auth/email`.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "update_notice_choices", request_body = NoticeChoicesPatch,
    responses((status = 200, description = "The choices as changed", body = NoticeChoices)))]
#[patch("/api/v1/notices/choices")]
pub async fn choose(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<NoticeChoicesPatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "notice.choose", async |work| {
        wishes::update(work, &app.config, &permit, &context, body).await
    })
    .await
}

/// Unsubscribes as a mail program does by itself.
///
/// RFC 8058: whatever it sends as a body is taken. 404 for a secret that is none.
///
/// No login is needed.
#[utoipa::path(tag = "notices", operation_id = "unsubscribe_mail_one_click", params(("token" = String, Path, description = "What stands in the mail")),
    responses((status = 200, description = "Unsubscribed", body = Unsubscribed)))]
#[post("/api/v1/notices/unsubscribe/{token}")]
pub async fn one_click(
    app: web::Data<App>,
    request: HttpRequest,
    token: Path<String>,
) -> AppResult<HttpResponse> {
    let kind = mail::by_link::unsubscribe(&app, &address_of(&request), &token.0).await?;
    Ok(listed(&Unsubscribed { kind }))
}

/// Unsubscribes from a kind of mail.
///
/// By the secret of the link in the mail. 404 for a secret that is none.
///
/// No login is needed.
#[utoipa::path(tag = "notices", operation_id = "unsubscribe_mail", request_body = Unsubscribe,
    responses((status = 200, description = "Unsubscribed", body = Unsubscribed)))]
#[post("/api/v1/notices/unsubscribe")]
pub async fn unsubscribe(app: web::Data<App>, body: Write<Unsubscribe>) -> AppResult<HttpResponse> {
    let kind = mail::by_link::unsubscribe(&app, &body.context.address, &body.body.token).await?;
    Ok(listed(&Unsubscribed { kind }))
}

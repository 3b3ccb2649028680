//! HTTP of the calendar feed.

use actix_web::http::header::{CACHE_CONTROL, ETAG, HOST};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::de::IgnoredAny;
use shared::dto::notifications::calendar::{FeedAddress, FeedView};

use super::publish;
use crate::identity::auth::feed;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::read::{is_not_modified, list, secret_response};
use crate::platform::http::write::address_of;
use crate::platform::http::{Path, Reply, Write};
use crate::platform::id::sha256;
use crate::platform::unit_of_work::write;

/// Reads whether one has a calendar feed.
///
/// And when a calendar last read it; never its address.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "calendar", operation_id = "read_calendar_feed_state",
    responses((status = 200, description = "The feed, without its address", body = FeedView)))]
#[get("/api/v1/calendar/feed")]
pub async fn state(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    Ok(list(&feed::state(&app.db.read, &permit.person).await?))
}

/// Makes a calendar feed in place of the one before.
///
/// The address is told once in this answer, and is the only key to the feed: a repeat makes another
/// one, and the one before leads nowhere.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "calendar", operation_id = "renew_calendar_feed",
    responses((status = 201, description = "The address", body = FeedAddress)))]
#[post("/api/v1/calendar/feed")]
pub async fn renew(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<IgnoredAny>,
) -> AppResult<HttpResponse> {
    let mut address = None;
    write(
        &app,
        &permit,
        &body.context.without_idempotency_key(),
        "calendar_feed.renew",
        async |work| feed::renew(work, &permit.person, &mut address).await,
    )
    .await?;
    secret_response(HttpResponse::Created(), address)
}

/// Takes one's calendar feed away.
///
/// Its address leads nowhere from now on. Takes no If-Match: nobody has read the secret that it
/// takes away. 404 where there was none.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "calendar", operation_id = "revoke_calendar_feed",
    responses((status = 204, description = "Taken away"),
        (status = 404, description = "There was none")))]
#[delete("/api/v1/calendar/feed")]
pub async fn revoke(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    write(&app, &permit, &body.context, "calendar_feed.revoke", async |work| {
        feed::revoke(work, &permit.person).await
    })
    .await
}

/// Downloads a calendar feed.
///
/// For calendars that subscribe (RFC 5545): whoever knows the address reads what its person may,
/// from 60 days ago to 400 days ahead. Addresses that are unknown and that were taken away are both
/// 404; guesses are counted by address.
///
/// No login is needed.
#[utoipa::path(tag = "calendar", operation_id = "download_calendar_feed",
    params(("secret" = String, Path, description = "The secret of the address")),
    responses((status = 200, description = "The calendar", body = String, content_type = "text/calendar",
            example = json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")),
        (status = 304, description = "As it was when last read"),
        (status = 429, description = "Too many guesses; see Retry-After")))]
#[get("/api/v1/calendar/feed/{secret}.ics")]
pub async fn read(
    app: web::Data<App>,
    request: HttpRequest,
    secret: Path<String>,
) -> AppResult<HttpResponse> {
    let person = feed::authenticate(&app, &secret.0, &address_of(&request)).await?;
    let scheme = if app.config.tls { "https" } else { "http" };
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let base = format!("{scheme}://{}", host.unwrap_or("localhost"));
    let text = publish::text(app.db.read.pool(), &person, &base, app.clock.now()).await?;
    let etag = format!("\"{}\"", sha256(&text));
    let same = is_not_modified(&request, &etag);
    let mut answer = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, "private, no-cache"));
    if same {
        return Ok(answer.finish());
    }
    Ok(answer.content_type("text/calendar; charset=utf-8").body(text))
}

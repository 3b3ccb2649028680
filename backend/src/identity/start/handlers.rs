//! HTTP of the first start.

use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::dto::identity::auth::Me;
use shared::dto::identity::setup::{SetupCode, SetupRequest};

use super::setup;
use crate::identity::auth::handlers::{login_response, origin_of};
use crate::platform::access::permit::same_origin;
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::Write;
use crate::platform::http::write::address_of;

/// Checks a one-time code of the first start.
///
/// 404 for one that is unknown, used or too old, or when there is an administrator; guesses are
/// counted by address.
///
/// No login is needed.
#[utoipa::path(tag = "setup", operation_id = "check_setup_code", request_body = SetupCode,
    responses((status = 204, description = "It is"),
        (status = 404, description = "Unknown, used, too old, or there is an administrator"), (status = 429, description = "Too many guesses; see Retry-After")))]
#[post("/api/v1/setup/check")]
pub async fn check(
    app: web::Data<App>,
    request: HttpRequest,
    body: Write<SetupCode>,
) -> AppResult<HttpResponse> {
    same_origin(&request)?;
    setup::check(&app, &body.body.code, &address_of(&request)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes a new commune and its first administrator.
///
/// For the page of the first start: the one-time code of the address that the server printed stands
/// in for a login. The administrator is logged in. 404 for a code that is unknown, used or too old,
/// or when there is an administrator.
///
/// No login is needed.
#[utoipa::path(tag = "setup", operation_id = "set_up_commune", request_body = SetupRequest,
    responses((status = 201, description = "Made and logged in; the cookie is set", body = Me),
        (status = 404, description = "Unknown, used, too old, or there is an administrator"), (status = 429, description = "Too many guesses; see Retry-After")))]
#[post("/api/v1/setup")]
pub async fn set_up(
    app: web::Data<App>,
    request: HttpRequest,
    body: Write<SetupRequest>,
) -> AppResult<HttpResponse> {
    same_origin(&request)?;
    let (address, device) = origin_of(&request);
    let opened = setup::set_up(&app, body.body, (&address, &device)).await?;
    login_response(&app, &request, opened, HttpResponse::Created()).await
}

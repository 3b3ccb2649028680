//! HTTP of login, account and tokens.

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get, patch, post, web};
use shared::ErrorCode;
use shared::dto::identity::auth::{
    InvitationAccept, InvitationCode, Invited, LoginRequest, Me, MePatch, PasswordChange,
    PostChoice, SessionView, TokenProblem, TokenResponse,
};

use super::{accept, account, device, login as logins, token_error};
use crate::platform::access::actor::Person;
use crate::platform::access::demo_guard;
use crate::platform::access::machine::{self, TokenRequest};
use crate::platform::access::permit::same_origin;
use crate::platform::access::session;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::audit::drafts;
use crate::platform::disk::with_reserve;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::cookie;
use crate::platform::http::read::item;
use crate::platform::http::write::address_of;
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::{replayed, write, write_by};

/// Address and device that a login is written down with.
#[must_use]
pub fn origin_of(request: &HttpRequest) -> (String, String) {
    let device = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
    (address_of(request), device.unwrap_or_default().to_owned())
}

/// Answers whoever has just been logged in: the cookies of session and device, and who it is.
///
/// # Errors
/// When the database fails.
pub async fn login_response(
    app: &App,
    request: &HttpRequest,
    (jwt, person): (String, Person),
    mut answer: HttpResponseBuilder,
) -> AppResult<HttpResponse> {
    let view = account::me(app, app.db.writer(), &person).await?;
    answer.cookie(cookie::set(&jwt, app.config.tls));
    match device::remember(app, request, &person).await {
        Ok(known) => {
            answer.cookie(known);
        }
        // Whoever is logged in is logged in, known next time or not.
        Err(error) => tracing::warn!(%error, "a device is not remembered"),
    }
    Ok(answer.json(view))
}

/// Logs a person in by name and password.
///
/// For the page: it sets the session cookie, which no script can read. 401 with the code
/// `invalid_credentials` says nothing about which of the two was wrong; `second_factor_required`
/// asks for the code from the phone in `code`. After five failures the answer is 429 for longer
/// each time. Machines use `POST /api/v1/auth/token`.
///
/// No login is needed.
#[utoipa::path(tag = "auth", operation_id = "log_in", request_body = LoginRequest,
    responses((status = 200, description = "Logged in; the cookie is set", body = Me),
        (status = 401, description = "Wrong name or password"), (status = 429, description = "Too many failures; see Retry-After")))]
#[post("/api/v1/auth/login")]
pub async fn login(
    app: web::Data<App>,
    request: HttpRequest,
    body: Write<LoginRequest>,
) -> AppResult<HttpResponse> {
    same_origin(&request)?;
    demo_guard::refuse_forwarded(&app, &request, &body.body.username).await?;
    let (address, device) = origin_of(&request);
    let known = device::from_request(&app, &request);
    let login = async || logins::login(&app, &body.body, (&address, &device), known).await;
    let opened = with_reserve(&app.disk, login).await?;
    login_response(&app, &request, opened, HttpResponse::Ok()).await
}

/// Ends the session.
///
/// The cookie is cleared and good for nothing from now on.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "log_out",
    responses((status = 204, description = "Logged out; the cookie is cleared")))]
#[post("/api/v1/auth/logout")]
pub async fn logout(
    app: web::Data<App>,
    request: HttpRequest,
    permit: PersonPermit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    let (person, address) = (&permit.person, address_of(&request));
    let logout = async || {
        write_by(&app, person, &address, "auth.logout", async |work| {
            session::end(&work.tx, person, false, work.now).await?;
            drafts::end_for_person(work, person).await?;
            Ok(((), ("user", person.user_id)))
        })
        .await
    };
    with_reserve(&app.disk, logout).await?;
    Ok(HttpResponse::NoContent().cookie(cookie::clear(app.config.tls)).finish())
}

/// Reads who is logged in, and as what.
///
/// The person, the active post with its role and unit, powers lent to it, and the server's clock.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "read_own_account",
    responses((status = 200, description = "The person and the active post", body = Me)))]
#[get("/api/v1/auth/me")]
pub async fn me(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    let view = account::kept_me(&app, &permit.person).await?;
    Ok(item(&view, view.version))
}

/// Changes one's language, theme and notices of comments.
///
/// A JSON Merge Patch. The version is that of the account.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "update_own_account", request_body = MePatch,
    responses((status = 200, description = "Changed", body = Me)))]
#[patch("/api/v1/auth/me")]
pub async fn update_me(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<MePatch>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    write(&app, &permit, &context, "user.update_me", async |work| {
        account::update(&app, work, &permit, &context, body).await
    })
    .await
}

/// Acts by another of one's posts from now on.
///
/// Role, unit and scope of the session follow. 422 for a post that is not one's own or does not
/// hold today.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "choose_post", request_body = PostChoice,
    responses((status = 200, description = "The person and the post chosen", body = Me)))]
#[post("/api/v1/auth/post")]
pub async fn choose_post(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<PostChoice>,
) -> AppResult<HttpResponse> {
    let (before, wanted) = (&permit.person, body.body.post_id);
    let address = &body.context.address;
    let person = write_by(&app, before, address, "session.choose_post", async |work| {
        let person = session::choose_post(&work.tx, before, wanted, work.now).await?;
        work.audit(Some(&before.post_id), Some(&person.post_id));
        Ok((person, ("user", before.user_id)))
    })
    .await?;
    Ok(HttpResponse::Ok().json(account::me(&app, app.db.writer(), &person).await?))
}

/// Lists one's own logins that are alive.
///
/// With address and browser, the last used first.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "list_sessions",
    responses((status = 200, description = "The logins, the last used first", body = Vec<SessionView>)))]
#[get("/api/v1/auth/sessions")]
pub async fn sessions(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    let view = session::list_own(app.db.writer(), &permit.person, app.clock.now()).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Ends one's other logins.
///
/// Only the session that asks is left.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "end_other_sessions",
    responses((status = 204, description = "Only this one is left")))]
#[post("/api/v1/auth/sessions/end-others")]
pub async fn end_others(
    app: web::Data<App>,
    request: HttpRequest,
    permit: PersonPermit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    let (person, address) = (&permit.person, address_of(&request));
    write_by(&app, person, &address, "session.end_others", async |work| {
        session::end(&work.tx, person, true, work.now).await?;
        Ok(((), ("user", person.user_id)))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Reads whom an invitation is for.
///
/// For the page, before a password is chosen. 404 for a code that is unknown, used or too old;
/// guesses are counted by address.
///
/// No login is needed.
#[utoipa::path(tag = "auth", operation_id = "read_invitation", request_body = InvitationCode,
    responses((status = 200, description = "Whom it is for", body = Invited),
        (status = 404, description = "Unknown, used or too old"), (status = 429, description = "Too many guesses; see Retry-After")))]
#[post("/api/v1/auth/invitation")]
pub async fn invitation(
    app: web::Data<App>,
    request: HttpRequest,
    body: Write<InvitationCode>,
) -> AppResult<HttpResponse> {
    same_origin(&request)?;
    let view = accept::invitation_details(&app, &body.body.code, &address_of(&request)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Sets the password that an invitation allows, and logs in.
///
/// For the page: it takes the code of an invitation instead of a login and sets the session cookie.
/// 401 where the second factor is on and its code is missing or wrong; 404 for a code that is
/// unknown, used or too old; 422 for a password that is too short or too common.
///
/// No login is needed.
#[utoipa::path(tag = "auth", operation_id = "accept_invitation", request_body = InvitationAccept,
    responses((status = 200, description = "Logged in; the cookie is set", body = Me),
        (status = 401, description = "The second factor is on: its code is missing or wrong"), (status = 404, description = "Unknown, used or too old"), (status = 429, description = "Too many guesses; see Retry-After")))]
#[post("/api/v1/auth/accept")]
pub async fn accept_invitation(
    app: web::Data<App>,
    request: HttpRequest,
    body: Write<InvitationAccept>,
) -> AppResult<HttpResponse> {
    same_origin(&request)?;
    let (address, device) = origin_of(&request);
    let opened = accept::accept(&app, &body.body, (&address, &device)).await?;
    login_response(&app, &request, opened, HttpResponse::Ok()).await
}

/// Changes one's own password.
///
/// It ends whatever else lets one in: other sessions, the calendar feed, links in mails,
/// invitations. 422 when the password so far is wrong or the new one too short or too common, 429
/// after too many wrong guesses.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "change_password", request_body = PasswordChange,
    responses((status = 204, description = "Changed"), (status = 429, description = "Too many wrong guesses; see Retry-After")))]
#[post("/api/v1/auth/password")]
pub async fn change_password(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<PasswordChange>,
) -> AppResult<Reply> {
    if let Some(reply) = replayed(&app, &permit.person, &body.context).await? {
        return Ok(reply);
    }
    let new = account::check_password(&app, &permit.person, &body.body).await?;
    write(&app, &permit, &body.context, "user.change_password", async |work| {
        account::set_password(work, &permit, new).await
    })
    .await
}

/// Issues a bearer token to an API client.
///
/// OAuth 2.0 client credentials (RFC 6749 §4.4): a form with `grant_type=client_credentials`, the
/// id and the secret in it or by HTTP Basic. The token is good for ten minutes; there is no refresh
/// token, ask again. Errors are problems that also carry `error` and `error_description` of RFC
/// 6749 §5.2: `invalid_client` (401), `unsupported_grant_type` and `invalid_request` (400). An
/// address may ask 30 times a minute, then 429.
///
/// No login is needed.
#[utoipa::path(tag = "auth", operation_id = "issue_token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A token of ten minutes", body = TokenResponse),
        (status = 400, description = "The form cannot be read (`invalid_request`), or asks by another grant (`unsupported_grant_type`)",
            body = TokenProblem, content_type = "application/problem+json"),
        (status = 401, description = "Wrong credentials, or a client that has ended (`invalid_client`)",
            body = TokenProblem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests from this address; see Retry-After")))]
#[post("/api/v1/auth/token")]
pub async fn token(
    app: web::Data<App>,
    request: HttpRequest,
    form: Result<web::Form<TokenRequest>, actix_web::Error>,
) -> AppResult<HttpResponse> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let issue = async || {
        let malformed = |error: actix_web::Error| {
            AppError::Code(ErrorCode::MalformedBody, Some(error.to_string()))
        };
        let form = form.map_err(malformed)?;
        machine::token(&app, (&request, &form), machine::parse_basic_auth(header)).await
    };
    match issue().await {
        Ok(answer) => Ok(HttpResponse::Ok().json(answer)),
        Err(error) => token_error::response(error, header.is_some()),
    }
}

//! HTTP of the second factor.

use actix_web::{HttpResponse, post, web};
use serde::de::IgnoredAny;
use shared::ErrorCode;
use shared::dto::identity::second_factor::{
    RecoveryCodes, SecondFactorCode, SecondFactorProof, SecondFactorSecret, SecondFactorStart,
};
use shared::id::UserId;

use super::second_factor;
use crate::identity::users;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::query::Path;
use crate::platform::http::read::secret_response;
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::Outcome;
use crate::platform::unit_of_work::write;

/// Begins to turn the second factor on.
///
/// Tells a secret for an authenticator app, once; nothing is on before a code made with it is
/// confirmed. 422 when the password is wrong, 409 where it is on already.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "start_second_factor", request_body = SecondFactorStart,
    responses((status = 200, description = "The secret", body = SecondFactorSecret), (status = 429, description = "Too many wrong guesses; see Retry-After")))]
#[post("/api/v1/auth/second-factor")]
pub async fn start(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<SecondFactorStart>,
) -> AppResult<HttpResponse> {
    let verified =
        second_factor::check_password(&app, &permit.person, &body.body.current_password).await?;
    let mut secret = None;
    write(
        &app,
        &permit,
        &body.context.without_idempotency_key(),
        "second_factor.start",
        async |work| second_factor::start(work, &permit, &verified, &mut secret).await,
    )
    .await?;
    secret_response(HttpResponse::Ok(), secret)
}

/// Turns the second factor on.
///
/// By a code of the app; the answer tells the recovery codes, once. 422 when the code is wrong, 409
/// where it was not begun.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "confirm_second_factor", request_body = SecondFactorCode,
    responses((status = 200, description = "It is on; the recovery codes", body = RecoveryCodes), (status = 429, description = "Too many wrong guesses; see Retry-After")))]
#[post("/api/v1/auth/second-factor/confirm")]
pub async fn confirm(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<SecondFactorCode>,
) -> AppResult<HttpResponse> {
    second_factor::count_code_attempt(&app, &permit.person).await?;
    let mut secret = None;
    write(
        &app,
        &permit,
        &body.context.without_idempotency_key(),
        "second_factor.on",
        async |work| second_factor::confirm(work, &permit, &body.body.code, &mut secret).await,
    )
    .await?;
    secret_response(HttpResponse::Ok(), secret)
}

/// Makes new recovery codes.
///
/// Told once; the ones before are void. Asks for password and code; 409 where the second factor is
/// off.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "replace_recovery_codes", request_body = SecondFactorProof,
    responses((status = 200, description = "The recovery codes", body = RecoveryCodes), (status = 429, description = "Too many wrong guesses; see Retry-After")))]
#[post("/api/v1/auth/second-factor/recovery-codes")]
pub async fn codes(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<SecondFactorProof>,
) -> AppResult<HttpResponse> {
    let verified =
        second_factor::check_password(&app, &permit.person, &body.body.current_password).await?;
    let mut secret = None;
    write(
        &app,
        &permit,
        &body.context.without_idempotency_key(),
        "second_factor.codes",
        async |work| {
            second_factor::replace_codes(work, &permit, (&verified, &body.body), &mut secret).await
        },
    )
    .await?;
    secret_response(HttpResponse::Ok(), secret)
}

/// Turns one's own second factor off.
///
/// It ends one's other sessions. Asks for password and code; 409 where it is off, or where the
/// password is long enough only beside it.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "remove_second_factor", request_body = SecondFactorProof,
    responses((status = 204, description = "It is off"), (status = 429, description = "Too many wrong guesses; see Retry-After")))]
#[post("/api/v1/auth/second-factor/remove")]
pub async fn remove(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<SecondFactorProof>,
) -> AppResult<Reply> {
    let verified =
        second_factor::check_password(&app, &permit.person, &body.body.current_password).await?;
    write(
        &app,
        &permit,
        &body.context.without_idempotency_key(),
        "second_factor.off",
        async |work| second_factor::remove(work, &permit, (&verified, &body.body)).await,
    )
    .await
}

/// Takes the second factor from somebody who has lost phone and recovery codes.
///
/// The password alone lets the person in again. 409 for oneself.
///
/// For the administrator.
#[utoipa::path(tag = "users", operation_id = "reset_second_factor",
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 204, description = "The password alone lets the person in again")))]
#[post("/api/v1/users/{id}/second-factor/reset")]
pub async fn reset(
    app: web::Data<App>,
    permit: PersonPermit<can::UserWrite>,
    id: Path<UserId>,
    body: Write<IgnoredAny>,
) -> AppResult<Reply> {
    let id = id.0;
    // One's own goes by its proof, whoever one is.
    if id.0 == permit.person.user_id {
        return Err(AppError::wrong_state("Tắt xác thực hai bước của mình ở trang Tôi."));
    }
    write(&app, &permit, &body.context, "user.reset_second_factor", async |work| {
        users::repo::find(&work.tx, permit.scope, id).await?.ok_or(ErrorCode::NotFound)?;
        users::people::ensure_only_this_commune(work, permit.scope, id).await?;
        second_factor::remove_by_admin(work, id).await?;
        Ok(Outcome::removed("user", id))
    })
    .await
}

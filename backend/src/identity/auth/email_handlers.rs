//! HTTP of the own address of e-mail.

use actix_web::{post, web};
use shared::dto::identity::auth::{EmailChange, EmailCode};
use shared::dto::notifications::notice::NoticeChoices;

use super::{email, second_factor};
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::{Reply, Write};
use crate::platform::unit_of_work::{replayed, write};

/// Asks for another address of e-mail.
///
/// A code is sent to the new address, good for 30 minutes; the old one is told and stays in use
/// until the code comes back. An empty address takes the old one out at once. The password is asked
/// for again: 422 when it is wrong, 409 where the server sends no mail.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "change_email", request_body = EmailChange,
    responses((status = 200, description = "A code is on its way, or the address is taken out", body = NoticeChoices),
        (status = 409, description = "The server sends no mail"), (status = 429, description = "Too many wrong guesses, or too many codes sent; see Retry-After")))]
#[post("/api/v1/auth/email")]
pub async fn ask(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<EmailChange>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    if let Some(reply) = replayed(&app, &permit.person, &context).await? {
        return Ok(reply);
    }
    let address = email::parse_address(&body.email)?;
    if address.is_some() {
        email::check_send_limit(&app, &permit.person).await?;
    }
    let verified =
        second_factor::check_password(&app, &permit.person, &body.current_password).await?;
    let action = if address.is_some() { "user.ask_email" } else { "user.remove_email" };
    if address.is_some() {
        email::count_code_sent(&app, &permit.person).await?;
    }
    write(&app, &permit, &context, action, async |work| {
        email::request_change(work, &app.config, &permit, (&verified, address)).await
    })
    .await
}

/// Takes a new address of e-mail into use.
///
/// By the code that was sent to it. 409 when no address waits for its code any more, 422 when the
/// code is wrong.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "auth", operation_id = "confirm_email", request_body = EmailCode,
    responses((status = 200, description = "It is in use", body = NoticeChoices),
        (status = 409, description = "No address waits for its code any more"), (status = 429, description = "Too many guesses; see Retry-After")))]
#[post("/api/v1/auth/email/confirm")]
pub async fn confirm(
    app: web::Data<App>,
    permit: PersonPermit<can::OwnAccount>,
    body: Write<EmailCode>,
) -> AppResult<Reply> {
    let Write { body, context } = body;
    if let Some(reply) = replayed(&app, &permit.person, &context).await? {
        return Ok(reply);
    }
    email::count_code_attempt(&app, &permit.person).await?;
    write(&app, &permit, &context, "user.confirm_email", async |work| {
        email::confirm(work, &app.config, &permit, &body.code).await
    })
    .await
}

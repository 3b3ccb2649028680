//! Doing without a kind of mail, by the link in it and without a login (RFC 8058).

use shared::ErrorCode;
use shared::state::NoticeKind;

use super::repo;
use crate::identity::users::notice_choices;
use crate::platform::access::{addresses, session};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::mail::unsubscribe::MORNING;
use crate::platform::unit_of_work::write_as_system;

/// Unsubscribes by a token; from which kind, none being the morning's mail.
///
/// # Errors
/// 404 for a token that names nobody; 429 for an address that guesses.
pub async fn unsubscribe(app: &App, address: &str, token: &str) -> AppResult<Option<NoticeKind>> {
    let now = app.clock.now();
    let from = addresses::counted_address(&app.config, address);
    app.addresses.reserve(from, now)?;
    let (secret, word) = token.split_once('.').ok_or(ErrorCode::NotFound)?;
    let kind = NoticeKind::parse(word);
    if kind.is_none() && word != MORNING || kind.is_some_and(|kind| !kind.may_be_muted()) {
        return Err(ErrorCode::NotFound.into());
    }
    let user = repo::find_user_by_secret(&app.db.read, secret).await?.ok_or(ErrorCode::NotFound)?;
    let post =
        session::active_post(&app.db.read, user.into(), now).await?.ok_or(ErrorCode::NotFound)?;
    app.addresses.refund(from);
    write_as_system(app, post.commune_id, address, "notice.unsubscribe", async |work| {
        notice_choices::mute_mail(work, user.into(), kind).await?;
        Ok(((), ("user", user)))
    })
    .await?;
    Ok(kind)
}

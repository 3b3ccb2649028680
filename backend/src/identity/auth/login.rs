//! Logging in.

use shared::ErrorCode;
use shared::dto::identity::auth::LoginRequest;
use shared::id::UserId;
use uuid::Uuid;

use super::attempts::Counter;
use super::known::{self, LoginOrigin};
use super::recovery::VerifiedPassword;
use super::{attempts, second_factor};
use crate::identity::users::repo::people;
use crate::platform::access::actor::Person;
use crate::platform::access::name::name_key;
use crate::platform::access::{addresses, password, session};
use crate::platform::app::App;
use crate::platform::audit::events;
use crate::platform::error::{AppError, AppResult};

/// Checks the password and opens a session: its token and the person. `device` is the one that the
/// request's cookie names.
///
/// # Errors
/// 401 the same for an unknown name and a wrong password; 429 while delayed.
pub async fn login(
    app: &App,
    request: &LoginRequest,
    origin: (&str, &str),
    device: Option<Uuid>,
) -> AppResult<(String, Person)> {
    let now = app.clock.now();
    let name = name_key(&request.username);
    let network = addresses::counted_address(&app.config, origin.0);
    let user = people::find_user_by_name(&app.db.read, &name).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    let id = user.as_ref().map(|user| user.id.into());
    let login_origin = LoginOrigin { device, network };
    let (counter, known) = known::login_counter(&app.db.read, &name, id, login_origin).await?;
    attempts::check(&app.db.read, &counter, now).await?;
    let counted = match app.addresses.reserve(network, now) {
        Ok(()) => true,
        // Somebody guesses from there; those who work there go on.
        Err(_) if known => false,
        Err(slow) => return Err(slow),
    };
    // Who has been invited and has not come yet has no password: as good as nobody.
    let stored = user.as_ref().map(|user| user.password_hash.clone()).filter(|it| !it.is_empty());
    let good = attempts::verify(app, &counter, &request.password, stored.clone()).await;
    if good.is_err() && counted {
        // It was not looked at, so it was no failure of the address either.
        app.addresses.refund(network);
    }
    let opened = match (good?, user, stored) {
        (true, Some(user), Some(stored)) => {
            let code = request.code.as_deref();
            open_session(
                app,
                (user.id.into(), VerifiedPassword(stored)),
                &request.password,
                code,
                &counter,
                origin,
            )
            .await
        }
        _ => Err(ErrorCode::InvalidCredentials.into()),
    };
    match &opened {
        Ok(_) if counted => app.addresses.refund(network),
        Err(AppError::Code(ErrorCode::InvalidCredentials, _)) => {
            events::login_failed(app, &name, origin.0).await?;
        }
        _ => {}
    }
    opened
}

/// Opens the session of whoever has shown the right password, in one transaction with its entry in the
/// audit log.
async fn open_session(
    app: &App,
    (user_id, verified): (UserId, VerifiedPassword),
    password: &str,
    code: Option<&str>,
    counter: &Counter,
    origin: (&str, &str),
) -> AppResult<(String, Person)> {
    let now = app.clock.now();
    let refused = || AppError::from(ErrorCode::InvalidCredentials);
    let renewed = match password::is_outdated(&verified.0) {
        // Too busy to renew it now: the next login will.
        true => app.hasher.hash(password).await.ok(),
        false => None,
    };
    let post = session::active_post(&app.db.read, user_id, now).await?.ok_or_else(refused)?;
    let _turn = app.db.turns.take(post.commune_id).await?;
    let tx = app.db.begin().await?;
    // The head of the log before the account, as every other writer takes them.
    events::login(app, &tx, &post, origin.0).await?;
    // All once more, now that it stays so: a login that was barred, a password or a second factor that
    // was changed while the hash was made opens nothing.
    let account = people::get_locked(&tx, user_id).await?;
    let same_post =
        session::active_post(&tx, user_id, now).await?.filter(|same_post| same_post.id == post.id);
    if !verified.is_current(&account) || same_post.is_none() {
        return Err(refused());
    }
    let role = post.role.0;
    if let Some(factor) = second_factor::find_confirmed(&tx, user_id).await? {
        let code = code.ok_or(ErrorCode::SecondFactorRequired)?;
        if !second_factor::consume_code(&tx, &factor, code, now).await? {
            return Err(refused());
        }
    }
    if let Some(hash) = renewed {
        // Not a change of the person's: the same password, kept better.
        people::set_password_hash(&tx, user_id, hash).await?;
    }
    attempts::set_failures(&tx, counter, 0, now).await?;
    let opened = session::open(app, &tx, &post, role, origin).await?;
    tx.commit().await?;
    Ok(opened)
}

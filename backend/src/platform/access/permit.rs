//! The extractor is the permission: a handler that takes `Permit<can::TaskWrite>` can only
//! run for someone who may write tasks.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HOST, ORIGIN};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::FutureExt;
use futures_util::future::Shared;
use shared::{Action, ErrorCode};

use super::actor::{Actor, Person, Scope};
use super::lent_powers;
use super::permission::{Permission, Permit, PersonPermit};
use crate::platform::access::{machine, session};
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::cookie;

/// What an open page asks by itself, without anybody using it.
const BACKGROUND_PATHS: [&str; 2] = ["/api/v1/notices/stream", "/api/v1/notices/count"];

/// What whoever has to turn on a second factor first may do before: see who it is, turn it on, leave.
const SECOND_FACTOR_SETUP: [(&str, &str); 4] = [
    ("GET", "/api/v1/auth/me"),
    ("POST", "/api/v1/auth/second-factor"),
    ("POST", "/api/v1/auth/second-factor/confirm"),
    ("POST", "/api/v1/auth/logout"),
];

/// The answer to "who, and how far?", asked once a request. Body, query and path wait for it
/// before they complain, so that nobody learns of a wrong field who may not ask at all.
type PermissionCheck = Shared<Pin<Box<dyn Future<Output = AppResult<(Actor, Scope)>>>>>;

impl<P: Permission> FromRequest for Permit<P> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let checked_request = request.clone();
        let answer: Pin<Box<dyn Future<Output = _>>> = Box::pin(async move {
            let actor = authenticate(&checked_request).await?;
            if matches!(&actor, Actor::Person(person) if person.second_factor_pending)
                && !SECOND_FACTOR_SETUP
                    .contains(&(checked_request.method().as_str(), checked_request.path()))
            {
                return Err(ErrorCode::SecondFactorMissing.into());
            }
            match actor.scope(P::ACTION) {
                Some(scope) => Ok((actor, scope)),
                None => authorize_as_deputy(&checked_request, actor, P::ACTION).await,
            }
        });
        let check: PermissionCheck = answer.shared();
        request.extensions_mut().insert(check.clone());
        Box::pin(async move {
            let (actor, scope) = check.await?;
            Ok(Self::new(actor, scope))
        })
    }
}

impl<P: Permission + 'static> FromRequest for PersonPermit<P> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let permit = Permit::<P>::from_request(request, payload);
        // An API client that lacks the scope may not with it either: this is for people.
        let alone = |error| match error {
            AppError::MissingScope(_) => AppError::for_people_alone(),
            other => other,
        };
        Box::pin(async move { permit.await.map_err(alone)?.of_person() })
    }
}

/// Who may not by its own role may do it in another's name, where that power has been lent.
async fn authorize_as_deputy(
    request: &HttpRequest,
    actor: Actor,
    action: Action,
) -> AppResult<(Actor, Scope)> {
    let Actor::Person(person) = actor else { return Err(refusal_of_machine(action)) };
    let Some(app) = request.app_data::<web::Data<App>>() else {
        return Err(ErrorCode::Forbidden.into());
    };
    let (db, now) = (&app.db.read, app.clock.now());
    let delegator = lent_powers::delegator_for(db, &person, action, now).await?;
    let on_behalf_of = Some(delegator.ok_or(ErrorCode::Forbidden)?);
    let scope = Scope::whole_commune(&person);
    Ok((Actor::Person(Person { on_behalf_of, ..person }), scope))
}

/// Why an API client may not: it lacks a scope, or there is none by which it might.
fn refusal_of_machine(action: Action) -> AppError {
    match shared::permission::client_scope(action) {
        Some(scope) => AppError::MissingScope(scope),
        None => AppError::for_people_alone(),
    }
}

/// The error to answer with when `error` is wrong with the request: that of the permission comes first.
pub async fn permission_error_first(request: &HttpRequest, error: AppError) -> AppError {
    let check = request.extensions().get::<PermissionCheck>().cloned();
    match check {
        Some(check) => check.await.err().unwrap_or(error),
        None => error,
    }
}

async fn authenticate(request: &HttpRequest) -> AppResult<Actor> {
    let app = request
        .app_data::<web::Data<App>>()
        .ok_or_else(|| AppError::Internal("no application state".into()))?;
    let bearer = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    if let Some(token) = bearer {
        return machine::authenticate(app, request, token).await;
    }
    let sent = request.cookie(cookie::name(app.config.tls)).ok_or(ErrorCode::Unauthenticated)?;
    if !request.method().is_safe() {
        same_origin(request)?;
    }
    let quiet = BACKGROUND_PATHS.contains(&request.path());
    let (person, renew) = session::authenticate(app, sent.value(), quiet).await?;
    if let Some(token) = renew {
        cookie::renew(request, token);
    }
    Ok(Actor::Person(person))
}

/// Refuses a write that another site made the browser send (docs/SECURITY.md, "Browser
/// requests").
///
/// # Errors
/// 403 unless `Sec-Fetch-Site` or `Origin` says that it comes from this origin.
pub fn same_origin(request: &HttpRequest) -> AppResult<()> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let same = match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let host = header(HOST.as_str()).unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, rest)| rest == host)
        }
        (None, None) => false,
    };
    if same { Ok(()) } else { Err(ErrorCode::CrossOrigin.into()) }
}

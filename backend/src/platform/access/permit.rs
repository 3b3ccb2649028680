//! The extractor is the permission: a handler that takes `Permit<can::TaskWrite>` can only
//! run for someone who may write tasks.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HOST, ORIGIN};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::FutureExt;
use futures_util::future::Shared;
use shared::{Action, ErrorCode};
use uuid::Uuid;

use super::actor::{Actor, Person, Scope};
use super::lent_powers;
use crate::platform::access::{machine, session};
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::cookie;

/// What an open page asks by itself, without anybody using it.
const UNASKED: [&str; 2] = ["/api/v1/notices/stream", "/api/v1/notices/count"];

/// What whoever has to turn on a second factor first may do before: see who it is, turn it on, leave.
const SET_UP: [(&str, &str); 4] = [
    ("GET", "/api/v1/auth/me"),
    ("POST", "/api/v1/auth/second-factor"),
    ("POST", "/api/v1/auth/second-factor/confirm"),
    ("POST", "/api/v1/auth/logout"),
];

/// A permission as a type.
pub trait Permission {
    /// The action of the permission table.
    const ACTION: Action;
}

macro_rules! permissions {
    ($($name:ident),* $(,)?) => {
        /// One type an action of the permission table.
        pub mod can {
            $(
                #[doc = concat!("May do `Action::", stringify!($name), "`.")]
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl super::Permission for $name {
                    const ACTION: shared::Action = shared::Action::$name;
                }
            )*
        }
    };
}

permissions!(
    OwnAccount,
    UnitRead,
    UnitWrite,
    UserRead,
    UserWrite,
    CatalogueRead,
    CatalogueWrite,
    AuditRead,
    SettingsRead,
    SettingsWrite,
    ClientWrite,
    CommentWrite,
    Chase,
    ExtensionDecide,
    Search,
    DelegationWrite,
    DirectiveRead,
    DirectiveWrite,
    TaskRead,
    TaskWrite,
    TaskClose,
    AssignmentRead,
    AssignmentDo,
    AssignmentSplit,
    ReportReview,
    ActivityRead,
    ActivityWrite,
    AttachmentRead,
    AttachmentWrite,
    StatisticsRead,
);

/// Proof that the actor may do `P`, with what it may see.
#[derive(Debug)]
pub struct Permit<P> {
    /// Who.
    pub actor: Actor,
    /// How far.
    pub scope: Scope,
    permission: PhantomData<P>,
}

impl<P> Permit<P> {
    /// The person behind the request; machines only read.
    ///
    /// # Errors
    /// 403 for a machine.
    pub fn person(&self) -> AppResult<&Person> {
        match &self.actor {
            Actor::Person(person) => Ok(person),
            Actor::Machine { .. } => Err(ErrorCode::Forbidden.into()),
        }
    }

    /// The post behind the request, where it is a person.
    #[must_use]
    pub fn viewer(&self) -> Option<&Person> {
        match &self.actor {
            Actor::Person(person) => Some(person),
            Actor::Machine { .. } => None,
        }
    }
}

/// Proof that a person may do `P`: what services that write take. It is made by the extractor, or by
/// [`PersonPermit::for_job`] for what the server does by a person's post.
#[derive(Debug)]
pub struct PersonPermit<P> {
    /// Who.
    pub person: Person,
    /// How far.
    pub scope: Scope,
    permission: PhantomData<P>,
}

impl<P: Permission> PersonPermit<P> {
    /// For jobs, which do by a post what its holder once ordered; `None` where its role may not.
    #[must_use]
    pub fn for_job(person: Person) -> Option<Self> {
        let scope = Scope::of_person(&person, P::ACTION)?;
        Some(Self { person, scope, permission: PhantomData })
    }
}

impl<P> PersonPermit<P> {
    /// The same by another post that has lent the power.
    #[must_use]
    pub fn on_behalf_of(self, post: Uuid) -> Self {
        Self { person: Person { on_behalf_of: Some(post), ..self.person }, ..self }
    }
}

impl<P: Permission + 'static> FromRequest for PersonPermit<P> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let permit = Permit::<P>::from_request(request, payload);
        Box::pin(async move {
            let Permit { actor, scope, permission } = permit.await?;
            match actor {
                Actor::Person(person) => Ok(Self { person, scope, permission }),
                Actor::Machine { .. } => Err(ErrorCode::Forbidden.into()),
            }
        })
    }
}

/// The answer to "who, and how far?", asked once a request. Body, query and path wait for it
/// before they complain, so that nobody learns of a wrong field who may not ask at all.
type Gate = Shared<Pin<Box<dyn Future<Output = AppResult<(Actor, Scope)>>>>>;

impl<P: Permission> FromRequest for Permit<P> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asked = request.clone();
        let answer: Pin<Box<dyn Future<Output = _>>> = Box::pin(async move {
            let actor = authenticate(&asked).await?;
            if matches!(&actor, Actor::Person(person) if person.second_factor_pending)
                && !SET_UP.contains(&(asked.method().as_str(), asked.path()))
            {
                return Err(ErrorCode::SecondFactorMissing.into());
            }
            match actor.scope(P::ACTION) {
                Some(scope) => Ok((actor, scope)),
                None => in_stead(&asked, actor, P::ACTION).await,
            }
        });
        let gate: Gate = answer.shared();
        request.extensions_mut().insert(gate.clone());
        Box::pin(async move {
            let (actor, scope) = gate.await?;
            Ok(Self { actor, scope, permission: PhantomData })
        })
    }
}

/// Who may not by its own role may do it in another's name, where that power has been lent.
async fn in_stead(
    request: &HttpRequest,
    actor: Actor,
    action: Action,
) -> AppResult<(Actor, Scope)> {
    let (Some(app), Actor::Person(person)) = (request.app_data::<web::Data<App>>(), actor) else {
        return Err(ErrorCode::Forbidden.into());
    };
    let (db, now) = (&app.db.read, app.clock.now());
    let lender = lent_powers::delegator_for(db, &person, action, now).await?;
    let on_behalf_of = Some(lender.ok_or(ErrorCode::Forbidden)?);
    let scope = Scope::whole_commune(&person);
    Ok((Actor::Person(Person { on_behalf_of, ..person }), scope))
}

/// The error to answer with when `error` is wrong with the request: the gate's comes first.
pub async fn after_gate(request: &HttpRequest, error: AppError) -> AppError {
    let gate = request.extensions().get::<Gate>().cloned();
    match gate {
        Some(gate) => gate.await.err().unwrap_or(error),
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
    let quiet = UNASKED.contains(&request.path());
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

//! Permissions as types, and the proofs that somebody has one.

use std::marker::PhantomData;

use shared::Action;
use uuid::Uuid;

use super::actor::{Actor, Person, Scope};
use crate::platform::error::{AppError, AppResult};

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
                impl crate::platform::access::permission::Permission for $name {
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
    pub(super) const fn new(actor: Actor, scope: Scope) -> Self {
        Self { actor, scope, permission: PhantomData }
    }

    /// The same of a person.
    ///
    /// # Errors
    /// 403 for a machine.
    pub(super) fn of_person(self) -> AppResult<PersonPermit<P>> {
        match self.actor {
            Actor::Person(person) => {
                Ok(PersonPermit { person, scope: self.scope, permission: PhantomData })
            }
            Actor::Machine { .. } => Err(AppError::for_people_alone()),
        }
    }

    /// The person behind the request; machines only read.
    ///
    /// # Errors
    /// 403 for a machine.
    pub fn person(&self) -> AppResult<&Person> {
        match &self.actor {
            Actor::Person(person) => Ok(person),
            Actor::Machine { .. } => Err(AppError::for_people_alone()),
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

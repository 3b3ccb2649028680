//! Who asks, and how far they see.

use shared::{Action, Role};
use uuid::Uuid;

/// A logged-in person acting by the active post.
#[derive(Debug, Clone)]
pub struct Person {
    /// The person.
    pub user_id: Uuid,
    /// The active post.
    pub post_id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The commune.
    pub commune_id: Uuid,
    /// The unit of the post.
    pub unit_id: Uuid,
    /// The role of the post.
    pub role: Role,
    /// Whether nothing may be done but turn on a second factor.
    pub second_factor_pending: bool,
    /// The post in whose name this is done, by a power that it has lent.
    pub on_behalf_of: Option<Uuid>,
}

/// What a read may see. Every repo read demands one.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::manual_non_exhaustive, reason = "that attribute holds for other crates alone")]
pub struct Scope {
    /// Always this commune's rows only.
    pub commune_id: Uuid,
    /// Where set, only what concerns this unit.
    pub unit_id: Option<Uuid>,
    /// The asker's own unit: only its drafts are the asker's to see.
    pub own_unit_id: Option<Uuid>,
    /// Nobody else makes one.
    _sealed: (),
}

impl Scope {
    /// Of machines and of what the server does by itself: all of a commune, and no unit's drafts.
    #[must_use]
    pub const fn of_commune(commune_id: Uuid) -> Self {
        Self { commune_id, unit_id: None, own_unit_id: None, _sealed: () }
    }

    /// Of a person who sees all of the commune.
    #[must_use]
    pub(super) const fn whole_commune(person: &Person) -> Self {
        let own_unit_id = Some(person.unit_id);
        Self { commune_id: person.commune_id, unit_id: None, own_unit_id, _sealed: () }
    }

    /// Of what a person's role sees for `action`; `None` where it may not.
    #[must_use]
    pub(super) fn of_person(person: &Person, action: Action) -> Option<Self> {
        let reach = shared::reach(person.role, action)?;
        let unit_id = (reach == shared::Reach::OwnUnit).then_some(person.unit_id);
        Some(Self { unit_id, ..Self::whole_commune(person) })
    }
}

/// Whoever asks: a person, or a machine with scopes.
#[derive(Debug, Clone)]
pub enum Actor {
    /// A person with a session.
    Person(Person),
    /// A machine with a bearer token.
    Machine {
        /// Its commune.
        commune_id: Uuid,
        /// What it may read, e.g. `tasks:read`.
        scopes: Vec<String>,
    },
}

impl Actor {
    /// What the actor sees for `action`; `None` where it may not.
    #[must_use]
    pub fn scope(&self, action: Action) -> Option<Scope> {
        match self {
            Self::Person(person) => Scope::of_person(person, action),
            Self::Machine { commune_id, scopes } => {
                let needed = shared::permission::client_scope(action)?;
                scopes.iter().any(|scope| scope == needed).then(|| Scope::of_commune(*commune_id))
            }
        }
    }
}

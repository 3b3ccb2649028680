//! What a notice says, before it is known to whom.

use shared::state::NoticeKind;
use uuid::Uuid;

use super::subject::NoticePayload;

/// A notice before it is addressed.
#[derive(Debug, Clone)]
pub struct NoticeDraft {
    /// The commune.
    pub commune_id: Uuid,
    /// What it tells.
    pub kind: NoticeKind,
    /// Its cause: a person is told once of each.
    pub cause: String,
    /// The assignment.
    pub assignment_id: Option<Uuid>,
    /// What goes into the words.
    pub facts: NoticePayload,
}

impl NoticeDraft {
    /// The same to the unit that it names: it need not be told which.
    #[must_use]
    pub fn to_own_unit(mut self) -> Self {
        self.facts.own = true;
        self
    }
}

//! What somebody is to be told of. A cause is kept with the change that had it; who is told is
//! worked out when it is sent.

use serde::{Deserialize, Serialize};
use shared::dto::work::assignment::TimelineKind;
use shared::state::NoticeKind;
use uuid::Uuid;

use crate::platform::access::actor::Person;

/// Whom a cause concerns, by what they are to the assignment and not by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipients {
    /// Everybody of the unit.
    Unit,
    /// Whoever acknowledged it; everybody of the unit where that is nobody of it any more.
    Doers,
    /// Whoever reviews.
    Reviewer,
    /// Whoever asked for an extension; those who do it where that is nobody of the unit any more.
    Asker(Uuid),
    /// The holder of a post.
    Post(Uuid),
    /// Those who do, review or have taken part in the conversation.
    Conversation(Uuid),
    /// Those whom a comment addresses.
    Mentioned(Uuid),
    /// The coordinators of the commune.
    Coordinators,
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What it tells.
    pub kind: NoticeKind,
    /// The assignment it is about.
    pub assignment: Option<Uuid>,
    /// Whom it concerns.
    pub to: Recipients,
    /// Who did it: not told of it.
    pub by_user: Option<Uuid>,
    /// By which post.
    pub by_post: Option<Uuid>,
    /// The reason or message that went with it.
    pub note: Option<String>,
}

impl Cause {
    /// Something that `person` did to an assignment.
    #[must_use]
    pub fn by(person: &Person, kind: NoticeKind, assignment: Uuid, to: Recipients) -> Self {
        Self {
            kind,
            assignment: Some(assignment),
            to,
            by_user: Some(person.user_id),
            by_post: Some(person.post_id),
            note: None,
        }
    }

    /// The same with a note: the reason or message that goes with it.
    #[must_use]
    pub fn with_note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }

    /// What an entry of the timeline tells, and whom; most entries say all there is to know. What
    /// else concerns one person is told where it is decided.
    #[must_use]
    pub fn of_timeline(kind: TimelineKind) -> Option<(NoticeKind, Recipients)> {
        Some(match kind {
            TimelineKind::Assigned => (NoticeKind::Assigned, Recipients::Unit),
            TimelineKind::Submitted => (NoticeKind::Submitted, Recipients::Reviewer),
            TimelineKind::Returned => (NoticeKind::Returned, Recipients::Doers),
            TimelineKind::Approved => (NoticeKind::Approved, Recipients::Doers),
            TimelineKind::Cancelled => (NoticeKind::Cancelled, Recipients::Doers),
            TimelineKind::PassedOn => (NoticeKind::PassedOn, Recipients::Unit),
            TimelineKind::Chased => (NoticeKind::Chased, Recipients::Doers),
            TimelineKind::ExtensionAsked => (NoticeKind::ExtensionAsked, Recipients::Reviewer),
            TimelineKind::ExtensionAllowed
            | TimelineKind::ExtensionOffered
            | TimelineKind::ExtensionGranted
            | TimelineKind::ExtensionRefused
            | TimelineKind::ExtensionDeclined
            | TimelineKind::ExtensionWithdrawn
            | TimelineKind::Acknowledged
            | TimelineKind::Withdrawn
            | TimelineKind::Commented
            | TimelineKind::Split => return None,
        })
    }
}

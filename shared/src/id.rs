//! Typed ids: a `TaskId` cannot be handed where a `UnitId` is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

typed_ids! {
    /// A commune (xã, phường): the tenant.
    CommuneId,
    /// A unit of a commune: leadership, committee, mass organisation or village.
    UnitId,
    /// A person with a login.
    UserId,
    /// A user's office in a unit, with a role and dates.
    PostId,
    /// A login that is still alive.
    SessionId,
    /// A day on which the office does not work.
    HolidayId,
    /// An entry of a catalogue: topic, channel, audience or indicator.
    CatalogueId,
    /// A directive (văn bản chỉ đạo).
    DirectiveId,
    /// A numbered clause of a directive.
    ClauseId,
    /// A task (nhiệm vụ).
    TaskId,
    /// One unit's share of a task.
    AssignmentId,
    /// The report of an assignment.
    ReportId,
    /// A dated communication activity (hoạt động tuyên truyền).
    ActivityId,
    /// A file of evidence.
    AttachmentId,
    /// A machine that reads over the API.
    ApiClientId,
    /// A comment on an assignment.
    CommentId,
    /// A saved group of units.
    UnitGroupId,
    /// Powers lent by one post to another.
    DelegationId,
    /// A saved form of a task.
    TemplateId,
    /// What makes a task again and again.
    RecurrenceId,
    /// An event that deadlines are counted from.
    EventId,
    /// A request for a later deadline.
    ExtensionId,
    /// Something that a person is told.
    NoticeId,
}

//! Sums that the figures are read from, so that a figure costs the same however much lies behind it.
//! Each is kept by the transaction that changes what it counts; `loa figures verify` proves them equal
//! to the rows, `loa figures rebuild` makes them anew (ADR 42).
//!
//! - `activity_sums`: approved activities by day and by what is asked of them, a [`Projection`];
//!   for the commune as a whole, where an activity of several units counts once, and for each unit
//!   that did it. Days are gathered into [`span`]s.
//! - `assignment_sums`: assignments by unit and by how far they are
//!   ([`AssignmentSum`](super::db::assignment_sum::AssignmentSum)).

pub mod repo;
pub mod service;
pub mod span;

use shared::catalogue::CatalogueKind;

/// By what approved activities are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// How many by topic and place reached.
    TopicPlaces = 1,
    /// How many by channel and place reached.
    ChannelPlaces = 2,
    /// How many have a figure of an indicator, and the sum of these figures.
    Indicators = 3,
}

impl Projection {
    /// The one whose sums are by the entries of a catalogue, if there is one.
    #[must_use]
    pub const fn of(kind: CatalogueKind) -> Option<Self> {
        match kind {
            CatalogueKind::Topics => Some(Self::TopicPlaces),
            CatalogueKind::Channels => Some(Self::ChannelPlaces),
            CatalogueKind::Indicators => Some(Self::Indicators),
            CatalogueKind::Audiences => None,
        }
    }
}

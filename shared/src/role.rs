//! Who a person is to the system.

use serde::{Deserialize, Serialize};

use crate::state::UnitKind;

/// The role of a post. A person acts by the role of the active post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Quản trị: accounts, units, catalogues, settings; no business decisions.
    Admin,
    /// Chủ tịch, Phó Chủ tịch: everything of the work.
    Chairman,
    /// Cán bộ tổng hợp: drafts, assigns in a leader's name, compiles; does not approve.
    Coordinator,
    /// Ban ngành, đoàn thể.
    Committee,
    /// Trưởng thôn.
    VillageHead,
}

impl Role {
    /// Every role, in the order in which tables show them.
    pub const ALL: [Self; 5] =
        [Self::Admin, Self::Chairman, Self::Coordinator, Self::Committee, Self::VillageHead];

    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Chairman => "chairman",
            Self::Coordinator => "coordinator",
            Self::Committee => "committee",
            Self::VillageHead => "village_head",
        }
    }

    /// The role of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether a post of this role can be in a unit of this kind: leaders lead from the leadership,
    /// heads head villages; the office's own people sit anywhere.
    #[must_use]
    pub const fn fits(self, kind: UnitKind) -> bool {
        match self {
            Self::Admin | Self::Coordinator => true,
            Self::Chairman => matches!(kind, UnitKind::Leadership),
            Self::Committee => matches!(kind, UnitKind::Committee | UnitKind::MassOrganisation),
            Self::VillageHead => matches!(kind, UnitKind::Village),
        }
    }

    /// Whether this role leads or compiles for the whole commune.
    #[must_use]
    pub const fn is_office(self) -> bool {
        matches!(self, Self::Chairman | Self::Coordinator)
    }
}

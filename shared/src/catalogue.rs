//! Which catalogues there are (docs/DOMAIN.md §3).

use serde::{Deserialize, Serialize};

/// A catalogue: an editable list of the field's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CatalogueKind {
    /// Nội dung.
    Topics,
    /// Hình thức, kênh.
    Channels,
    /// Đối tượng.
    Audiences,
    /// Chỉ tiêu.
    Indicators,
}

impl CatalogueKind {
    /// Every catalogue.
    pub const ALL: [Self; 4] = [Self::Topics, Self::Channels, Self::Audiences, Self::Indicators];

    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Topics => "topics",
            Self::Channels => "channels",
            Self::Audiences => "audiences",
            Self::Indicators => "indicators",
        }
    }

    /// The catalogue of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

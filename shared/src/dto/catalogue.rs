//! Entries of the catalogues.

use serde::{Deserialize, Serialize};

use crate::catalogue::CatalogueKind;
use crate::id::CatalogueId;

/// A topic, channel, audience or indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueView {
    /// The id.
    pub id: CatalogueId,
    /// Which catalogue.
    pub kind: CatalogueKind,
    /// A short code unique in its catalogue.
    #[cfg_attr(feature = "openapi", schema(example = "loa-truyen-thanh"))]
    pub code: String,
    /// The name.
    #[cfg_attr(feature = "openapi", schema(example = "Loa truyền thanh"))]
    pub name: String,
    /// Channels: trực tuyến (`true`) or truyền thống (`false`).
    pub is_online: Option<bool>,
    /// Indicators: the unit of measure, e.g. "người".
    pub unit_of_measure: Option<String>,
    /// Order in the list.
    pub position: i64,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// The row's version.
    pub version: i64,
}

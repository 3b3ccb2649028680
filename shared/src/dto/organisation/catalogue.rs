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
    /// The entry with which the figures count it, once merged.
    pub merged_into: Option<CatalogueId>,
    /// Channels: the indicators that a report of theirs is asked for.
    pub indicators: Vec<CatalogueId>,
    /// The row's version.
    pub version: i64,
}

/// A new entry, at the end of its catalogue.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CatalogueId>,
    /// The name.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 200, example = "Loa kéo lưu động")
    )]
    pub name: String,
    /// A short code unique in its catalogue; made of the name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, example = "loa_keo"))]
    pub code: Option<String>,
    /// Channels: trực tuyến (`true`) or truyền thống (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_online: Option<bool>,
    /// Indicators: the unit of measure, e.g. "người". It stays: figures were counted in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 30, example = "lượt"))]
    pub unit_of_measure: Option<String>,
}

/// What may change of an entry (JSON Merge Patch). One that is used is retired, never deleted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CataloguePatch {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 200, example = "Loa kéo lưu động")
    )]
    pub name: Option<String>,
    /// Order in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 999999))]
    pub position: Option<i64>,
    /// Channels: trực tuyến or truyền thống.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_online: Option<bool>,
    /// Channels: all indicators that they ask for from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicators: Option<Vec<CatalogueId>>,
    /// No longer offered, or offered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<bool>,
}

/// An entry that goes on as another.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueMerge {
    /// Into which: one of the same catalogue that is in use.
    pub into: CatalogueId,
}

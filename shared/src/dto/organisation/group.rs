//! Saved groups of units, for assigning many in one act.

use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::id::{UnitGroupId, UnitId};

/// A saved group of units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitGroupView {
    /// The id.
    pub id: UnitGroupId,
    /// The name.
    #[cfg_attr(feature = "openapi", schema(example = "Các thôn ven biển"))]
    pub name: String,
    /// Its units that are there today, in their order.
    pub units: Vec<Named<UnitId>>,
    /// The row's version.
    pub version: i64,
}

/// A new group.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitGroupCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UnitGroupId>,
    /// The name, unique in the commune.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Các thôn ven biển")
    )]
    pub name: String,
    /// Its units, one at least.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub unit_ids: Vec<UnitId>,
}

/// What may change of a group (JSON Merge Patch).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitGroupPatch {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Các thôn ven biển")
    )]
    pub name: Option<String>,
    /// All its units from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub unit_ids: Option<Vec<UnitId>>,
}

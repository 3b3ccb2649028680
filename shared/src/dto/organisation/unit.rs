//! Units of the commune.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::id::UnitId;
use crate::state::UnitKind;

/// A unit as it is today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitView {
    /// The id.
    pub id: UnitId,
    /// A short code unique in the commune, e.g. `xuanbac`.
    pub code: String,
    /// The full name.
    pub name: String,
    /// The name for narrow columns.
    pub short_name: String,
    /// What kind.
    pub kind: UnitKind,
    /// The unit above.
    pub parent_id: Option<UnitId>,
    /// Since when.
    pub valid_from: NaiveDate,
    /// Until when, once ended.
    pub valid_to: Option<NaiveDate>,
    /// Who goes on with its work, once ended.
    #[serde(default)]
    pub successors: Vec<Named<UnitId>>,
    /// Households this year, where known.
    pub households: Option<i64>,
    /// Order among its kind.
    pub position: i64,
    /// The row's version.
    pub version: i64,
}

/// A new unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UnitId>,
    /// Short code, unique in the commune.
    pub code: String,
    /// Full name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// Name for narrow columns; the full name if left out.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 60))]
    pub short_name: String,
    /// What kind.
    pub kind: UnitKind,
    /// The unit above.
    #[serde(default)]
    pub parent_id: Option<UnitId>,
    /// Since when; today if left out.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// Households this year.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 999999999))]
    pub households: Option<i64>,
}

/// What may change of a unit (JSON Merge Patch). A new name opens a dated version.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitPatch {
    /// Full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub name: Option<String>,
    /// Name for narrow columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 60))]
    pub short_name: Option<String>,
    /// The unit above; null where there is none.
    #[serde(
        default,
        deserialize_with = "crate::dto::page::named",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<UnitId>))]
    pub parent_id: Option<Option<UnitId>>,
    /// Order among its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 999999))]
    pub position: Option<i64>,
}

/// The end of a unit: dissolved, or merged into another.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitEnd {
    /// The first day without it; today at the latest.
    pub on: NaiveDate,
    /// Who goes on with its work: a unit of the same kind. Needed while work is under way.
    #[serde(default)]
    pub successor_id: Option<UnitId>,
}

/// The households of a unit in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseholdsOfYear {
    /// The year, 2000 to 2100.
    #[cfg_attr(feature = "openapi", schema(minimum = 2000, maximum = 2100, example = 2026))]
    pub year: i64,
    /// How many.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 999999999, example = 214))]
    pub households: i64,
}

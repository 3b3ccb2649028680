//! Days on which an office does not work.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::HolidayId;

/// A day off beside the weekends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolidayView {
    /// The id.
    pub id: HolidayId,
    /// The day.
    pub day: NaiveDate,
    /// What is celebrated.
    #[cfg_attr(feature = "openapi", schema(example = "Quốc khánh"))]
    pub name: String,
    /// The row's version.
    pub version: i64,
}

/// A new day off.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolidayCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<HolidayId>,
    /// The day.
    pub day: NaiveDate,
    /// What is celebrated.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Quốc khánh")
    )]
    pub name: String,
}

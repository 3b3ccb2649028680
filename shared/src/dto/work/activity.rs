//! Activities: dated things done, the only place where figures exist.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::dto::work::attachment::AttachmentView;
use crate::id::{ActivityId, AttachmentId, CatalogueId, ReportId, UnitId};
use crate::state::ActivityState;

/// A figure. A missing one is not 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndicatorValue {
    /// Which indicator.
    pub indicator_id: CatalogueId,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 999999999, example = 48))]
    pub amount: i64,
}

/// What is written of an activity, alone or inside a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityInput {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ActivityId>,
    /// The day; required to submit.
    #[serde(default)]
    pub held_on: Option<NaiveDate>,
    /// The hour, "HH:MM"; it matters for working people.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 5, example = "19:30"))]
    pub held_at: Option<String>,
    /// Where.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 300, example = "Nhà văn hóa thôn Xuân Bắc")
    )]
    pub place: String,
    /// Hình thức, kênh.
    #[serde(default)]
    pub channel_id: Option<CatalogueId>,
    /// Nội dung.
    #[serde(default)]
    pub topics: Vec<CatalogueId>,
    /// Đối tượng.
    #[serde(default)]
    pub audiences: Vec<CatalogueId>,
    /// Villages reached; the doing unit itself when left out.
    #[serde(default)]
    pub places_reached: Vec<UnitId>,
    /// The figures.
    #[serde(default)]
    pub values: Vec<IndicatorValue>,
    /// Photos and files, uploaded before.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub attachments: Vec<AttachmentId>,
    /// Links to posts and pages.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub links: Vec<String>,
    /// What there is to say.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub note: String,
}

/// A figure with the words to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ValueView {
    /// Which indicator.
    pub indicator_id: CatalogueId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Người tham dự"))]
    pub name: String,
    /// Its unit of measure.
    pub unit_of_measure: String,
    /// How much.
    pub amount: i64,
}

/// An activity as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityView {
    /// The id.
    pub id: ActivityId,
    /// Its state.
    pub state: ActivityState,
    /// The units that did it.
    pub units: Vec<Named<UnitId>>,
    /// The report that carries it, where one does.
    pub report_id: Option<ReportId>,
    /// The day.
    pub held_on: Option<NaiveDate>,
    /// The hour, "HH:MM".
    pub held_at: Option<String>,
    /// Where.
    pub place: String,
    /// Hình thức, kênh.
    pub channel: Option<Named<CatalogueId>>,
    /// Nội dung.
    pub topics: Vec<Named<CatalogueId>>,
    /// Đối tượng.
    pub audiences: Vec<Named<CatalogueId>>,
    /// Villages reached.
    pub places_reached: Vec<Named<UnitId>>,
    /// The figures.
    pub values: Vec<ValueView>,
    /// Photos and files.
    pub attachments: Vec<AttachmentView>,
    /// Links.
    pub links: Vec<String>,
    /// What there is to say.
    pub note: String,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// The row's version.
    pub version: i64,
}

//! Changes of units.

use super::{Answer, client};
use shared::{
    dto::organisation::unit::{HouseholdsOfYear, UnitCreate, UnitEnd, UnitPatch, UnitView},
    id::UnitId,
};

/// A new unit.
pub async fn create(unit: &UnitCreate) -> Answer<UnitView> {
    client::post("/units").json(unit).await
}

/// Changes name or order.
pub async fn change(id: UnitId, version: i64, change: &UnitPatch) -> Answer<UnitView> {
    client::patch(&format!("/units/{id}"), version).json(change).await
}

/// One unit.
pub async fn read(id: UnitId) -> Answer<UnitView> {
    client::get(&format!("/units/{id}")).send().await
}

/// Its households by year, the newest first.
pub async fn households(id: UnitId) -> Answer<Vec<HouseholdsOfYear>> {
    client::get(&format!("/units/{id}/households")).send().await
}

/// Notes the households of a year.
pub async fn put_households(
    id: UnitId,
    version: i64,
    year: &HouseholdsOfYear,
) -> Answer<Vec<HouseholdsOfYear>> {
    client::put(&format!("/units/{id}/households")).version(version).json(year).await
}

/// Ends a unit; its open work passes to the successor.
pub async fn end(id: UnitId, version: i64, end: &UnitEnd) -> Answer<UnitView> {
    client::post(&format!("/units/{id}/end")).version(version).json(end).await
}

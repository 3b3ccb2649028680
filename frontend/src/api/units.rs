//! Changes of units.

use super::{Answer, client};
use shared::{
    dto::unit::{UnitCreate, UnitEnd, UnitPatch, UnitView},
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

/// Ends a unit; its open work passes to the successor.
pub async fn end(id: UnitId, version: i64, end: &UnitEnd) -> Answer<UnitView> {
    client::post(&format!("/units/{id}/end")).version(version).json(end).await
}

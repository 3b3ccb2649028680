//! Changes of units.

use super::{Answer, client};
use shared::{
    dto::unit::{UnitCreate, UnitPatch, UnitView},
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

//! Saved groups of units.

use super::{Answer, Nothing, client};
use shared::dto::organisation::group::{UnitGroupCreate, UnitGroupPatch, UnitGroupView};

/// All of them.
pub async fn all() -> Answer<Vec<UnitGroupView>> {
    super::all("/unit-groups", "").await
}

/// A new one.
pub async fn create(group: &UnitGroupCreate) -> Answer<UnitGroupView> {
    client::post("/unit-groups").json(group).await
}

/// Changes its name or its units.
pub async fn change(group: &UnitGroupView, change: &UnitGroupPatch) -> Answer<UnitGroupView> {
    client::patch(&format!("/unit-groups/{}", group.id), group.version).json(change).await
}

/// Removes it; units and work stay as they are.
pub async fn remove(group: &UnitGroupView) -> Answer<Nothing> {
    client::delete(&format!("/unit-groups/{}", group.id), group.version).send().await
}

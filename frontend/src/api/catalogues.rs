//! Units and catalogues: short lists, read whole; changes of catalogues.

use super::{Answer, Nothing, client};
use shared::{
    catalogue::CatalogueKind,
    dto::organisation::{
        catalogue::{CatalogueCreate, CatalogueMerge, CataloguePatch, CatalogueView},
        holiday::{HolidayCreate, HolidayView},
        unit::UnitView,
    },
    id::CatalogueId,
};

/// Every unit.
pub async fn units() -> Answer<Vec<UnitView>> {
    super::all("/units", "").await
}

/// Every entry of a catalogue that is still offered.
pub async fn entries(kind: CatalogueKind) -> Answer<Vec<CatalogueView>> {
    let all: Vec<CatalogueView> = super::all(&format!("/catalogues/{}", kind.as_str()), "").await?;
    Ok(all.into_iter().filter(|entry| !entry.retired).collect())
}

/// Every entry of a catalogue, those that are retired too.
pub async fn whole(kind: CatalogueKind) -> Answer<Vec<CatalogueView>> {
    super::all(&format!("/catalogues/{}", kind.as_str()), "include_retired=true").await
}

/// A new entry.
pub async fn create(kind: CatalogueKind, entry: &CatalogueCreate) -> Answer<CatalogueView> {
    client::post(&format!("/catalogues/{}", kind.as_str())).json(entry).await
}

/// Renames, sorts or retires an entry.
pub async fn change(entry: &CatalogueView, change: &CataloguePatch) -> Answer<CatalogueView> {
    let path = format!("/catalogues/{}/{}", entry.kind.as_str(), entry.id);
    client::patch(&path, entry.version).json(change).await
}

/// Merges an entry into another of its catalogue.
pub async fn merge(entry: &CatalogueView, into: CatalogueId) -> Answer<CatalogueView> {
    let path = format!("/catalogues/{}/{}/merge", entry.kind.as_str(), entry.id);
    client::post(&path).version(entry.version).json(&CatalogueMerge { into }).await
}

/// Every day off.
pub async fn holidays() -> Answer<Vec<HolidayView>> {
    super::all("/holidays", "").await
}

/// A new day off.
pub async fn add_holiday(holiday: &HolidayCreate) -> Answer<HolidayView> {
    client::post("/holidays").json(holiday).await
}

/// Removes a day off.
pub async fn remove_holiday(holiday: &HolidayView) -> Answer<Nothing> {
    client::delete(&format!("/holidays/{}", holiday.id), holiday.version).send().await
}

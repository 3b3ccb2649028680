//! Units and catalogues: short lists, read whole; changes of catalogues.

use super::{Answer, client};
use shared::{
    catalogue::CatalogueKind,
    dto::{
        catalogue::{CatalogueCreate, CataloguePatch, CatalogueView},
        unit::UnitView,
    },
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

//! Units and catalogues: short lists, read whole.

use super::Answer;
use shared::{
    catalogue::CatalogueKind,
    dto::{catalogue::CatalogueView, unit::UnitView},
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

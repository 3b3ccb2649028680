//! The demo's catalogues (docs/DOMAIN.md §3).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use shared::catalogue::CatalogueKind;
use shared::dto::page::Named;
use shared::id::CatalogueId;
use uuid::Uuid;

use super::random::SeededRandom;
use super::rows::Rows;
use crate::identity::start::catalogue::entries;

/// The entries by kind and code.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: HashMap<(CatalogueKind, String), (Uuid, String, String)>,
}

impl Catalogue {
    /// The id of an entry; the nil id of one that is not there.
    pub(super) fn id(&self, kind: CatalogueKind, code: &str) -> Uuid {
        self.entry(kind, code).0
    }

    /// The reference that a view shows.
    pub(super) fn named(&self, kind: CatalogueKind, code: &str) -> Named<CatalogueId> {
        let (id, name, _) = self.entry(kind, code);
        Named { id: CatalogueId(id), name }
    }

    /// Id, name and unit of measure.
    pub(super) fn entry(&self, kind: CatalogueKind, code: &str) -> (Uuid, String, String) {
        self.entries.get(&(kind, code.to_owned())).cloned().unwrap_or_default()
    }
}

/// Adds all catalogues of a commune.
pub(super) fn add(
    rows: &mut Rows,
    random: &mut SeededRandom,
    commune: Uuid,
    at: DateTime<Utc>,
) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (position, entry) in (1..).zip(entries()) {
        let id = random.id(at);
        let named =
            (id, entry.name.to_owned(), entry.unit_of_measure.unwrap_or_default().to_owned());
        catalogue.entries.insert((entry.kind, entry.code.to_owned()), named);
        rows.catalogue_items.push(entry.row(id, commune, position));
    }
    catalogue
}

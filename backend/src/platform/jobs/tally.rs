//! What a run of a job has done, counted by commune.

use std::collections::BTreeMap;

use uuid::Uuid;

/// How much was done.
#[derive(Debug, Clone, Default)]
pub struct Count {
    /// How many things.
    pub done: i64,
    /// How many it failed to do.
    pub failed: i64,
    /// The last failure.
    pub error: Option<String>,
}

impl Count {
    /// Counts a failure.
    pub fn add_failure(&mut self, error: String) {
        self.failed += 1;
        self.error = Some(error);
    }
}

/// What a run of a job did: for each commune, whose administrator alone reads of it, and for the
/// server as a whole.
#[derive(Debug, Default)]
pub struct Tally {
    /// For the server as a whole.
    pub server: Count,
    communes: BTreeMap<Uuid, Count>,
}

impl Tally {
    /// Counts what was done for a commune.
    pub fn add_done(&mut self, commune_id: Uuid, things: i64) {
        self.communes.entry(commune_id).or_default().done += things;
    }

    /// Counts a failure that concerns a commune.
    pub fn add_failure(&mut self, commune_id: Uuid, error: String) {
        self.communes.entry(commune_id).or_default().add_failure(error);
    }

    /// Whether anything was done.
    #[must_use]
    pub fn has_done_anything(&self) -> bool {
        self.server.done > 0 || self.communes.values().any(|count| count.done > 0)
    }

    /// The counts that are to be written down.
    pub fn counts(self) -> impl Iterator<Item = (Option<Uuid>, Count)> {
        let communes = self.communes.into_iter().map(|(id, count)| (Some(id), count));
        communes.chain([(None, self.server)]).filter(|(_, count)| count.done + count.failed > 0)
    }
}

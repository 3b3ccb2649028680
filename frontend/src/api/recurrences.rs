//! Tasks that come back.

use super::{Answer, client};
use shared::{
    dto::work::recurrence::{RecurrenceCreate, RecurrencePatch, RecurrenceView},
    id::RecurrenceId,
};

/// All of them, by name; of one state with `state=…`.
pub async fn all(query: &str) -> Answer<Vec<RecurrenceView>> {
    super::all("/recurrences", query).await
}

/// One.
pub async fn read(id: RecurrenceId) -> Answer<RecurrenceView> {
    client::get(&format!("/recurrences/{id}")).send().await
}

/// Sets one up.
pub async fn create(body: &RecurrenceCreate) -> Answer<RecurrenceView> {
    client::post("/recurrences").json(body).await
}

/// Changes what it makes from the next task on.
pub async fn change(
    id: RecurrenceId,
    version: i64,
    patch: &RecurrencePatch,
) -> Answer<RecurrenceView> {
    client::patch(&format!("/recurrences/{id}"), version).json(patch).await
}

/// Pauses, resumes or ends: `verb` is the last part of the path.
pub async fn turn(one: &RecurrenceView, verb: &str) -> Answer<RecurrenceView> {
    client::post(&format!("/recurrences/{}/{verb}", one.id)).version(one.version).send().await
}

//! Extensions of deadlines.

use super::{Answer, Nothing, client};
use shared::{
    dto::work::{
        assignment::AssignmentView,
        extension::{ExtensionAllowance, ExtensionAsk, ExtensionOffer, ExtensionView},
        task::Reason,
    },
    id::{AssignmentId, ExtensionId},
};

/// Those that wait for a decision or an answer, the newest first.
pub async fn open() -> Answer<Vec<ExtensionView>> {
    super::all("/extensions", "state=asked,offered").await
}

/// How many wait for this person's decision.
pub async fn count_waiting() -> Answer<u64> {
    let all: Vec<ExtensionView> = super::all("/extensions", "state=asked").await?;
    Ok(all.iter().filter(|one| one.may_decide).count() as u64)
}

/// Those of an assignment, the newest first.
pub async fn of(id: AssignmentId) -> Answer<Vec<ExtensionView>> {
    super::all(&format!("/assignments/{id}/extensions"), "").await
}

/// One as it is now.
pub async fn read(id: ExtensionId) -> Answer<ExtensionView> {
    client::get(&format!("/extensions/{id}")).send().await
}

/// Asks for a later deadline; the version is the assignment's.
pub async fn ask(id: AssignmentId, version: i64, ask: &ExtensionAsk) -> Answer<ExtensionView> {
    client::post(&format!("/assignments/{id}/extensions")).version(version).json(ask).await
}

/// How many an assignment may have in all; none is what the commune has set.
pub async fn allow(id: AssignmentId, version: i64, limit: Option<u32>) -> Answer<AssignmentView> {
    let path = format!("/assignments/{id}/extension-limit");
    client::put(&path).version(version).json(&ExtensionAllowance { limit }).await
}

/// Grants, accepts, declines or takes back.
pub async fn settle(one: &ExtensionView, verb: &str) -> Answer<Nothing> {
    client::post(&format!("/extensions/{}/{verb}", one.id)).version(one.version).send().await
}

/// Refuses.
pub async fn refuse(one: &ExtensionView, reason: String) -> Answer<Nothing> {
    let path = format!("/extensions/{}/refuse", one.id);
    client::post(&path).version(one.version).json(&Reason { reason }).await
}

/// Offers another day.
pub async fn offer(one: &ExtensionView, offer: &ExtensionOffer) -> Answer<Nothing> {
    let path = format!("/extensions/{}/offer", one.id);
    client::post(&path).version(one.version).json(offer).await
}

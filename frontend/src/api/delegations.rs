//! Powers lent for a time.

use super::{Answer, client};
use shared::dto::identity::delegation::{DelegationCreate, DelegationView, Deputy};

/// All of them, the newest first.
pub async fn all() -> Answer<Vec<DelegationView>> {
    super::all("/delegations", "").await
}

/// To whom one may lend, by name.
pub async fn deputies() -> Answer<Vec<Deputy>> {
    client::get("/delegations/deputies").send().await
}

/// Lends powers of one's own post.
pub async fn lend(body: &DelegationCreate) -> Answer<DelegationView> {
    client::post("/delegations").json(body).await
}

/// Takes them back.
pub async fn end(one: &DelegationView) -> Answer<DelegationView> {
    client::post(&format!("/delegations/{}/end", one.id)).version(one.version).send().await
}

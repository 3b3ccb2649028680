//! Machines that read over the API.

use super::{Answer, client};
use shared::dto::identity::client::{ClientCreate, ClientPatch, ClientSecret, ClientView};

/// All of them, also those that were barred.
pub async fn all() -> Answer<Vec<ClientView>> {
    super::all("/api-clients", "").await
}

/// A new one, with its secret.
pub async fn create(machine: &ClientCreate) -> Answer<ClientSecret> {
    client::post("/api-clients").json(machine).await
}

/// Changes its name or what it may read.
pub async fn change(machine: &ClientView, change: &ClientPatch) -> Answer<ClientView> {
    client::patch(&format!("/api-clients/{}", machine.id), machine.version).json(change).await
}

/// A new secret; the old one ends.
pub async fn rotate(machine: &ClientView) -> Answer<ClientSecret> {
    let path = format!("/api-clients/{}/rotate", machine.id);
    client::post(&path).version(machine.version).send().await
}

/// Bars it for good.
pub async fn revoke(machine: &ClientView) -> Answer<ClientView> {
    let path = format!("/api-clients/{}/revoke", machine.id);
    client::post(&path).version(machine.version).send().await
}

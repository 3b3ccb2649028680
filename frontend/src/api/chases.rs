//! Chasing, and texts for Zalo groups.

use super::{Answer, client};
use shared::dto::notifications::chase::{ChaseRequest, ChaseTexts, Chased};

/// Chases.
pub async fn chase(body: &ChaseRequest) -> Answer<Chased> {
    client::post("/chases").json(body).await
}

/// Texts to be pasted; nobody is told anything.
pub async fn texts(body: &ChaseRequest) -> Answer<ChaseTexts> {
    client::post("/chases/text").json(body).await
}

//! The second factor of one's own account, and taking it off somebody else's.

use super::{Answer, Nothing, client};
use shared::{
    dto::identity::second_factor::{
        RecoveryCodes, SecondFactorCode, SecondFactorProof, SecondFactorSecret, SecondFactorStart,
    },
    id::UserId,
};

/// What the phone has to be given.
pub async fn start(current_password: String) -> Answer<SecondFactorSecret> {
    let start = SecondFactorStart { current_password };
    client::post("/auth/second-factor").quiet().json(&start).await
}

/// Turns it on by the first code of the phone.
pub async fn confirm(code: String) -> Answer<RecoveryCodes> {
    client::post("/auth/second-factor/confirm").quiet().json(&SecondFactorCode { code }).await
}

/// Recovery codes in place of those that were.
pub async fn renew(proof: &SecondFactorProof) -> Answer<RecoveryCodes> {
    client::post("/auth/second-factor/recovery-codes").quiet().json(proof).await
}

/// Turns it off.
pub async fn remove(proof: &SecondFactorProof) -> Answer<Nothing> {
    client::post("/auth/second-factor/remove").quiet().json(proof).await
}

/// Takes it off somebody who has lost the phone.
pub async fn reset(id: UserId) -> Answer<Nothing> {
    client::post(&format!("/users/{id}/second-factor/reset")).json(&serde_json::json!({})).await
}

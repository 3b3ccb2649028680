//! Login, session and one's own account.

use super::{Answer, Nothing, client};
use shared::dto::identity::{
    auth::{DemoInfo, LoginRequest, Me, MePatch, PasswordChange, SessionView},
    setup::{SetupCode, SetupRequest},
};

/// Who this is.
pub async fn me() -> Answer<Me> {
    client::get("/auth/me").quiet().send().await
}

/// Logs in.
pub async fn login(login: &LoginRequest) -> Answer<Me> {
    client::post("/auth/login").quiet().json(login).await
}

/// Ends the session.
pub async fn logout() -> Answer<Nothing> {
    client::post("/auth/logout").quiet().send().await
}

/// Changes language or theme.
pub async fn change(version: i64, change: MePatch) -> Answer<Me> {
    client::patch("/auth/me", version).json(&change).await
}

/// Changes the password.
pub async fn password(current_password: String, new_password: String) -> Answer<Nothing> {
    client::post("/auth/password")
        .quiet()
        .json(&PasswordChange { current_password, new_password })
        .await
}

/// Whether a code of the first start is good.
pub async fn check_setup(code: String) -> Answer<Nothing> {
    client::post("/setup/check").quiet().json(&SetupCode { code }).await
}

/// Makes the commune and its first administrator.
pub async fn set_up(setup: &SetupRequest) -> Answer<Me> {
    client::post("/setup").quiet().json(setup).await
}

/// One's own logins.
pub async fn sessions() -> Answer<Vec<SessionView>> {
    client::get("/auth/sessions").send().await
}

/// Ends the others.
pub async fn end_others() -> Answer<Nothing> {
    client::post("/auth/sessions/end-others").send().await
}

/// The demo accounts, where this is a demo.
pub async fn demo() -> Answer<DemoInfo> {
    client::get("/demo").quiet().send().await
}

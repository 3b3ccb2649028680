//! What an office decides for itself.

use super::{Answer, client};
use shared::dto::{
    operations::storage::StorageView,
    organisation::settings::{SettingsPatch, SettingsView},
};

/// The commune and its settings.
pub async fn read() -> Answer<SettingsView> {
    client::get("/settings").send().await
}

/// Changes them.
pub async fn change(version: i64, change: &SettingsPatch) -> Answer<SettingsView> {
    client::patch("/settings", version).json(change).await
}

/// What is kept in files, and what room there is.
pub async fn storage() -> Answer<StorageView> {
    client::get("/storage").send().await
}

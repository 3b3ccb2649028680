//! `loa settings`: what an administrator who cannot log in needs mended.

use clap::Subcommand;

use super::{console_message, find_commune};
use crate::organisation::settings::service;
use crate::platform::app::App;
use crate::platform::config::Settings;

/// What is done with a commune's settings.
#[derive(Debug, Subcommand)]
pub enum SettingsCommand {
    /// Take a setting that cannot be read back to its default
    Reset {
        #[command(flatten)]
        settings: Settings,
        /// Its key, as the error names it; `settings` for all of them
        key: String,
        /// The commune's code
        #[arg(long)]
        commune: String,
    },
}

/// Takes a setting back to its default.
///
/// # Errors
/// A sentence for the console.
pub async fn reset(app: &App, commune: &str, key: &str) -> Result<(), String> {
    let commune = find_commune(app, commune).await?;
    service::reset(app, commune.id, key).await.map_err(console_message)?;
    println!("{key} has its default again");
    Ok(())
}

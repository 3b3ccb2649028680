//! What the configuration says of backups.

use std::path::PathBuf;

use super::crypt::Encryption;

/// When, where to and how the server makes backups by itself.
#[derive(Debug, Clone)]
pub struct Backups {
    /// The folder; none: it makes none.
    pub dir: Option<PathBuf>,
    /// The hour of the commune's day from which on the day's backup is due.
    pub hour: u32,
    /// Those that the server made are removed after so many days.
    pub keep_days: u32,
    /// For whom they are encrypted.
    pub encryption: Encryption,
    /// Whether a migration may go on where the backup before it failed.
    pub migrate_without: bool,
}

impl Backups {
    /// In words for `config check`.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.dir {
            None => "none: no backup is made by itself".into(),
            Some(dir) => format!(
                "{} from {}:00 on, kept {} days, {}",
                dir.display(),
                self.hour,
                self.keep_days,
                if self.encryption.words().is_empty() { "not encrypted" } else { "encrypted" }
            ),
        }
    }
}

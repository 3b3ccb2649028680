//! What the configuration says of backups.

use std::path::PathBuf;

use super::crypt::Seal;
use crate::platform::config::Settings;

/// In the evening, when the day's work is in; a server that is off at that hour makes up for it.
const USUAL_HOUR: u32 = 22;
const USUAL_DAYS: u32 = 30;

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
    pub seal: Seal,
    /// Whether a migration may go on where the backup before it failed.
    pub migrate_without: bool,
}

impl Backups {
    /// Reads it: flags over the file over the usual.
    ///
    /// # Errors
    /// A sentence for the console.
    pub fn of(flags: &Settings, file: &Settings) -> Result<Self, String> {
        let hour = flags.backup_hour.or(file.backup_hour).unwrap_or(USUAL_HOUR);
        if hour > 23 {
            return Err("LOA_BACKUP_HOUR must be from 0 to 23".into());
        }
        let keep_days = flags.backup_keep_days.or(file.backup_keep_days).unwrap_or(USUAL_DAYS);
        if keep_days == 0 {
            return Err("LOA_BACKUP_KEEP_DAYS must be 1 at least".into());
        }
        let dir = flags.backup_dir.as_ref().or(file.backup_dir.as_ref());
        let recipients = flags.backup_recipients.as_ref().or(file.backup_recipients.as_ref());
        let without = flags.migrate_without_backup.or(file.migrate_without_backup);
        Ok(Self {
            dir: dir.filter(|dir| !dir.as_os_str().is_empty()).cloned(),
            hour,
            keep_days,
            seal: Seal::of(recipients.map_or(&[][..], Vec::as_slice))?,
            migrate_without: without.unwrap_or(false),
        })
    }

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
                if self.seal.words().is_empty() { "not encrypted" } else { "encrypted" }
            ),
        }
    }
}

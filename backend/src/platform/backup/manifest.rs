//! What a backup says of itself: everything in it with its SHA-256, in `manifest.json`, whose own
//! hash stands in `manifest.sha256`. It is never encrypted: retention reads it without a key.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::folder;
use crate::platform::id::sha256;

/// The manifest's file in the folder of one backup.
pub const FILE: &str = "manifest.json";
/// Its hash, as `sha256sum --check` reads it.
pub const HASH_FILE: &str = "manifest.sha256";
/// The form that this program writes.
const FORMAT: u32 = 1;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody asked for it; it stays until somebody removes it.
    Asked,
    /// The schedule.
    Scheduled,
    /// The schema was about to be migrated.
    Migration,
}

/// Which database was dumped, and so which can take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A file of SQLite.
    Sqlite,
    /// A dump of PostgreSQL in its custom format.
    Postgres,
}

impl Kind {
    /// Its name, and the name of the dump's file.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Sqlite => ("SQLite", "database.sqlite"),
            Self::Postgres => ("PostgreSQL", "database.pgdump"),
        }
    }
}

/// A file of the backup, by the name that it had and the hash of what was in it; where the backup
/// is encrypted, `.age` is added to the name on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name in the backup's folder.
    pub name: String,
    /// SHA-256 of the content, before encryption.
    pub sha256: String,
    /// How long the content is.
    pub bytes: u64,
}

/// A file that the database names and that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingFile {
    /// The name that it should have.
    pub sha256: String,
    /// What is wrong with it.
    pub why: String,
}

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file.
    pub format: u32,
    /// When the backup was begun.
    pub made_at: DateTime<Utc>,
    /// Why.
    pub reason: Reason,
    /// The program that made it.
    pub version: String,
    /// The newest migration of the schema.
    pub schema: String,
    /// The kind of the database.
    pub kind: Kind,
    /// Recipients (`age1…`) for whom it is encrypted; none: it lies in the clear.
    pub encrypted_for: Vec<String>,
    /// Whether it lay on the filesystem of the data when it was made.
    pub same_filesystem: bool,
    /// The dump of the database.
    pub database: Part,
    /// Keys of the data folder: whoever has them can make sessions and audit entries.
    pub keys: Vec<Part>,
    /// The configuration file, where one was read.
    pub configuration: Option<Part>,
    /// `LOA_…` of the environment that were set and are not in the backup; names only.
    pub left_out: Vec<String>,
    /// The folder beside the backups in which its files lie.
    pub pool: String,
    /// The evidence.
    pub files: Vec<Part>,
    /// Evidence that is named but was not to be had.
    pub lost: Vec<MissingFile>,
    /// Rows by table.
    pub tables: BTreeMap<String, u64>,
}

impl Manifest {
    /// The form that this program writes.
    #[must_use]
    pub const fn format() -> u32 {
        FORMAT
    }

    /// Whether it is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        !self.encrypted_for.is_empty()
    }

    /// Writes it into the folder of its backup.
    ///
    /// # Errors
    /// A sentence for the console.
    pub fn write(&self, folder: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        let line = format!("{}  {FILE}\n", sha256(text.as_bytes()));
        folder::write(&folder.join(FILE), text.as_bytes())?;
        folder::write(&folder.join(HASH_FILE), line.as_bytes())
    }

    /// Reads and checks the manifest of a backup.
    ///
    /// # Errors
    /// A sentence that names the file that is missing or damaged.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let [file, hash] = [FILE, HASH_FILE].map(|name| folder.join(name));
        let read =
            |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
        let (text, line) = (read(&file)?, read(&hash)?);
        if line != format!("{}  {FILE}\n", sha256(&text)).as_bytes() {
            let (file, hash) = (file.display(), hash.display());
            return Err(format!("{file} is damaged: its hash is not the one in {hash}"));
        }
        let manifest: Self = serde_json::from_slice(&text)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        match manifest.invalid_part() {
            None => Ok(manifest),
            Some(why) => Err(format!("{} cannot be used: {why}", file.display())),
        }
    }

    /// What cannot be restored of it. Names lead to paths: one that is not of the form that this
    /// program writes could lead out of the folder.
    fn invalid_part(&self) -> Option<String> {
        if self.format != FORMAT {
            return Some(format!("format {} is of another version of Loa", self.format));
        }
        let is_key = |name: &str| {
            name.strip_suffix(".key").is_some_and(|stem| {
                let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
                !stem.is_empty() && stem.bytes().all(fits)
            })
        };
        let names = [
            (self.database.name == self.kind.words().1, &self.database.name),
            (
                self.pool == POOL || self.pool.strip_prefix(ENCRYPTED_POOL).is_some_and(is_hex),
                &self.pool,
            ),
        ];
        let keys = self.keys.iter().map(|key| (is_key(&key.name), &key.name));
        let configuration =
            self.configuration.iter().map(|part| (part.name == CONFIGURATION, &part.name));
        let files = self
            .files
            .iter()
            .map(|file| (is_hash(&file.name) && file.name == file.sha256, &file.name));
        let mut all = names.into_iter().chain(keys).chain(configuration).chain(files);
        all.find(|(good, _)| !good).map(|(_, name)| format!("it names {name:?}"))
    }
}

/// The name of the configuration in a backup.
pub const CONFIGURATION: &str = "loa.toml";
/// The name of the audit chain's key in a backup, whatever its file is called.
pub const AUDIT_KEY: &str = concat!("audit", ".key");
/// The folder of evidence in the clear.
pub const POOL: &str = "files";
/// The folder of evidence for certain recipients, followed by what tells these from others.
pub const ENCRYPTED_POOL: &str = "files-";

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether this is a SHA-256 as it is written here.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && is_hex(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn part(name: &str) -> Part {
        Part { name: name.into(), sha256: name.into(), bytes: 1 }
    }

    fn manifest() -> Manifest {
        Manifest {
            format: FORMAT,
            made_at: DateTime::UNIX_EPOCH,
            reason: Reason::Asked,
            version: "1".into(),
            schema: "m1".into(),
            kind: Kind::Sqlite,
            encrypted_for: Vec::new(),
            same_filesystem: false,
            database: part("database.sqlite"),
            keys: vec![part("signing.key"), part("signing-previous.key")],
            configuration: Some(part(CONFIGURATION)),
            left_out: Vec::new(),
            pool: POOL.into(),
            files: vec![part(&"a".repeat(64))],
            lost: Vec::new(),
            tables: BTreeMap::new(),
        }
    }

    #[test]
    fn file_name_that_leaves_the_backup_folder_is_refused() {
        assert_eq!(manifest().invalid_part(), None);
        type Change = fn(&mut Manifest);
        let changes: [Change; 7] = [
            |m| m.format = 2,
            |m| m.database.name = "../loa.sqlite".into(),
            |m| m.keys[0].name = "../signing.key".into(),
            |m| m.keys[0].name = ".key".into(),
            |m| m.configuration = Some(part("/etc/passwd")),
            |m| m.pool = "files-../x".into(),
            |m| m.files[0].name = "../x".into(),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = manifest();
            change(&mut changed);
            assert!(changed.invalid_part().is_some(), "{number}");
        }
    }
}

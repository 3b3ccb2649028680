//! Restoring: everything is read and checked before anything is written, and only what is empty
//! is written to.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use migrations::{Migrate, Migrator};

use super::crypt::Decryption;
use super::database::{self, blocking};
use super::folder::{self, path_error};
use super::manifest::{Manifest, Part};
use super::pool;
use crate::platform::config::Config;

/// Stands in the data folder until everything is in it.
const UNFINISHED_MARK: &str = "restore-is-not-finished";
/// Where the configuration of then is put: it may not suit the machine of today.
pub const CONFIGURATION: &str = "loa.toml.restored";

/// A backup that was found and read.
#[derive(Debug)]
pub struct FoundBackup {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// The backup of this folder, or the newest in a folder of backups. A damaged one is not passed
/// over for an older: somebody has to know.
///
/// # Errors
/// A sentence for the console.
pub fn find(dir: &Path) -> Result<FoundBackup, String> {
    let of = |folder: PathBuf| {
        let manifest = Manifest::read(&folder)?;
        Ok(FoundBackup { folder, manifest })
    };
    if dir.join(super::manifest::FILE).exists() || dir.join(super::manifest::HASH_FILE).exists() {
        return of(dir.to_path_buf());
    }
    let newest = folder::finished(dir).map_err(path_error(dir))?.pop();
    newest.map_or_else(|| Err(format!("{}: there is no backup in it", dir.display())), of)
}

/// Everything of a backup with the place where it lies.
fn parts_with_paths(found: &FoundBackup, suffix: &str) -> Vec<(PathBuf, Part)> {
    let manifest = &found.manifest;
    let parts = [&manifest.database].into_iter();
    let parts = parts.chain(&manifest.keys).chain(&manifest.configuration);
    let beside = parts.map(|part| (found.folder.join(format!("{}{suffix}", part.name)), part));
    let root = pool_of(found);
    let files = manifest.files.iter().map(|part| (pool::path(&root, &part.name, suffix), part));
    beside.chain(files).map(|(path, part)| (path, part.clone())).collect()
}

fn pool_of(found: &FoundBackup) -> PathBuf {
    found.folder.parent().unwrap_or(Path::new(".")).join(&found.manifest.pool)
}

/// What decrypts the backup.
///
/// # Errors
/// Where an identity is needed and not named, or the other way round.
pub fn decryption(found: &FoundBackup, identity: Option<&Path>) -> Result<Decryption, String> {
    match (found.manifest.is_encrypted(), identity) {
        (false, _) => Ok(Decryption::default()),
        (true, Some(file)) => Decryption::of(file, &found.manifest.encrypted_for),
        (true, None) => Err(format!(
            "the backup is encrypted for {}: name the file of its key by --identity",
            found.manifest.encrypted_for.join(", ")
        )),
    }
}

/// Reads every byte of a backup and compares it with the manifest.
///
/// # Errors
/// A sentence that names the first file that is damaged or missing.
pub fn check(found: &FoundBackup, decryption: &Decryption) -> Result<(), String> {
    parts_with_paths(found, decryption.suffix())
        .iter()
        .try_for_each(|(path, part)| decryption.copy(path, part, &mut io::sink()))
}

/// Refuses a target in which there is anything, and one that cannot take the backup.
///
/// # Errors
/// A sentence that says what is there.
pub async fn check_target(config: &Config, manifest: &Manifest) -> Result<(), String> {
    let (ours, theirs) = (database::kind(config).words().0, manifest.kind.words().0);
    if ours != theirs {
        return Err(format!(
            "the backup is of {theirs} and cannot be restored into {ours}: see DATABASE_URL"
        ));
    }
    let known =
        |name: &str| Migrator::migrations().iter().any(|migration| migration.name() == name);
    if !manifest.schema.is_empty() && !known(&manifest.schema) {
        let (schema, version) = (&manifest.schema, &manifest.version);
        return Err(format!(
            "the backup is newer than this program (schema {schema}): it was made by Loa {version}"
        ));
    }
    let data = &config.data_dir;
    refuse_unfinished(data)?;
    match fs::read_dir(data) {
        Ok(entries) => {
            for entry in entries {
                let name = entry.map_err(path_error(data))?.file_name();
                // A filesystem's own.
                if name != "lost+found" {
                    let (data, name) = (data.display(), name.to_string_lossy());
                    return Err(format!("{data} is not empty: there is {name} in it"));
                }
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(path_error(data)(error)),
    }
    database::ensure_restorable(config).await
}

/// Writes a checked backup into a checked target: the database last, so that a restore that was
/// broken off looks like none.
///
/// # Errors
/// A sentence for the console; it also says what is left behind.
pub async fn write(
    config: &Config,
    found: FoundBackup,
    decryption: Decryption,
) -> Result<(), String> {
    restore_files_and_database(config, found, decryption).await.map_err(|error| {
        let left = refuse_unfinished(&config.data_dir).err();
        left.map_or_else(|| error.clone(), |left| format!("{error}\n{left}"))
    })
}

async fn restore_files_and_database(
    config: &Config,
    found: FoundBackup,
    decryption: Decryption,
) -> Result<(), String> {
    let data = config.data_dir.clone();
    let suffix = decryption.suffix();
    let (found, decryption) = blocking(move || {
        folder::create_private(&data)?;
        folder::write(&data.join(UNFINISHED_MARK), b"")?;
        files(&data, &found, &decryption)?;
        Ok((found, decryption))
    })
    .await?;
    let (part, before) = (found.manifest.database.clone(), &found.manifest.tables);
    let from = found.folder.join(format!("{}{suffix}", part.name));
    database::load(config, decryption, from, part).await?;
    let after = database::current_content(config).await?;
    if &after.tables != before {
        let differs = |table: &&String| after.tables.get(*table) != before.get(*table);
        let table = before.keys().find(differs).cloned().unwrap_or_default();
        return Err(format!("the restored database has other rows than the backup in {table}"));
    }
    fs::remove_file(config.data_dir.join(UNFINISHED_MARK)).map_err(path_error(&config.data_dir))?;
    folder::sync(&config.data_dir).map_err(path_error(&config.data_dir))
}

fn files(data: &Path, found: &FoundBackup, decryption: &Decryption) -> Result<(), String> {
    let store = data.join("files");
    folder::create_private(&store)?;
    let put = |from: &Path, part: &Part, to: &Path| {
        let mut file = folder::create(to).map_err(path_error(to))?;
        decryption.copy(from, part, &mut file)?;
        file.flush().and_then(|()| file.sync_all()).map_err(path_error(to))
    };
    let (suffix, root) = (decryption.suffix(), pool_of(found));
    for part in &found.manifest.files {
        let to = pool::path(&store, &part.name, "");
        folder::create_private(to.parent().unwrap_or(&store))?;
        put(&pool::path(&root, &part.name, suffix), part, &to)?;
    }
    for part in found.manifest.keys.iter().chain(&found.manifest.configuration) {
        let from = found.folder.join(format!("{}{suffix}", part.name));
        let is_key = found.manifest.keys.contains(part);
        let name = if is_key { part.name.as_str() } else { CONFIGURATION };
        put(&from, part, &data.join(name))?;
    }
    for (_, path) in folder::evidence(&store).map_err(path_error(&store))? {
        for above in path.ancestors().skip(1).take(2) {
            folder::sync(above).map_err(path_error(above))?;
        }
    }
    folder::sync(&store).and_then(|()| folder::sync(data)).map_err(path_error(data))
}

/// Refuses a data folder into which a restore was broken off.
///
/// # Errors
/// A sentence for the console.
pub fn refuse_unfinished(data_dir: &Path) -> Result<(), String> {
    if data_dir.join(UNFINISHED_MARK).exists() {
        let place = data_dir.display();
        return Err(format!(
            "{place} holds a restore that was not finished: empty it and restore again"
        ));
    }
    Ok(())
}

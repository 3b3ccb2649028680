//! Making a backup: the database first, then the files, for those are only ever added (ADR 32).

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::crypt::Encryption;
use super::database::{self, Dump, blocking};
use super::folder::{self, Lock, path_error};
use super::manifest::{AUDIT_KEY, CONFIGURATION, Manifest, MissingFile, Part, Reason};
use super::pool::{self, Added, Pool, Reuse};
use crate::platform::config::Config;

/// Settings of the environment that say nothing of the installation.
const EXCLUDED_VARIABLES: [&str; 4] =
    ["LOA_CONFIG", "LOA_CACHE", "LOA_TEST_CLOCK", "LOA_TEST_HASTE"];

/// What is to be made.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The configuration of what is backed up.
    pub config: &'a Config,
    /// Now.
    pub now: DateTime<Utc>,
    /// The folder of backups.
    pub dir: &'a Path,
    /// For whom it is encrypted.
    pub encryption: &'a Encryption,
    /// Why it is made.
    pub reason: Reason,
}

/// What was made.
#[derive(Debug)]
pub struct MadeBackup {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// How many files no earlier backup had.
    pub new_files: usize,
}

/// What was copied beside the database.
#[derive(Debug)]
struct CopiedFiles {
    keys: Vec<Part>,
    configuration: Option<Part>,
    files: Vec<Part>,
    lost: Vec<MissingFile>,
    new_files: usize,
}

/// Makes one; it counts from the moment that its folder has its name.
///
/// # Errors
/// A sentence for the console; nothing that counts is left behind then.
pub async fn make(plan: &Plan<'_>, lock: &Lock) -> Result<MadeBackup, String> {
    let name = free_name(plan.dir, plan.now);
    let unfinished = folder::begin(plan.dir, &name, lock)?;
    let made = write_content(plan, &unfinished).await;
    match made {
        Ok((manifest, new_files)) => {
            let folder = folder::finish(plan.dir, &unfinished, &name)?;
            Ok(MadeBackup { folder, manifest, new_files })
        }
        Err(error) => {
            // The first error is the one to tell; the leftover goes the next time.
            let _ = fs::remove_dir_all(&unfinished);
            Err(error)
        }
    }
}

/// The instant in UTC, so that names sort by it.
fn free_name(dir: &Path, now: DateTime<Utc>) -> String {
    let name = now.format("%Y%m%dT%H%M%SZ").to_string();
    let mut free = name.clone();
    let mut number = 1;
    while dir.join(&free).exists() {
        number += 1;
        free = format!("{name}-{number}");
    }
    free
}

async fn write_content(plan: &Plan<'_>, unfinished: &Path) -> Result<(Manifest, usize), String> {
    let config = plan.config;
    let Dump { part, content } = database::dump(config, unfinished, plan.encryption).await?;
    let same_filesystem = folder::on_same_filesystem(plan.dir, &config.data_dir)?;
    let (config, encryption) = (config.clone(), plan.encryption.clone());
    let (dir, folder) = (plan.dir.to_path_buf(), unfinished.to_path_buf());
    // Before a migration the files are not what is in danger: where the disk allows, they get
    // a second name and cost nothing.
    let link = plan.reason == Reason::Migration && same_filesystem;
    let reread = (plan.reason == Reason::Scheduled).then(|| pool::share_of_day(plan.now));
    let (named, reuse) = (content.files, Reuse { link, reread });
    let copied =
        blocking(move || copy_files(&config, &encryption, &dir, &folder, named, reuse)).await?;
    let config = plan.config;
    let manifest = Manifest {
        format: Manifest::format(),
        made_at: plan.now,
        reason: plan.reason,
        version: env!("CARGO_PKG_VERSION").into(),
        schema: content.schema,
        kind: database::kind(config),
        encrypted_for: plan.encryption.words(),
        same_filesystem,
        database: part,
        keys: copied.keys,
        configuration: copied.configuration,
        left_out: environment_settings(),
        pool: plan.encryption.pool(),
        files: copied.files,
        lost: copied.lost,
        tables: content.tables,
    };
    manifest.write(unfinished)?;
    Ok((manifest, copied.new_files))
}

/// The settings that stand in the environment: their names, for values may be passwords.
fn environment_settings() -> Vec<String> {
    let mut names: Vec<String> = std::env::vars_os()
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .filter(|name| name == "DATABASE_URL" || name.starts_with("LOA_"))
        .filter(|name| !EXCLUDED_VARIABLES.contains(&name.as_str()))
        .collect();
    names.sort();
    names
}

/// Keys of the data folder with the names that they have in a backup. That of the audit chain,
/// without which a restored database does not open, may be kept elsewhere.
fn keys(config: &Config) -> io::Result<Vec<(String, PathBuf)>> {
    let usual = config.data_dir.join(AUDIT_KEY);
    let mut found = Vec::new();
    for entry in fs::read_dir(&config.data_dir)? {
        let path = entry?.path();
        let is_key = path.extension().is_some_and(|end| end == "key") && path.is_file();
        if is_key && path != usual && path != config.audit_key {
            found.push((path.file_name().unwrap_or_default().to_string_lossy().into(), path));
        }
    }
    let audit_key = [config.audit_key.clone(), usual].into_iter().find(|path| path.is_file());
    found.extend(audit_key.map(|path| (AUDIT_KEY.to_owned(), path)));
    found.sort();
    Ok(found)
}

fn copy_files(
    config: &Config,
    encryption: &Encryption,
    dir: &Path,
    folder: &Path,
    named: Vec<String>,
    reuse: Reuse,
) -> Result<CopiedFiles, String> {
    let mut copied = CopiedFiles {
        keys: Vec::new(),
        configuration: None,
        files: Vec::new(),
        lost: Vec::new(),
        new_files: 0,
    };
    for (name, key) in keys(config).map_err(path_error(&config.data_dir))? {
        copied.keys.push(encryption.add_file(&key, folder, &name)?);
    }
    if let Some(file) = &config.file {
        copied.configuration = Some(encryption.add_file(file, folder, CONFIGURATION)?);
    }
    copy_evidence(&mut copied, config, encryption, dir, named, reuse)?;
    Ok(copied)
}

/// Copies the store's files. One that the sweep has removed since the database was read is no loss
/// of this backup alone: it was attached to nothing.
fn copy_evidence(
    copied: &mut CopiedFiles,
    config: &Config,
    encryption: &Encryption,
    dir: &Path,
    named: Vec<String>,
    reuse: Reuse,
) -> Result<(), String> {
    let pool = Pool::open(dir, encryption)?;
    let store = config.data_dir.join("files");
    let mut missing: HashSet<String> = named.into_iter().collect();
    let mut added = Vec::new();
    for (hash, path) in folder::evidence(&store).map_err(path_error(&store))? {
        match pool.add(&hash, &path, reuse) {
            Ok(Added::Known(part)) => copied.files.push(part),
            Ok(Added::New(part)) => {
                added.push(part.clone());
                copied.files.push(part);
            }
            // Said below, where the database names it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                copied.lost.push(MissingFile { sha256: hash.clone(), why: error.to_string() });
            }
            Err(error) => return Err(path_error(&path)(error)),
        }
        missing.remove(&hash);
    }
    pool.sync_names(&added)?;
    copied.new_files = added.len();
    let mut missing: Vec<String> = missing.into_iter().collect();
    missing.sort();
    let lost = |sha256| MissingFile { sha256, why: "it is not in the folder of files".into() };
    copied.lost.extend(missing.into_iter().map(lost));
    Ok(())
}

//! Making a backup: the database first, then the files, for those are only ever added (ADR 32).

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::crypt::Seal;
use super::database::{self, Dump, blocking};
use super::folder::{self, Lock, about};
use super::manifest::{AUDIT_KEY, CONFIGURATION, Lost, Manifest, Part, Reason};
use super::pool::{self, Added, Pool, Reuse};
use crate::platform::config::Config;

/// Settings of the environment that say nothing of the installation.
const NOT_SETTINGS: [&str; 4] = ["LOA_CONFIG", "LOA_CACHE", "LOA_TEST_CLOCK", "LOA_TEST_HASTE"];

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
    pub seal: &'a Seal,
    /// Why it is made.
    pub reason: Reason,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// How many files no earlier backup had.
    pub new_files: usize,
}

/// What was taken beside the database.
#[derive(Debug)]
struct Taken {
    keys: Vec<Part>,
    configuration: Option<Part>,
    files: Vec<Part>,
    lost: Vec<Lost>,
    new_files: usize,
}

/// Makes one; it counts from the moment that its folder has its name.
///
/// # Errors
/// A sentence for the console; nothing that counts is left behind then.
pub async fn make(plan: &Plan<'_>, lock: &Lock) -> Result<Made, String> {
    let name = free_name(plan.dir, plan.now);
    let unfinished = folder::begin(plan.dir, &name, lock)?;
    let made = fill(plan, &unfinished).await;
    match made {
        Ok((manifest, new_files)) => {
            let folder = folder::finish(plan.dir, &unfinished, &name)?;
            Ok(Made { folder, manifest, new_files })
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

async fn fill(plan: &Plan<'_>, unfinished: &Path) -> Result<(Manifest, usize), String> {
    let config = plan.config;
    let Dump { part, content } = database::dump(config, unfinished, plan.seal).await?;
    let same_filesystem = folder::on_same_filesystem(plan.dir, &config.data_dir)?;
    let (config, seal) = (config.clone(), plan.seal.clone());
    let (dir, folder) = (plan.dir.to_path_buf(), unfinished.to_path_buf());
    // Before a migration the files are not what is in danger: where the disk allows, they get
    // a second name and cost nothing.
    let link = plan.reason == Reason::Migration && same_filesystem;
    let reread = (plan.reason == Reason::Scheduled).then(|| pool::share_of_day(plan.now));
    let (named, reuse) = (content.files, Reuse { link, reread });
    let taken = blocking(move || take(&config, &seal, &dir, &folder, named, reuse)).await?;
    let config = plan.config;
    let manifest = Manifest {
        format: Manifest::format(),
        made_at: plan.now,
        reason: plan.reason,
        version: env!("CARGO_PKG_VERSION").into(),
        schema: content.schema,
        kind: database::kind(config),
        encrypted_for: plan.seal.words(),
        same_filesystem,
        database: part,
        keys: taken.keys,
        configuration: taken.configuration,
        left_out: left_out(),
        pool: plan.seal.pool(),
        files: taken.files,
        lost: taken.lost,
        tables: content.tables,
    };
    manifest.write(unfinished)?;
    Ok((manifest, taken.new_files))
}

/// The settings that stand in the environment: their names, for values may be passwords.
fn left_out() -> Vec<String> {
    let mut names: Vec<String> = std::env::vars_os()
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .filter(|name| name == "DATABASE_URL" || name.starts_with("LOA_"))
        .filter(|name| !NOT_SETTINGS.contains(&name.as_str()))
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

fn take(
    config: &Config,
    seal: &Seal,
    dir: &Path,
    folder: &Path,
    named: Vec<String>,
    reuse: Reuse,
) -> Result<Taken, String> {
    let mut taken = Taken {
        keys: Vec::new(),
        configuration: None,
        files: Vec::new(),
        lost: Vec::new(),
        new_files: 0,
    };
    for (name, key) in keys(config).map_err(about(&config.data_dir))? {
        taken.keys.push(seal.take(&key, folder, &name)?);
    }
    if let Some(file) = &config.file {
        taken.configuration = Some(seal.take(file, folder, CONFIGURATION)?);
    }
    take_files(&mut taken, config, seal, dir, named, reuse)?;
    Ok(taken)
}

/// Takes the store's files. One that the sweep has removed since the database was read is no loss
/// of this backup alone: it was attached to nothing.
fn take_files(
    taken: &mut Taken,
    config: &Config,
    seal: &Seal,
    dir: &Path,
    named: Vec<String>,
    reuse: Reuse,
) -> Result<(), String> {
    let pool = Pool::open(dir, seal)?;
    let store = config.data_dir.join("files");
    let mut missing: HashSet<String> = named.into_iter().collect();
    let mut fresh = Vec::new();
    for (hash, path) in folder::evidence(&store).map_err(about(&store))? {
        match pool.add(&hash, &path, reuse) {
            Ok(Added::Known(part)) => taken.files.push(part),
            Ok(Added::New(part)) => {
                fresh.push(part.clone());
                taken.files.push(part);
            }
            // Said below, where the database names it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                taken.lost.push(Lost { sha256: hash.clone(), why: error.to_string() });
            }
            Err(error) => return Err(about(&path)(error)),
        }
        missing.remove(&hash);
    }
    pool.settle(&fresh)?;
    taken.new_files = fresh.len();
    let mut missing: Vec<String> = missing.into_iter().collect();
    missing.sort();
    let lost = |sha256| Lost { sha256, why: "it is not in the folder of files".into() };
    taken.lost.extend(missing.into_iter().map(lost));
    Ok(())
}

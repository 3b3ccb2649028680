//! `loa backup` and `loa restore`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::error_text;
use crate::platform::app::worker_name;
use crate::platform::backup::crypt::Encryption;
use crate::platform::backup::folder;
use crate::platform::backup::make::{MadeBackup, Plan, make};
use crate::platform::backup::manifest::{AUDIT_KEY, Manifest, Reason};
use crate::platform::backup::{restore, schedule, status};
use crate::platform::clock::Clock;
use crate::platform::config::{Config, Settings};
use crate::platform::db::Db;
use crate::platform::telemetry;

/// What `loa backup` takes.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Folder of backups, best on another disk; that of LOA_BACKUP_DIR where left out
    dir: Option<PathBuf>,
    /// Encrypt for this recipient (`age1…`); may be given several times [default: those of
    /// LOA_BACKUP_RECIPIENTS]
    #[arg(long)]
    recipient: Vec<String>,
    #[command(flatten)]
    settings: Settings,
}

/// What `loa restore` takes.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Folder of a backup, or of backups: then the newest
    dir: PathBuf,
    /// File with the key of an encrypted backup, as `age-keygen` writes it
    #[arg(long)]
    identity: Option<PathBuf>,
    /// Read and check every byte, and write nothing
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    settings: Settings,
}

/// A number of bytes as people read it.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

/// What a backup holds, and what it does not.
fn describe(manifest: &Manifest) -> String {
    let names = |names: Vec<&str>| match names.as_slice() {
        [] => "none".to_owned(),
        names => names.join(", "),
    };
    let rows: u64 = manifest.tables.values().sum();
    let files: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    let keys = names(manifest.keys.iter().map(|key| key.name.as_str()).collect());
    let configuration = manifest.configuration.as_ref().map_or_else(
        || "none: there is no configuration file".to_owned(),
        |part| part.name.clone(),
    );
    let sealed = if manifest.is_encrypted() {
        format!("encrypted for {}", manifest.encrypted_for.join(", "))
    } else {
        "not encrypted: whoever can read it can read everything and log in as anybody".to_owned()
    };
    let left_out = names(manifest.left_out.iter().map(String::as_str).collect());
    format!(
        "  database       {}, {}, {} tables, {rows} rows\n  \
           files          {}, {}\n  \
           keys           {keys}\n  \
           configuration  {configuration}\n  \
           not in it      settings of the environment: {left_out}\n  \
           {sealed}",
        manifest.kind.words().0,
        size(manifest.database.bytes),
        manifest.tables.len(),
        manifest.files.len(),
        size(files),
    )
}

fn warn_of_missing_files(manifest: &Manifest) {
    for lost in &manifest.lost {
        eprintln!("warning: the database names files/{}, but {}", lost.sha256, lost.why);
    }
}

/// Makes a backup and says what is in it.
///
/// # Errors
/// A sentence for the console.
pub async fn backup(file: &Path, args: BackupArgs) -> Result<(), String> {
    let config = Config::load(file, args.settings, false)?;
    telemetry::start(&config.log);
    let dir = args.dir.or_else(|| config.backups.dir.clone());
    let dir = dir.ok_or("name a folder: loa backup DIR, or LOA_BACKUP_DIR")?;
    let encryption = match args.recipient.as_slice() {
        [] => config.backups.encryption.clone(),
        recipients => Encryption::of(recipients)?,
    };
    config.ensure_database_exists()?;
    if !config.data_dir.is_dir() {
        let place = config.data_dir_path();
        return Err(format!("{place} is not there: name the data folder by LOA_DATA_DIR"));
    }
    restore::refuse_unfinished(&config.data_dir)?;
    let db =
        Db::open(config.database_url.as_deref(), &config.data_dir).await.map_err(error_text)?;
    let (began, now) = (Instant::now(), Clock::from_environment().now());
    folder::create_backup_folder(&dir)?;
    let lock = folder::lock(&dir, false)?;
    let lock = lock.ok_or_else(|| format!("{}: another backup is being made", dir.display()))?;
    let reason = Reason::Asked;
    let plan = Plan { config: &config, now, dir: &dir, encryption: &encryption, reason };
    let made = make(&plan, &lock).await?;
    status::record_run(&db, &worker_name(), now, began.elapsed(), schedule::count(&made)).await;
    let MadeBackup { folder, manifest, new_files } = made;
    println!("{}", folder.display());
    eprintln!("{}\n  {new_files} files are new in {}", describe(&manifest), dir.display());
    if manifest.same_filesystem {
        eprintln!("warning: it lies on the filesystem of the data: a broken disk takes both");
    }
    if !has_audit_key(&manifest) {
        let place = config.audit_key.display();
        eprintln!("warning: the key of the audit chain is not in it: {place} (LOA_AUDIT_KEY)");
    }
    warn_of_missing_files(&manifest);
    Ok(())
}

fn has_audit_key(manifest: &Manifest) -> bool {
    manifest.keys.iter().any(|key| key.name == AUDIT_KEY)
}

/// Where the key of the audit chain lies after a restore: whoever does not know takes it for lost.
fn print_audit_key_location(config: &Config) {
    let here = config.data_dir.join(AUDIT_KEY);
    let rule = if config.audit_key == here {
        "LOA_AUDIT_KEY, where it is set, has to name this file".to_owned()
    } else {
        format!("LOA_AUDIT_KEY names {}: put it there", config.audit_key.display())
    };
    eprintln!("the key of the audit chain is {}/{AUDIT_KEY}; {rule}", config.data_dir_path());
}

/// Restores a backup, or only checks it.
///
/// # Errors
/// A sentence for the console.
pub async fn restore(file: &Path, args: RestoreArgs) -> Result<(), String> {
    let config = Config::load(file, args.settings, false)?;
    telemetry::start(&config.log);
    let found = restore::find(&args.dir)?;
    let decryption = restore::decryption(&found, args.identity.as_deref())?;
    let (shown, manifest) = (found.folder.display().to_string(), found.manifest.clone());
    eprintln!("{shown}, of {}\n{}", manifest.made_at, describe(&manifest));
    warn_of_missing_files(&manifest);
    if !args.check {
        restore::check_target(&config, &manifest).await?;
    }
    restore::check(&found, &decryption)?;
    if args.check {
        match manifest.lost.len() {
            0 => println!("{shown} is whole"),
            lost => println!(
                "{shown} is whole, but {lost} files that the database names were missing or \
                 altered already when it was made"
            ),
        }
        return Ok(());
    }
    restore::write(&config, found, decryption).await?;
    println!("restored into {}", config.data_dir_path());
    if manifest.configuration.is_some() {
        let name = restore::CONFIGURATION;
        eprintln!("the configuration of then is {name} there; it is not in use");
    }
    if has_audit_key(&manifest) {
        print_audit_key_location(&config);
    }
    Ok(())
}

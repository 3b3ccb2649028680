//! Folders and files of backups: 0700 and 0600 from the moment they exist, and synced.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::Manifest;

/// Held while a backup is made, so that no other is made into the same folder.
const LOCK: &str = ".lock";
/// What begins the name of a backup that is not finished.
const UNFINISHED: &str = "unfinished-";
const BUFFER: usize = 256 * 1024;

/// A sentence about a path.
pub fn path_error(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}

/// Makes a folder for the owner alone, and those above it.
///
/// # Errors
/// A sentence for the console.
pub fn create_private(path: &Path) -> Result<(), String> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(path_error(path))
}

/// Makes a folder of backups, and none above it: where a disk is not mounted, that would fill
/// another.
///
/// # Errors
/// A sentence for the console.
pub fn create_backup_folder(path: &Path) -> Result<(), String> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    match above {
        Some(above) if !above.is_dir() => Err(missing_folder(above)),
        _ => create_private(path),
    }
}

/// The sentence about a folder of backups that is not there.
#[must_use]
pub fn missing_folder(dir: &Path) -> String {
    format!("{} is not there: make it, or mount its disk", dir.display())
}

/// A new file for the owner alone.
///
/// # Errors
/// When it is there already, or the disk refuses.
pub fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Writes a new file, and syncs it.
///
/// # Errors
/// A sentence for the console.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let written = create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(path_error(path))
}

/// Syncs what a folder names: a new name could else be lost in a power cut.
///
/// # Errors
/// When the disk refuses.
pub fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Copies everything, and answers its SHA-256 and length.
///
/// # Errors
/// When either side fails.
pub fn copy(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<(String, u64)> {
    let (mut buffer, mut digest, mut bytes) = (vec![0; BUFFER], Sha256::new(), 0);
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let read = buffer.get(..count).unwrap_or_default();
        digest.update(read);
        to.write_all(read)?;
        bytes += count as u64;
    }
    let hash = crate::platform::id::hex(&digest.finalize());
    Ok((hash, bytes))
}

/// Whether both lie on one filesystem, so that a broken disk takes both.
///
/// # Errors
/// A sentence that names the one that is not there.
pub fn on_same_filesystem(one: &Path, other: &Path) -> Result<bool, String> {
    let device =
        |path: &Path| fs::metadata(path).map(|found| found.dev()).map_err(path_error(path));
    Ok(device(one)? == device(other)?)
}

/// The right to make a backup into a folder, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock of a folder of backups; none where somebody has it and one does not `wait`.
///
/// # Errors
/// A sentence for the console.
pub fn lock(dir: &Path, wait: bool) -> Result<Option<Lock>, String> {
    let path = dir.join(LOCK);
    let opened =
        OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    let file = opened.map_err(path_error(&path))?;
    let locked = if wait { file.lock().map_err(TryLockError::Error) } else { file.try_lock() };
    match locked {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(path_error(&path)(error)),
    }
}

/// Begins a backup: a folder that does not count until it has its name. What others left
/// unfinished goes; nobody else works there while one has the lock.
///
/// # Errors
/// A sentence for the console.
pub fn begin(dir: &Path, name: &str, _lock: &Lock) -> Result<PathBuf, String> {
    for entry in fs::read_dir(dir).map_err(path_error(dir))? {
        let entry = entry.map_err(path_error(dir))?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_dir_all(entry.path()).map_err(path_error(&entry.path()))?;
        }
    }
    let folder = dir.join(format!("{UNFINISHED}{name}"));
    create_private(&folder)?;
    Ok(folder)
}

/// Gives a finished backup its name.
///
/// # Errors
/// A sentence for the console.
pub fn finish(dir: &Path, unfinished: &Path, name: &str) -> Result<PathBuf, String> {
    let named = dir.join(name);
    let renamed =
        sync(unfinished).and_then(|()| fs::rename(unfinished, &named)).and_then(|()| sync(dir));
    renamed.map_err(path_error(&named))?;
    Ok(named)
}

/// The folders of the finished backups in `dir`, oldest first by their names, which are instants.
///
/// # Errors
/// When the folder cannot be read.
pub fn finished(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with(UNFINISHED) && path.join(super::manifest::FILE).is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The newest backup in `dir` whose manifest is whole.
///
/// # Errors
/// When the folder cannot be read.
pub fn newest(dir: &Path) -> io::Result<Option<(PathBuf, Manifest)>> {
    let whole = |path: PathBuf| Manifest::read(&path).ok().map(|manifest| (path, manifest));
    Ok(finished(dir)?.into_iter().rev().find_map(whole))
}

/// The evidence in a folder `aa/bb/<hash>`, as hash and path.
///
/// # Errors
/// When a folder cannot be read. One that is not there holds nothing.
pub fn evidence(root: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let within = |path: &Path| -> io::Result<Vec<PathBuf>> {
        match fs::read_dir(path) {
            Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
            // The folder was never needed, or is a file.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    };
    let mut found = Vec::new();
    for first in within(root)? {
        for second in within(&first)? {
            for path in within(&second)? {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                if super::manifest::is_hash(&name) {
                    found.push((name.into_owned(), path));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

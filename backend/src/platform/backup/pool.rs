//! Evidence of all backups of one folder: each file once, under the hash of its content.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::crypt::Encryption;
use super::folder;
use super::manifest::{ENCRYPTED_POOL, POOL, Part};

/// Where files are written before they have their name.
const UNFINISHED: &str = "unfinished";
/// In so many days the daily backup reads the whole pool again, a share a day.
const REREAD_DAYS: i64 = 30;

/// How far what lies here or in the store is used as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reuse {
    /// Whether a file may get a second name instead of a copy.
    pub link: bool,
    /// The share of the pool that is read again, so that damage does not stay until a restore.
    pub reread: Option<i64>,
}

/// The share whose turn it is on this day.
#[must_use]
pub fn share_of_day(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(24 * 3600) % REREAD_DAYS
}

/// The share that a file belongs to.
fn share(hash: &str) -> Option<i64> {
    let first = i64::from_str_radix(hash.get(..4)?, 16).ok()?;
    Some(first % REREAD_DAYS)
}

/// How a file came to be in the pool.
#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there since an earlier backup.
    Known(Part),
    /// It was copied now.
    New(Part),
}

/// The evidence for one set of recipients.
#[derive(Debug)]
pub struct Pool {
    root: PathBuf,
    encryption: Encryption,
}

/// Where a file of this hash lies below a pool or a store.
#[must_use]
pub fn path(root: &Path, hash: &str, suffix: &str) -> PathBuf {
    let (first, second) = (hash.get(..2).unwrap_or("_"), hash.get(2..4).unwrap_or("_"));
    root.join(first).join(second).join(format!("{hash}{suffix}"))
}

impl Pool {
    /// Opens the pool of a folder of backups, and clears what was left half written: whoever is
    /// here has the folder's lock.
    ///
    /// # Errors
    /// A sentence for the console.
    pub fn open(dir: &Path, encryption: &Encryption) -> Result<Self, String> {
        let root = dir.join(encryption.pool());
        let unfinished = root.join(UNFINISHED);
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(folder::path_error(&unfinished))?;
        }
        folder::create_private(&unfinished)?;
        Ok(Self { root, encryption: encryption.clone() })
    }

    /// Takes a file of the store. What lies there under its hash at a length that fits is not
    /// read again, but for the share of `reuse`: what of it is damaged is copied anew. What is
    /// encrypted cannot be read here.
    ///
    /// # Errors
    /// `InvalidData` when the content is not what the name says; or the disk.
    pub fn add(&self, hash: &str, source: &Path, reuse: Reuse) -> io::Result<Added> {
        let bytes = fs::metadata(source)?.len();
        let part = Part { name: hash.to_owned(), sha256: hash.to_owned(), bytes };
        let place = path(&self.root, hash, self.encryption.suffix());
        let fits = |there: u64| match self.encryption.suffix() {
            "" => there == bytes,
            _ => there > bytes,
        };
        if fs::metadata(&place).is_ok_and(|there| fits(there.len())) {
            let clear = self.encryption.suffix().is_empty();
            if !clear || reuse.reread.is_none() || reuse.reread != share(hash) {
                return Ok(Added::Known(part));
            }
            let read = File::open(&place).and_then(|mut it| folder::copy(&mut it, &mut io::sink()));
            if read.is_ok_and(|(found, _)| found == hash) {
                return Ok(Added::Known(part));
            }
            tracing::warn!(file = %place.display(), "damaged in the backups, and copied anew");
        }
        if let Some(above) = place.parent() {
            folder::create_private(above).map_err(io::Error::other)?;
        }
        if reuse.link
            && self.encryption.suffix().is_empty()
            && fs::hard_link(source, &place).is_ok()
        {
            return Ok(Added::New(part));
        }
        let aside = self.root.join(UNFINISHED).join(Uuid::now_v7().to_string());
        let (found, _) = self.encryption.write(&mut File::open(source)?, &aside)?;
        if found == hash {
            fs::rename(&aside, &place)?;
            Ok(Added::New(part))
        } else {
            fs::remove_file(&aside)?;
            Err(io::Error::new(io::ErrorKind::InvalidData, "its content is not what it was"))
        }
    }

    /// Syncs the names of everything that was added.
    ///
    /// # Errors
    /// A sentence for the console.
    pub fn sync_names(&self, added: &[Part]) -> Result<(), String> {
        let mut folders: HashSet<PathBuf> = HashSet::from([self.root.clone()]);
        for part in added {
            let place = path(&self.root, &part.name, "");
            folders.extend(place.ancestors().skip(1).take(2).map(Path::to_path_buf));
        }
        let above = self.root.parent().map(Path::to_path_buf);
        folders
            .into_iter()
            .chain(above)
            .try_for_each(|folder| folder::sync(&folder).map_err(folder::path_error(&folder)))
    }
}

/// Removes evidence that no backup names. `named` are pool and hash of what is named.
///
/// # Errors
/// A sentence for the console.
pub fn remove_unnamed(dir: &Path, named: &HashSet<(String, String)>) -> Result<(), String> {
    for entry in fs::read_dir(dir).map_err(folder::path_error(dir))? {
        let root = entry.map_err(folder::path_error(dir))?.path();
        let pool = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !root.is_dir() || (pool != POOL && !pool.starts_with(ENCRYPTED_POOL)) {
            continue;
        }
        for (hash, path) in folder::evidence(&root).map_err(folder::path_error(&root))? {
            if !named.contains(&(pool.clone(), hash)) {
                fs::remove_file(&path).map_err(folder::path_error(&path))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::platform::id::sha256;

    #[test]
    fn damaged_file_of_pool_is_copied_anew_when_checked() {
        let dir = std::env::temp_dir().join(format!("loa-pool-{}", Uuid::now_v7()));
        let pool = Pool::open(&dir, &Encryption::default()).unwrap();
        let (source, hash) = (dir.join("source"), sha256(b"abc"));
        fs::write(&source, b"abc").unwrap();
        let add = |reread| pool.add(&hash, &source, Reuse { link: false, reread });
        let place = path(&pool.root, &hash, "");
        assert!(matches!(add(None).unwrap(), Added::New(_)));
        fs::write(&place, b"abd").unwrap();
        let mine = share(&hash).unwrap();
        assert!(matches!(add(Some((mine + 1) % REREAD_DAYS)).unwrap(), Added::Known(_)));
        assert!(matches!(add(Some(mine)).unwrap(), Added::New(_)));
        assert_eq!(fs::read(&place).unwrap(), b"abc");
        // Where it is damaged on both sides, that is told.
        fs::write(&place, b"abd").unwrap();
        fs::write(&source, b"abe").unwrap();
        assert_eq!(add(Some(mine)).unwrap_err().kind(), io::ErrorKind::InvalidData);
        fs::remove_dir_all(&dir).unwrap();
    }
}

//! Where the bytes of evidence lie: in files that are named by their own content.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::spool::{Spool, Spooled};
use crate::platform::files;

/// Where files are written before they have their name.
const UNFINISHED: &str = "unfinished";
/// What is locked while names are given and taken away.
const LOCK: &str = "lock";
/// No upload takes as long.
const UNFINISHED_MAX_AGE: Duration = Duration::from_secs(3600);

/// A folder of files named by the SHA-256 of their content. Blocking: call it from a thread
/// that may wait.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

/// Whether a file was last written longer than `age` ago.
fn is_older(file: &fs::Metadata, age: Duration) -> io::Result<bool> {
    Ok(file.modified()?.elapsed().is_ok_and(|since| since > age))
}

/// Gives a file the time of now. Ages of files are the disk's business, not the office's.
#[expect(clippy::disallowed_methods, reason = "compared with other times of the disk only")]
fn set_modified_now(path: &Path) -> io::Result<()> {
    File::options().append(true).open(path)?.set_modified(SystemTime::now())
}

impl Store {
    /// Opens the store in `root`, makes it where it is missing, and clears what a crash left
    /// half written an hour ago or longer: what is younger may be a running server's.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        let unfinished = root.join(UNFINISHED);
        files::folder(&root)?;
        files::folder(&unfinished)?;
        files::touch(&root.join(LOCK))?;
        for entry in fs::read_dir(&unfinished)? {
            let entry = entry?;
            if is_older(&entry.metadata()?, UNFINISHED_MAX_AGE)? {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self { root })
    }

    /// A file that is written piece by piece before it has a name.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn spool(&self) -> io::Result<Spool> {
        Spool::create(self.root.join(UNFINISHED).join(Uuid::now_v7().to_string()))
    }

    /// Stores what was spooled and answers its SHA-256. When it returns the bytes survive a power cut.
    ///
    /// # Errors
    /// When the disk does not take it; then nothing is left behind.
    pub fn store(&self, spooled: &Spooled) -> io::Result<String> {
        let hash = spooled.sha256().to_owned();
        let path = self.path(&hash)?;
        let _lock = self.lock_for_adding()?;
        if path.exists() {
            // As if stored now, so that a sweep does not take it from under a new row.
            set_modified_now(&path)?;
            return Ok(hash);
        }
        self.name(spooled.path(), &path)?;
        Ok(hash)
    }

    /// Keeps `bytes` and answers their SHA-256. When it returns they survive a power cut.
    ///
    /// # Errors
    /// When the disk does not take them; then nothing is left behind.
    pub fn put(&self, bytes: &[u8]) -> io::Result<String> {
        let mut spool = self.spool()?;
        spool.write_all(bytes)?;
        self.store(&spool.finish()?)
    }

    /// How long the content of this SHA-256 is, in bytes.
    ///
    /// # Errors
    /// `NotFound` when there is none, `InvalidInput` when that is no hash.
    pub fn length(&self, sha256: &str) -> io::Result<u64> {
        Ok(fs::metadata(self.path(sha256)?)?.len())
    }

    /// At most `length` bytes of the content of this SHA-256, from `offset` on.
    ///
    /// # Errors
    /// `NotFound` when there is none, `InvalidInput` when that is no hash.
    pub fn read_part(&self, sha256: &str, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.path(sha256)?)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut part = Vec::new();
        file.take(length).read_to_end(&mut part)?;
        Ok(part)
    }

    /// The content of this SHA-256.
    ///
    /// # Errors
    /// `NotFound` when there is none, `InvalidInput` when that is no hash.
    pub fn read(&self, sha256: &str) -> io::Result<Vec<u8>> {
        fs::read(self.path(sha256)?)
    }

    /// The hashes of the files that were last put in longer than `age` ago.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn older_than(&self, age: Duration) -> io::Result<Vec<String>> {
        let mut old = Vec::new();
        for first in fs::read_dir(&self.root)? {
            let first = first?;
            if !first.file_type()?.is_dir() || first.file_name() == UNFINISHED {
                continue;
            }
            for second in fs::read_dir(first.path())? {
                for file in fs::read_dir(second?.path())? {
                    let file = file?;
                    if is_older(&file.metadata()?, age)? {
                        old.push(file.file_name().to_string_lossy().into_owned());
                    }
                }
            }
        }
        Ok(old)
    }

    /// Removes the content of this SHA-256, unless it was put in again within `age`. One that is
    /// not there is removed already.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove_old(&self, sha256: &str, age: Duration) -> io::Result<()> {
        let path = self.path(sha256)?;
        let _lock = self.lock_for_removal()?;
        let removed = match fs::metadata(&path) {
            Ok(found) if is_older(&found, age)? => fs::remove_file(&path),
            found => found.map(|_| ()),
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Held while a name is found there or given: none is taken away meanwhile, by any process on
    /// this folder. The lock ends with the file that is answered.
    fn lock_for_adding(&self) -> io::Result<File> {
        let lock = self.lock_file()?;
        lock.lock_shared()?;
        Ok(lock)
    }

    /// Held while a name is taken away: nobody finds it there or gives it anew meanwhile.
    fn lock_for_removal(&self) -> io::Result<File> {
        let lock = self.lock_file()?;
        lock.lock()?;
        Ok(lock)
    }

    /// Opened for writing, though nothing is: NFS locks no file that is only read.
    fn lock_file(&self) -> io::Result<File> {
        File::options().append(true).open(self.root.join(LOCK))
    }

    /// `aa/bb/<hash>`; anything but a hash could lead out of the folder.
    fn path(&self, hash: &str) -> io::Result<PathBuf> {
        let is_hash =
            hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match (hash.get(..2), hash.get(2..4)) {
            (Some(first), Some(second)) if is_hash => {
                Ok(self.root.join(first).join(second).join(hash))
            }
            _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a SHA-256")),
        }
    }

    /// Gives a finished file its name. Each folder above is synced, as a new one is itself an
    /// entry that a power cut could lose.
    fn name(&self, from: &Path, to: &Path) -> io::Result<()> {
        let second = to.parent().unwrap_or(&self.root);
        files::folder(second)?;
        fs::rename(from, to)?;
        for folder in second.ancestors() {
            File::open(folder)?.sync_all()?;
            if folder == self.root {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn store() -> Store {
        let folder = std::env::temp_dir().join(format!("loa-store-{}", Uuid::now_v7()));
        Store::open(folder).unwrap()
    }

    fn drop_store(store: &Store) {
        fs::remove_dir_all(&store.root).unwrap();
    }

    #[test]
    fn stored_file_is_read_by_its_hash() {
        let store = store();
        let hash = store.put(b"abc").unwrap();
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(store.root.join("ba/78").join(&hash).is_file());
        assert_eq!(store.read(&hash).unwrap(), b"abc");
        assert_eq!(store.put(b"abc").unwrap(), hash);
        assert_eq!(fs::read_dir(store.root.join(UNFINISHED)).unwrap().count(), 0);
        drop_store(&store);
    }

    /// A sweep of another process: a store of its own on the same folder.
    #[test]
    fn file_stored_again_is_not_swept() {
        let here = store();
        let elsewhere = Store::open(&here.root).unwrap();
        let hash = here.put(b"abc").unwrap();
        let (path, day) = (here.path(&hash).unwrap(), Duration::from_secs(24 * 3600));
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for _ in 0..500 {
            if let Ok(file) = File::options().append(true).open(&path) {
                file.set_modified(long_ago).unwrap();
            }
            std::thread::scope(|scope| {
                scope.spawn(|| elsewhere.remove_old(&hash, day).unwrap());
                scope.spawn(|| here.put(b"abc").unwrap());
            });
            assert!(path.is_file(), "swept away after it was put in");
        }
        drop_store(&here);
    }

    #[test]
    fn store_and_its_files_are_private() {
        use std::os::unix::fs::PermissionsExt;
        let store = store();
        let path = store.path(&store.put(b"abc").unwrap()).unwrap();
        for one in path.ancestors().take(4) {
            let mode = one.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, if one.is_dir() { 0o700 } else { 0o600 }, "{}", one.display());
        }
        drop_store(&store);
    }

    #[test]
    fn name_that_is_no_hash_is_refused() {
        let store = store();
        for name in ["", "../../etc/passwd", &"A".repeat(64), &"é".repeat(32)] {
            let error = store.read(name).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{name}");
        }
        let error = store.read(&"a".repeat(64)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        drop_store(&store);
    }

    #[test]
    fn opening_the_store_removes_old_unfinished_files() {
        let store = store();
        let [old, young] = ["old", "young"].map(|name| store.root.join(UNFINISHED).join(name));
        for file in [&old, &young] {
            fs::write(file, b"ha").unwrap();
        }
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        File::options().append(true).open(&old).unwrap().set_modified(long_ago).unwrap();
        let again = Store::open(&store.root).unwrap();
        assert!(!old.exists() && young.exists());
        drop_store(&again);
    }
}

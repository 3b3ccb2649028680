//! Files on their way in: on the disk and not in memory, however many arrive at a time.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// A file that is being written, and is gone again unless it is finished.
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<File>,
    hash: Sha256,
    size: u64,
    path: TemporaryPath,
}

/// A file that has been written and synced, and is gone again unless it is kept.
#[derive(Debug)]
pub struct Spooled {
    sha256: String,
    size: u64,
    path: TemporaryPath,
}

/// Where it lies; what still lies there when nobody wants it any more is removed.
#[derive(Debug)]
struct TemporaryPath(PathBuf);

impl Drop for TemporaryPath {
    fn drop(&mut self) {
        // Renamed is gone as well; what stays all the same goes at a later start.
        let _ = fs::remove_file(&self.0);
    }
}

impl Spool {
    /// Begins an empty file.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn create(path: PathBuf) -> io::Result<Self> {
        let file = crate::platform::files::create_new(&path)?;
        Ok(Self {
            file: BufWriter::new(file),
            hash: Sha256::new(),
            size: 0,
            path: TemporaryPath(path),
        })
    }

    /// Bytes so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Writes what is left and syncs.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn finish(mut self) -> io::Result<Spooled> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        let sha256 = crate::platform::id::hex(&self.hash.finalize());
        Ok(Spooled { sha256, size: self.size, path: self.path })
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        let (done, _) = bytes.split_at(written);
        self.hash.update(done);
        self.size += done.len() as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Spooled {
    /// SHA-256 of the content, in lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Where it lies until it is kept.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path.0
    }

    /// The content.
    ///
    /// # Errors
    /// When the disk does not give it.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path.0)
    }
}

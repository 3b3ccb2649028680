//! The disk under the data folder: how much is free, below which floor nothing is taken any more,
//! and the reserve that is given up for logging in and out (ADR 30).

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use shared::ErrorCode;

use crate::platform::error::{AppError, AppResult};

const MEGABYTE: u64 = 1024 * 1024;
/// What the reserve holds: some hundred logins.
const RESERVE: u64 = 8 * MEGABYTE;
/// So much has to be free beside the reserve before it is made again.
const SPACE_TO_RESTORE_RESERVE: u64 = 4 * RESERVE;
/// The name of the reserve in the data folder.
const NAME: &str = "reserve";

/// What is known of the disk.
#[derive(Debug, Clone)]
pub struct Disk {
    folder: PathBuf,
    floor: u64,
    reserve_spent: Arc<AtomicBool>,
}

impl Disk {
    /// Looks after the disk of `folder`, of which `floor_mb` megabytes stay free of files, and
    /// makes the reserve where there is room for it.
    #[must_use]
    pub fn open(folder: &Path, floor_mb: u64) -> Self {
        let disk = Self {
            folder: folder.to_owned(),
            floor: floor_mb.saturating_mul(MEGABYTE),
            reserve_spent: Arc::default(),
        };
        if !disk.reserve().exists() {
            disk.reserve_spent.store(true, Ordering::Relaxed);
            disk.restore_reserve();
        }
        disk
    }

    fn reserve(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    /// Bytes that may still be written.
    ///
    /// # Errors
    /// When the disk does not say.
    pub fn free(&self) -> io::Result<u64> {
        #[cfg(feature = "test-clock")]
        if let Some(bytes) = free_space_of_test() {
            return Ok(bytes);
        }
        let disk = rustix::fs::statvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Bytes that have to stay free of files.
    #[must_use]
    pub const fn floor(&self) -> u64 {
        self.floor
    }

    /// Whether there is less than twice the floor: what waits in vain is cleared away sooner.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.free().is_ok_and(|free| free < self.floor.saturating_mul(2))
    }

    /// Whether a file may be taken.
    ///
    /// # Errors
    /// 507 below the floor.
    pub fn admit_file(&self) -> AppResult<()> {
        if self.free()? < self.floor { Err(ErrorCode::StorageFull.into()) } else { Ok(()) }
    }

    /// Whether an ordinary write may be tried: not while the reserve is spent on logins.
    ///
    /// # Errors
    /// 507 until there is room for the reserve again.
    pub fn admit_write(&self) -> AppResult<()> {
        let may_spend = MAY_SPEND_RESERVE.try_with(|()| ()).is_ok();
        if may_spend || !self.is_reserve_spent() || self.restore_reserve() {
            Ok(())
        } else {
            Err(ErrorCode::StorageFull.into())
        }
    }

    /// Whether the reserve is spent.
    #[must_use]
    pub fn is_reserve_spent(&self) -> bool {
        self.reserve_spent.load(Ordering::Relaxed)
    }

    /// Spends the reserve; whether anything was left of it.
    pub fn spend_reserve(&self) -> bool {
        self.reserve_spent.store(true, Ordering::Relaxed);
        let removed = fs::remove_file(self.reserve()).is_ok();
        if removed {
            tracing::error!("the disk is full: the reserve is spent on logins");
        }
        removed
    }

    /// Makes the reserve again where there is room; whether it is there.
    pub fn restore_reserve(&self) -> bool {
        if !self.free().is_ok_and(|free| free >= SPACE_TO_RESTORE_RESERVE) {
            return false;
        }
        let made = fill(&self.reserve());
        if let Err(error) = &made {
            tracing::warn!(%error, "the reserve could not be made");
            let _ = fs::remove_file(self.reserve());
        }
        self.reserve_spent.store(made.is_err(), Ordering::Relaxed);
        made.is_ok()
    }
}

/// Written out: a file with a hole in it holds nothing back.
fn fill(path: &Path) -> io::Result<()> {
    let mut file =
        File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    let block = vec![0x5a; 64 * 1024];
    for _ in 0..RESERVE / block.len() as u64 {
        file.write_all(&block)?;
    }
    file.sync_all()
}

tokio::task_local! {
    /// That what is being done may spend the reserve.
    static MAY_SPEND_RESERVE: ();
}

/// Does what has to work on a full disk too: once more with the reserve where it failed. The writes
/// in it are admitted while the reserve is spent.
///
/// # Errors
/// What `f` answers.
pub async fn with_reserve<T>(disk: &Disk, f: impl AsyncFn() -> AppResult<T>) -> AppResult<T> {
    match MAY_SPEND_RESERVE.scope((), f()).await {
        Err(error) if is_full(disk, &error) && disk.spend_reserve() => {
            MAY_SPEND_RESERVE.scope((), f()).await
        }
        done => done,
    }
}

/// Whether an error comes of a full disk.
pub fn is_full(disk: &Disk, error: &AppError) -> bool {
    match error {
        AppError::Code(ErrorCode::StorageFull, _)
        | AppError::Outage(ErrorCode::StorageFull, ..) => true,
        // SQLite calls some of what a full disk does to it an I/O error.
        AppError::Wait(ErrorCode::Unavailable, _)
        | AppError::Outage(ErrorCode::Unavailable, ..)
        | AppError::Internal(_) => disk.free().is_ok_and(|free| free < MEGABYTE),
        _ => false,
    }
}

/// Something that is noted beside a read and that the read does not need: said in the log where it
/// could not be written.
pub fn log_failed_note(what: &str, noted: AppResult<()>) {
    if let Err(error) = noted {
        tracing::warn!(%error, what, "could not be written down");
    }
}

/// What a test says is free, in bytes; the file that `LOA_TEST_DISK` names.
#[cfg(feature = "test-clock")]
fn free_space_of_test() -> Option<u64> {
    let file = std::env::var_os("LOA_TEST_DISK")?;
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn disk_reserve_is_given_up_once_and_made_again_when_there_is_room() {
        let folder = std::env::temp_dir().join(format!("loa-disk-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(&folder).unwrap();
        let disk = Disk::open(&folder, 1);
        assert_eq!(fs::metadata(folder.join(NAME)).unwrap().len(), RESERVE);
        assert!(disk.admit_write().is_ok() && disk.admit_file().is_ok());
        assert!(disk.spend_reserve());
        assert!(!disk.spend_reserve(), "nothing is left");
        // There is room on this machine: the next write makes it again.
        assert!(disk.is_reserve_spent() && disk.admit_write().is_ok());
        assert!(!disk.is_reserve_spent() && folder.join(NAME).exists());
        let full = Disk { floor: u64::MAX, ..disk };
        assert!(full.admit_file().is_err() && full.is_short());
        fs::remove_dir_all(&folder).unwrap();
    }
}

//! Small files that nobody else on the machine may read, such as keys. After a power cut they are
//! there whole or not at all: written under another name, synced, then given their own, and the
//! folder synced.

use std::fs::{File, OpenOptions, hard_link, remove_file, rename};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Writes `bytes` to `file` (0600), in place of what was there.
///
/// # Errors
/// When the disk does not take it; what was there stays.
pub fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = draft(file, bytes)?;
    if let Err(error) = rename(&draft, file) {
        let _ = remove_file(&draft);
        return Err(error);
    }
    sync_folder(file)
}

/// Writes `bytes` to `file` (0600) unless there is one: of several processes that do so at once one
/// succeeds. Answers whether it was this one.
///
/// # Errors
/// When the disk does not take it.
pub fn create_private(file: &Path, bytes: &[u8]) -> io::Result<bool> {
    let draft = draft(file, bytes)?;
    // A rename would take the place of a file that came meanwhile; a second name is refused.
    let linked = hard_link(&draft, file);
    remove_file(&draft)?;
    match linked {
        Ok(()) => sync_folder(file).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn draft(file: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.tmp", rand::random::<u64>()));
    let path = file.with_file_name(name);
    let mut draft = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    if let Err(error) = draft.write_all(bytes).and_then(|()| draft.sync_all()) {
        let _ = remove_file(&path);
        return Err(error);
    }
    Ok(path)
}

fn sync_folder(file: &Path) -> io::Result<()> {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn written_whole_for_the_owner_alone_and_made_once() {
        let folder = std::env::temp_dir().join(format!("loa-files-{:x}", rand::random::<u64>()));
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("some.key");
        assert!(create_private(&file, b"one").unwrap());
        assert!(!create_private(&file, b"two").unwrap());
        assert_eq!(std::fs::read(&file).unwrap(), b"one");
        write_private(&file, b"three").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"three");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "no drafts are left");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

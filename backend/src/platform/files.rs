//! Files that are for the server alone: folders 0700 and files 0600 whatever the umask, and
//! secrets that a power cut leaves either whole or not there.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// Folders: nobody else on the machine looks into them.
const FOLDER: u32 = 0o700;
/// Files.
const FILE: u32 = 0o600;
/// What the server puts into its data folder; a folder that holds one of them is ours.
const KNOWN_FILES: [&str; 2] = ["loa.sqlite", "signing.key"];

/// Makes the data folder, or closes the one that is there to others. One that is neither empty nor
/// ours, as a home folder named by mistake, keeps its mode.
///
/// # Errors
/// When it cannot be made; the error names it.
pub fn data_folder(path: &Path) -> io::Result<()> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if !path.exists() {
        return folder(path).map_err(named);
    }
    let ours = KNOWN_FILES.iter().any(|name| path.join(name).exists());
    if ours || fs::read_dir(path).map_err(named)?.next().is_none() {
        set_mode(path, FOLDER).map_err(named)?;
    }
    Ok(())
}

/// Makes a folder and those above it that are missing; one that is there is closed to others.
///
/// # Errors
/// When it cannot be made.
pub fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER).create(path)?;
    set_mode(path, FOLDER)
}

/// Makes an empty file where there is none; one that is there is closed to others.
///
/// # Errors
/// When it cannot be made.
pub fn touch(path: &Path) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).mode(FILE).open(path)?;
    restrict_to_owner(path)
}

/// A new file for writing; there must be none of this name.
///
/// # Errors
/// When it cannot be made.
pub fn create_new(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(FILE).open(path)?;
    // The umask may have taken the owner's own bits.
    file.set_permissions(Permissions::from_mode(FILE))?;
    Ok(file)
}

/// Writes `bytes` to `path` in place of what is there: a temporary file, synced, renamed, its folder
/// synced. A crash leaves the old content or the new one.
///
/// # Errors
/// When the disk does not take it; then the old content is still there.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary(path, bytes)?;
    let named = fs::rename(&temporary, path);
    sync_folder(path, &temporary, named)
}

/// Writes `bytes` to `path` where nothing is there yet, as [`write_private`] does. Of two processes
/// that do so at once one succeeds.
///
/// # Errors
/// `AlreadyExists` when something is there; or the disk.
pub fn make_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary(path, bytes)?;
    // A rename would replace what another process has made meanwhile; a link does not.
    let named = match fs::hard_link(&temporary, path) {
        Ok(()) => fs::remove_file(&temporary),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // A file system without links.
        Err(_) if !path.exists() => fs::rename(&temporary, path),
        Err(error) => Err(error),
    };
    sync_folder(path, &temporary, named)
}

/// The content under a name of its own beside `path`, synced.
fn temporary(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", Uuid::now_v7()));
    let temporary = path.with_file_name(name);
    let mut file = create_new(&temporary)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written.map(|()| temporary)
}

fn sync_folder(path: &Path, temporary: &Path, named: io::Result<()>) -> io::Result<()> {
    if named.is_err() {
        let _ = fs::remove_file(temporary);
        return named;
    }
    // The name is an entry of the folder, which a power cut could lose. A bare name lies in `.`.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Closes a file to others, where it is this user's.
///
/// # Errors
/// When the mode cannot be read or set.
pub fn restrict_to_owner(path: &Path) -> io::Result<()> {
    set_mode(path, FILE)
}

fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    if fs::metadata(path)?.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    match fs::set_permissions(path, Permissions::from_mode(mode)) {
        // Another user's, as on a shared volume: who set it up has decided who may look.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            tracing::warn!(path = %path.display(), "this is another user's, and its mode stays");
            Ok(())
        }
        done => done,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new() -> Self {
            let path = std::env::temp_dir().join(format!("loa-files-{}", Uuid::now_v7()));
            fs::create_dir(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn written_file_is_whole_and_private_without_leftovers() {
        let scratch = Scratch::new();
        let file = scratch.0.join("secret");
        write_private(&file, b"one").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        write_private(&file, b"two").unwrap();
        assert_eq!((fs::read(&file).unwrap().as_slice(), mode(&file)), (&b"two"[..], 0o600));
        let error = make_private(&file, b"three").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&file).unwrap(), b"two");
        make_private(&scratch.0.join("other"), b"four").unwrap();
        // Nothing temporary is left.
        assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 2);
    }

    #[test]
    fn failed_rename_leaves_no_temporary_file() {
        let scratch = Scratch::new();
        let file = scratch.0.join("taken");
        fs::create_dir(&file).unwrap();
        assert!(write_private(&file, b"one").is_err());
        assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 1);
    }

    #[test]
    fn data_folder_is_made_private_and_other_folders_are_left_alone() {
        let scratch = Scratch::new();
        let open = Permissions::from_mode(0o755);
        fs::set_permissions(&scratch.0, open.clone()).unwrap();
        data_folder(&scratch.0).unwrap();
        assert_eq!(mode(&scratch.0), 0o700);
        fs::set_permissions(&scratch.0, open.clone()).unwrap();
        fs::write(scratch.0.join("letter"), b"").unwrap();
        data_folder(&scratch.0).unwrap();
        assert_eq!(mode(&scratch.0), 0o755);
        touch(&scratch.0.join("loa.sqlite")).unwrap();
        data_folder(&scratch.0).unwrap();
        assert_eq!((mode(&scratch.0), mode(&scratch.0.join("loa.sqlite"))), (0o700, 0o600));
        let new = scratch.0.join("a/b");
        data_folder(&new).unwrap();
        assert_eq!(mode(&new), 0o700);
    }
}

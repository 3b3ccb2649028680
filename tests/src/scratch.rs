//! One folder a test process, and the watchdog that clears it away.
//!
//! Statics are not dropped and a killed process runs no destructor, so the clearing is done
//! by a child shell that waits for the end of its standard input: the operating system closes
//! that pipe however the process ends.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Stops what is named in `pids/`, then removes the folder. A signal name stands in each file.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
for file in "$1"/pids/*; do
    [ -f "$file" ] || continue
    kill -s "$(cat "$file")" "${file##*/}" 2>/dev/null
done
for try in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$1" 2>/dev/null && break
    sleep 0.3
done
"#;

/// Memory that has to be free for the folder to lie in it, in KiB.
const ROOM: u64 = 6 * 1024 * 1024;

/// Where the folder lies: in memory where there is room, because hundreds of databases are made and
/// removed and none has to outlive the machine, only its processes. `LOA_TEST_DIR` says otherwise.
fn base() -> PathBuf {
    if let Some(dir) = std::env::var_os("LOA_TEST_DIR") {
        return dir.into();
    }
    let memory = Path::new("/dev/shm");
    // A bench measures what a disk costs, too.
    let measures = std::env::var_os("LOA_MACHINE_CLOCK").is_some();
    let room = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemAvailable:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    });
    let allowed = || {
        let output = Command::new("df").args(["-k", "--output=avail"]).arg(memory).output().ok()?;
        String::from_utf8(output.stdout).ok()?.lines().last()?.trim().parse().ok()
    };
    let enough = |kib: Option<u64>| kib.is_some_and(|kib| kib >= ROOM);
    if !measures && enough(room) && enough(allowed()) {
        return memory.to_owned();
    }
    std::env::temp_dir()
}

struct Scratch {
    root: PathBuf,
    // Its input is held open for as long as the process lives; the closing wakes it.
    _watchdog: Child,
}

fn scratch() -> &'static Scratch {
    static SCRATCH: OnceLock<Scratch> = OnceLock::new();
    SCRATCH.get_or_init(|| {
        let root = base().join(format!("loa-tests-{}", std::process::id()));
        // A folder of that name can only be left from a process long gone.
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("pids")).unwrap();
        // PostgreSQL runs as another user and has to come through.
        fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
        let watchdog = Command::new("sh")
            .args(["-c", WATCHDOG, "watchdog"])
            .arg(&root)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Scratch { root, _watchdog: watchdog }
    })
}

/// A new empty folder whose name starts with `name`.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = scratch().root.join(format!("{name}-{number}"));
    fs::create_dir_all(&path).unwrap();
    path
}

/// Asks the watchdog to send `signal` to `pid` should the test process end first.
pub(crate) fn watch(pid: u32, signal: &str) {
    fs::write(pid_file(pid), signal).unwrap();
}

/// The process has ended by itself: its number may be another's from now on.
pub(crate) fn unwatch(pid: u32) {
    let _ = fs::remove_file(pid_file(pid));
}

fn pid_file(pid: u32) -> PathBuf {
    scratch().root.join("pids").join(pid.to_string())
}

/// Removes a folder that [`folder`] made.
pub(crate) fn remove(path: &Path) {
    let _ = fs::remove_dir_all(path);
}

//! A child process that says on its output when it is ready.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use crate::scratch;
use crate::wait::PATIENCE;

/// How many of its last lines are kept.
const KEPT_LINES: usize = 600;
/// How many of them are shown.
const SHOWN_LINES: usize = 60;

/// A running child; killed when dropped.
pub struct Process {
    child: Child,
    lines: Arc<Mutex<VecDeque<String>>>,
}

impl Process {
    /// Starts `command` and waits for the first output line in which `ready` finds something.
    ///
    /// # Panics
    /// When it ends or stays silent; with what it printed.
    pub fn start<T: Send + 'static>(
        mut command: Command,
        signal: &str,
        ready: fn(&str) -> Option<T>,
    ) -> (Self, T) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        scratch::watch(child.id(), signal);

        let lines = Arc::new(Mutex::new(VecDeque::new()));
        let (found, first) = mpsc::channel();
        follow(child.stdout.take().unwrap(), &lines, found.clone(), ready);
        follow(child.stderr.take().unwrap(), &lines, found, ready);
        let process = Self { child, lines };
        let value = first.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            panic!("{command:?} did not get ready; it printed:\n{}", process.output())
        });
        (process, value)
    }

    /// Its last lines.
    #[must_use]
    pub fn output(&self) -> String {
        let lines = self.lines.lock().unwrap();
        let from = lines.len().saturating_sub(SHOWN_LINES);
        lines.iter().skip(from).map(|line| format!("  {line}\n")).collect()
    }

    /// All of its lines that are kept.
    #[must_use]
    pub fn log(&self) -> String {
        let lines = self.lines.lock().unwrap();
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its memory now and at its highest, in KiB (`VmRSS` and `VmHWM`).
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let value = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        (value("VmRSS:"), value("VmHWM:"))
    }

    /// Resets the record of its highest memory.
    ///
    /// # Panics
    /// When it does not run.
    pub fn forget_highest_memory(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.pid()), "5").unwrap();
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        scratch::unwatch(self.child.id());
    }

    /// Asks it to end (SIGTERM) and waits; its exit code.
    pub fn terminate(&mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-s", "TERM", &pid]).status();
        let status = self.child.wait().ok()?;
        scratch::unwatch(self.child.id());
        status.code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Keeps the lines of `stream`, and reports the first that `ready` accepts.
fn follow<T: Send + 'static>(
    stream: impl std::io::Read + Send + 'static,
    lines: &Arc<Mutex<VecDeque<String>>>,
    found: mpsc::Sender<T>,
    ready: fn(&str) -> Option<T>,
) {
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        let mut found = Some(found);
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(value) = ready(&line)
                && let Some(found) = found.take()
            {
                let _ = found.send(value);
            }
            let mut lines = lines.lock().unwrap();
            if lines.len() == KEPT_LINES {
                lines.pop_front();
            }
            lines.push_back(line);
        }
    });
}

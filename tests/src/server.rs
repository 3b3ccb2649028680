//! The real `loa` binary, as a child process on a data folder and a database of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{OnceLock, mpsc};

use crate::clock::Clock;
use crate::database::{Database, Store};
use crate::process::Process;
use crate::wait::PATIENCE;
use crate::{Client, demo, scratch};

/// Settings by which people elsewhere reach a server.
const PUBLIC: [&str; 3] = ["LOA_PUBLIC_URL", "LOA_TLS", "LOA_TRUSTED_PROXIES"];

/// A running server; stopped and cleared away when dropped.
pub struct Server {
    process: Option<Process>,
    base: String,
    demo: bool,
    home: Home,
}

impl Server {
    /// A server with the demo commune.
    #[must_use]
    pub fn demo(database: Database) -> Self {
        Home::with_demo(database).serve(true)
    }

    /// A server with the demo commune and these settings (`LOA_…`). With one that means the public
    /// the commune is taken for a real one: a demo refuses to be reached from elsewhere.
    #[must_use]
    pub fn demo_with(database: Database, settings: &[(&str, &str)]) -> Self {
        let mut home = Home::with_demo(database);
        home.settings =
            settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        home.serve(true)
    }

    /// A server with the demo commune on SQLite, and these settings, whose data folder is a disk
    /// of its own of so many megabytes.
    #[must_use]
    pub fn on_small_disk(megabytes: u32, settings: &[(&str, &str)]) -> Self {
        let mut home = Home::with_demo(Database::Sqlite);
        home.settings =
            settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        home.disk = Some(megabytes);
        home.serve(true)
    }

    /// The data folder as the server sees it, also where that is a disk of its own.
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn data_seen(&self) -> PathBuf {
        let pid = self.process.as_ref().unwrap().pid();
        let data = self.home.data();
        Path::new(&format!("/proc/{pid}/root")).join(data.strip_prefix("/").unwrap())
    }

    /// A server on an empty database.
    #[must_use]
    pub fn empty(database: Database) -> Self {
        Home::new(database).serve(false)
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The clock that the server goes by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.home.clock
    }

    /// Its data folder, database and clock.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// A client without any credential.
    #[must_use]
    pub fn anonymous(&self) -> Client {
        Client::new(&self.base)
    }

    /// A client with the session of a demo account.
    pub async fn login(&self, username: &str) -> Client {
        let client = self.anonymous();
        client.login(username, demo::PASSWORD).await;
        client
    }

    /// Ends the server as a power cut would; [`Server::restart`] brings it back.
    pub fn kill9(&mut self) {
        self.process = None;
    }

    /// Starts it again on the same data, on a new port.
    pub fn restart(&mut self) {
        self.process = None;
        let (process, base) = self.home.start(self.demo);
        self.process = Some(process);
        self.base = base;
    }

    /// Starts it again with these settings (`LOA_…`) beside those that it had.
    pub fn restart_with(&mut self, settings: &[(&str, &str)]) {
        let kept = &mut self.home.settings;
        for (name, value) in settings {
            kept.retain(|(other, _)| other != name);
            kept.push(((*name).into(), (*value).into()));
        }
        self.restart();
    }

    /// Its last output lines.
    #[must_use]
    pub fn output(&self) -> String {
        self.process.as_ref().map(Process::output).unwrap_or_default()
    }

    /// Its last output lines, many more of them.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.as_ref().map(Process::log).unwrap_or_default()
    }

    /// Lets the server write no file beyond `bytes`, as on a disk that is full, or any again.
    ///
    /// # Panics
    /// When it does not run or the machine knows no `prlimit`.
    pub fn limit_file_size(&mut self, bytes: Option<u64>) {
        let pid = self.process.as_ref().unwrap().pid().to_string();
        let soft = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        let limit = format!("--fsize={soft}:unlimited");
        let done = Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap();
        assert!(done.success());
    }

    /// The process, to look at from outside.
    pub fn process(&mut self) -> Option<&mut Process> {
        self.process.as_mut()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the server's last lines:\n{}", self.output());
        }
    }
}

/// A data folder, a database and a clock: what a server runs on and what outlives it.
pub struct Home {
    folder: PathBuf,
    store: Store,
    clock: Clock,
    settings: Vec<(String, String)>,
    /// Megabytes of a disk of its own.
    disk: Option<u32>,
}

/// A disk that is seen by the server alone: root in a user's own namespace may mount one.
const SMALL_DISK: &str = r#"
trap '' XFSZ
cp -a "$LOA_DATA_DIR" "$LOA_DATA_DIR.whole" &&
mount -t tmpfs -o "size=${LOA_TEST_MEGABYTES}m,mode=0700" loa "$LOA_DATA_DIR" &&
cp -a "$LOA_DATA_DIR.whole/." "$LOA_DATA_DIR" &&
exec "$0" "$@"
"#;

impl Home {
    /// A new one, empty.
    #[must_use]
    pub fn new(database: Database) -> Self {
        let folder = scratch::folder("server");
        let data = folder.join("data");
        std::fs::create_dir_all(&data).unwrap();
        let settings = Vec::new();
        let (store, clock) = (database.create(&data), Clock::new(&folder));
        Self { store, clock, folder, settings, disk: None }
    }

    /// A new one with the demo commune in it, as of the clock's start.
    ///
    /// Filling takes a second, copying next to nothing: the first test of a process fills.
    #[must_use]
    pub fn with_demo(database: Database) -> Self {
        static FILLED: [OnceLock<Home>; 2] = [const { OnceLock::new() }; 2];
        let filled = FILLED[usize::from(database == Database::Postgres)].get_or_init(|| {
            let mut home = Self::new(database);
            // What a test finds is what was filled in, however far the jobs would have come.
            home.settings = vec![("LOA_JOBS".into(), "false".into())];
            let (mut process, base) = home.start(true);
            // Only one that answers listens to signals, too.
            answers(base.trim_start_matches("http://"));
            assert_eq!(process.terminate(), Some(0), "SIGTERM: {}", process.output());
            home
        });
        let folder = scratch::folder("server");
        let copied = Command::new("cp").arg("-a").arg(filled.data()).arg(&folder).status().unwrap();
        assert!(copied.success());
        let store = filled.store.copy(&folder.join("data"));
        let clock = Clock::new(&folder);
        Self { store, clock, folder, settings: Vec::new(), disk: None }
    }

    /// Starts a server here.
    #[must_use]
    pub fn serve(self, demo: bool) -> Server {
        let (process, base) = self.start(demo);
        Server { process: Some(process), base, demo, home: self }
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Runs `loa` with these arguments and `input` on its standard input, to its end.
    ///
    /// # Panics
    /// When it does not end.
    #[must_use]
    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        use std::io::Write;
        let mut command = self.command();
        command.args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let pid = child.id().to_string();
        let (ended, end) = mpsc::channel();
        std::thread::spawn(move || ended.send(child.wait_with_output()));
        // Some fill or copy a whole commune.
        end.recv_timeout(PATIENCE * 4).map(Result::unwrap).unwrap_or_else(|_| {
            let _ = Command::new("kill").args(["-s", "KILL", &pid]).status();
            panic!("loa {arguments:?} did not end");
        })
    }

    /// Runs `loa` without one of the settings that a test's server has.
    #[must_use]
    pub fn run_without(&self, setting: &str, arguments: &[&str]) -> Output {
        self.command_without(setting, arguments).output().unwrap()
    }

    /// The same, to be given an input.
    #[must_use]
    pub fn command_without(&self, setting: &str, arguments: &[&str]) -> Command {
        let mut command = self.command();
        command.env_remove(setting).args(arguments).stdin(Stdio::null());
        command
    }

    /// Starts `loa` with these arguments, to be waited for or killed.
    #[must_use]
    pub fn spawn(&self, arguments: &[&str]) -> std::process::Child {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Like [`Home::run`], for a command that has to succeed; what it printed.
    pub fn run_ok(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run(arguments, input);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "loa {arguments:?} failed\n{out}\n{err}");
        out
    }

    fn command(&self) -> Command {
        let mut command = Command::new(binary());
        // Nothing of the developer's own settings, and not the clone as working folder.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("LOA_") {
                command.env_remove(name);
            }
        }
        command
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.folder)
            .env("LOA_DATA_DIR", self.data())
            .env("DATABASE_URL", self.store.url())
            .env("LOA_TEST_CLOCK", self.clock.file());
        command
    }

    fn start(&self, demo: bool) -> (Process, String) {
        let public = |(name, _): &(String, String)| PUBLIC.contains(&name.as_str());
        let public = self.settings.iter().any(public);
        if demo && public {
            let _ = self.store.query("UPDATE communes SET demo = false");
        }
        let demo = demo && !public;
        let loa = self.command();
        // A write beyond a limit is to fail like one on a full disk, not to kill.
        let mut command = Command::new("sh");
        if let Some(megabytes) = self.disk {
            command = Command::new("unshare");
            command.args(["--user", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK]);
            command.env("LOA_TEST_MEGABYTES", megabytes.to_string());
        } else {
            command.args(["-c", r#"trap '' XFSZ; exec "$0" "$@""#]);
        }
        command.arg(loa.get_program());
        command.current_dir(&self.folder);
        for (name, value) in loa.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        if demo {
            command.arg("--demo");
        }
        Process::start(command, "KILL", |line| {
            let (_, address) = line.split_once("listening on http://")?;
            let address = address.split_whitespace().next()?;
            Some(format!("http://{}", address.trim_end_matches('/')))
        })
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        scratch::remove(&self.folder);
    }
}

/// The server binary: `LOA_BIN`, or the one that cargo built beside this test.
///
/// # Panics
/// When its clock cannot be set: then it was built without the feature `test-clock`.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let beside = test.ancestors().nth(2).unwrap_or(Path::new(".")).join("loa");
        let path = std::env::var_os("LOA_BIN").map_or(beside, PathBuf::from);
        let hint = "cargo build -p backend --features test-clock";
        let found = Command::new("grep").args(["-q", "LOA_TEST_CLOCK"]).arg(&path).status();
        // A bench measures what is released, and that knows no other clock than the machine's.
        let settable = std::env::var_os("LOA_MACHINE_CLOCK").is_some()
            || found.is_ok_and(|status| status.success());
        assert!(
            settable,
            "{} goes by the machine's clock, or is not there: {hint}",
            path.display()
        );
        path
    })
}

/// Waits for any answer over HTTP.
fn answers(address: &str) {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /health/live HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1."), "{answer}");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

//! A throw-away PostgreSQL cluster for the test process, or a server that is there already.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::process::Process;
use crate::scratch;

/// The URL of a new, empty database.
pub(crate) fn new_database() -> String {
    create("template0")
}

/// The URL of a new database with the content of the one at `url`.
pub(crate) fn copy_database(url: &str) -> String {
    create(url.rsplit_once('/').map_or(url, |(_, name)| name))
}

fn create(template: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = server();
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("loa_{}_{number}", std::process::id());
    let admin = format!("{server}/postgres");
    psql(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    format!("{server}/{name}")
}

/// Removes a database that [`new_database`] made.
pub(crate) fn drop_database(url: &str) {
    if let Some((_, name)) = url.rsplit_once('/') {
        let admin = format!("{}/postgres", server());
        psql(&admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

/// Runs one statement by the PostgreSQL client and answers what it prints.
pub(crate) fn psql(url: &str, statement: &str) -> String {
    text_of("psql", &psql_output(url, statement))
}

/// The same, also where it fails.
pub(crate) fn psql_output(url: &str, statement: &str) -> Output {
    Command::new(client())
        .args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement])
        .output()
        .expect("psql (package postgresql-client)")
}

/// The client itself, where it lies beside the server: Debian's `psql` is a script around it.
fn client() -> &'static Path {
    static CLIENT: OnceLock<PathBuf> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let beside = newest().map(|folder| folder.join("bin/psql"));
        beside.filter(|path| path.is_file()).unwrap_or_else(|| "psql".into())
    })
}

/// A transaction that another client keeps open; rolled back when dropped.
pub struct Held(std::process::Child);

/// Runs a statement in a transaction and keeps it open.
pub(crate) fn hold(url: &str, statement: &str) -> Held {
    use std::io::{BufRead, BufReader, Write};
    let mut child = Command::new(client())
        .args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", url])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("psql (package postgresql-client)");
    let told = format!("BEGIN;\n{statement};\n\\echo held\n");
    child.stdin.as_mut().unwrap().write_all(told.as_bytes()).unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.is_ok_and(|line| line == "held")), "{statement}");
    Held(child)
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The schema of a database as `pg_dump` writes it, without comments and settings.
pub(crate) fn schema(url: &str) -> String {
    let dump = Command::new("pg_dump").args(["--schema-only", "--no-owner", "-d", url]).output();
    let dump = text_of("pg_dump", &dump.expect("pg_dump (package postgresql-client)"));
    let told = |line: &&str| {
        !(line.is_empty()
            || line.starts_with("--")
            || line.starts_with("SET ")
            || line.starts_with('\\'))
    };
    dump.lines().filter(told).fold(String::new(), |text, line| text + line + "\n")
}

/// Where the server is: `postgres://user@host:port`.
fn server() -> &'static str {
    static SERVER: OnceLock<(String, Option<Process>)> = OnceLock::new();
    &SERVER
        .get_or_init(|| match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => (url.trim_end_matches('/').to_owned(), None),
            Err(_) => {
                let (url, process) = start();
                (url, Some(process))
            }
        })
        .0
}

/// Makes a cluster and starts it on a free port of the loopback.
fn start() -> (String, Process) {
    let programs = programs();
    let folder = scratch::folder("postgres");
    let user = unprivileged_user();
    if let Some(user) = &user {
        let chown = Command::new("chown").arg(user).arg(&folder).output().unwrap();
        text_of("chown", &chown);
    }
    let data = folder.join("data");
    let mut init = as_user(user.as_deref(), &programs.join("initdb"));
    init.args(["--no-sync", "--auth=trust", "--username=loa", "--encoding=UTF8", "--locale=C"]);
    text_of("initdb", &init.arg("-D").arg(&data).output().unwrap());

    let port = free_port();
    let mut command = as_user(user.as_deref(), &programs.join("postgres"));
    command.arg("-D").arg(&data).arg("-k").arg(&folder);
    command.args(["-p", &port.to_string(), "-h", "127.0.0.1", "-c", "max_connections=400"]);
    command.args(["-c", "max_wal_size=256MB"]);
    // fsync stays on: what survives a kill is one of the things tested.
    let (process, ()) = Process::start(command, "QUIT", |line| {
        line.contains("ready to accept connections").then_some(())
    });
    (format!("postgres://loa@127.0.0.1:{port}"), process)
}

/// PostgreSQL refuses to run as root.
fn unprivileged_user() -> Option<String> {
    let id = Command::new("id").arg("-u").output().unwrap();
    if text_of("id", &id) != "0" {
        return None;
    }
    let known =
        |user: &&str| Command::new("id").arg(user).output().is_ok_and(|o| o.status.success());
    ["postgres", "nobody"].iter().find(|user| known(user)).map(ToString::to_string)
}

fn as_user(user: Option<&str>, program: &Path) -> Command {
    let mut command = match user {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--regid", user, "--init-groups"]).arg(program);
            command
        }
    };
    command.current_dir("/").env("LC_ALL", "C");
    command
}

/// The folder of the newest installed server programs.
fn programs() -> PathBuf {
    let newest = newest();
    newest
        .expect("package postgresql, or TEST_DATABASE_URL (see scripts/setup-test.sh)")
        .join("bin")
}

/// The newest installed version of PostgreSQL.
fn newest() -> Option<PathBuf> {
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions.filter_map(|entry| Some(entry.ok()?.path())).max_by_key(number)
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(crate) fn text_of(what: &str, output: &Output) -> String {
    assert!(output.status.success(), "{what} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

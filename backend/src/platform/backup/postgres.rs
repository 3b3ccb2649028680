//! The programs of PostgreSQL that write and read its dumps.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};

use url::Url;

/// What sqlx understands in a URL and libpq does not.
const SQLX_ONLY_PARAMETERS: [&str; 3] =
    ["statement-cache-capacity", "ssl-mode", "options[search_path]"];

/// A URL as libpq takes it, and the password that stood in it: arguments of a process are
/// readable by everybody on the machine, its environment is not.
fn split(url: &str) -> Result<(String, Option<String>), String> {
    let mut url = Url::parse(url).map_err(|error| format!("DATABASE_URL: {error}"))?;
    let password = url
        .password()
        .map(|text| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned());
    let parameters: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !SQLX_ONLY_PARAMETERS.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.set_password(None).map_err(|()| "DATABASE_URL names no server".to_owned())?;
    url.set_query(None);
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    Ok((url.into(), password))
}

/// `pg_dump` or `pg_restore` against a database.
///
/// # Errors
/// When the URL cannot be read.
fn program(name: &str, url: &str) -> Result<Command, String> {
    let (place, password) = split(url)?;
    let mut command = Command::new(name);
    command.args(["--no-password", "--no-owner", "--no-privileges"]);
    command.args(["--dbname", &place]);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(command)
}

fn start(name: &str, mut command: Command) -> Result<Child, String> {
    command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!(
            "{name} is not installed here: a backup of PostgreSQL needs the package \
             postgresql-client, of the server's version or newer"
        ),
        _ => format!("{name}: {error}"),
    })
}

/// Waits for its end; what it complained of where it failed.
fn finish(name: &str, mut child: Child) -> Result<(), String> {
    let mut message = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut message).map_err(|error| format!("{name}: {error}"))?;
    }
    let status = child.wait().map_err(|error| format!("{name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed: {}", message.trim())) }
}

/// Dumps what a transaction that has exported `snapshot` sees; `take` gets the dump.
///
/// # Errors
/// A sentence for the console.
pub fn dump<T>(
    url: &str,
    snapshot: &str,
    take: impl FnOnce(&mut dyn Read) -> Result<T, String>,
) -> Result<T, String> {
    let mut command = program("pg_dump", url)?;
    command.args(["--format", "custom", "--snapshot", snapshot]).stdout(Stdio::piped());
    let mut child = start("pg_dump", command)?;
    let taken = match child.stdout.take() {
        Some(mut dump) => take(&mut dump),
        None => Err("pg_dump has no output".into()),
    };
    if taken.is_err() {
        // It would wait for a reader for ever.
        let _ = child.kill();
    }
    let finished = finish("pg_dump", child);
    taken.and_then(|taken| finished.map(|()| taken))
}

/// Refuses a machine on which a dump cannot be read back.
///
/// # Errors
/// A sentence for the console.
pub fn ensure_pg_restore() -> Result<(), String> {
    let mut command = Command::new("pg_restore");
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    finish("pg_restore", start("pg_restore", command)?)
}

/// Reads a dump that `give` writes into an empty database, as one transaction.
///
/// # Errors
/// A sentence for the console.
pub fn restore(
    url: &str,
    give: impl FnOnce(&mut dyn Write) -> Result<(), String>,
) -> Result<(), String> {
    let mut command = program("pg_restore", url)?;
    command.args(["--single-transaction", "--exit-on-error"]).stdin(Stdio::piped());
    let mut child = start("pg_restore", command)?;
    let written = match child.stdin.take() {
        Some(mut dump) => give(&mut dump),
        None => Err("pg_restore has no input".into()),
    };
    if written.is_err() {
        let _ = child.kill();
    }
    // Where it has ended too early, its own complaint says more than that the pipe is broken.
    finish("pg_restore", child).and(written)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn password_of_database_is_not_passed_as_argument() {
        let url = "postgres://loa:a%40b@db:5433/loa?sslmode=require&statement-cache-capacity=0";
        let (place, password) = split(url).unwrap();
        assert_eq!(place, "postgres://loa@db:5433/loa?sslmode=require");
        assert_eq!(password.as_deref(), Some("a@b"));
        let (place, password) = split("postgres://loa@127.0.0.1:5432/loa").unwrap();
        assert_eq!((place.as_str(), password), ("postgres://loa@127.0.0.1:5432/loa", None));
    }
}

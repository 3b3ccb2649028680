//! Which database a test runs on, and one database of a test.

use std::path::Path;
use std::process::{Command, Output};

use crate::postgres;
pub use crate::postgres::Held;

/// The databases that Loa promises to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// The embedded one, in the data folder.
    Sqlite,
    /// A server, by `DATABASE_URL`.
    Postgres,
}

impl Database {
    /// A new, empty database for a server whose data folder is `data`.
    pub(crate) fn create(self, data: &Path) -> Store {
        match self {
            Self::Sqlite => Store {
                url: format!("sqlite://{}?mode=rwc", data.join("loa.sqlite").display()),
                database: self,
            },
            Self::Postgres => Store { url: postgres::new_database(), database: self },
        }
    }
}

/// One database; removed when dropped.
pub struct Store {
    url: String,
    database: Database,
}

impl Store {
    /// Another database with the same content, which nobody is connected to now. The files of
    /// SQLite are in `data` already.
    pub(crate) fn copy(&self, data: &Path) -> Self {
        match self.database {
            Database::Sqlite => self.database.create(data),
            Database::Postgres => {
                Self { url: postgres::copy_database(&self.url), database: self.database }
            }
        }
    }

    /// The value for `DATABASE_URL`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs one statement beside the server, for what the API has no call for; the rows as text.
    #[must_use]
    pub fn query(&self, statement: &str) -> String {
        self.try_query(statement).unwrap_or_else(|error| panic!("{statement}: {error}"))
    }

    /// The same for a statement that the database may refuse; the error where it does.
    ///
    /// # Errors
    /// What the database's client says.
    pub fn try_query(&self, statement: &str) -> Result<String, String> {
        let output = match self.database {
            Database::Postgres => postgres::psql_output(&self.url, statement),
            Database::Sqlite => sqlite(&self.url, statement),
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// Runs one statement in a transaction that stays open until the returned value is dropped. For
    /// PostgreSQL alone: SQLite has one writer.
    #[must_use]
    pub fn hold(&self, statement: &str) -> Held {
        postgres::hold(&self.url, statement)
    }

    /// SQL for a column of ids as text: thirty-two digits, without hyphens.
    #[must_use]
    pub fn uuid_text(&self, column: &str) -> String {
        match self.database {
            Database::Postgres => format!("replace({column}::text, '-', '')"),
            Database::Sqlite => format!("lower(hex({column}))"),
        }
    }

    /// The whole schema as text, in a stable order.
    #[must_use]
    pub fn schema(&self) -> String {
        match self.database {
            Database::Postgres => postgres::schema(&self.url),
            Database::Sqlite => self
                .query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"),
        }
    }

    /// Which kind of database it is.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // A second panic while one unwinds would abort the whole test process.
        if self.database == Database::Postgres && !std::thread::panicking() {
            postgres::drop_database(&self.url);
        }
    }
}

fn sqlite(url: &str, statement: &str) -> Output {
    let path = url.trim_start_matches("sqlite://").split('?').next();
    Command::new("sqlite3")
        .args(["-batch", "-cmd", ".timeout 20000", path.unwrap_or_default(), statement])
        .output()
        .expect("sqlite3 (package sqlite3)")
}

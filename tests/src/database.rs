//! Which database a test runs on, and one database of a test.

use std::path::Path;

use crate::postgres;

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
            Self::Postgres => Store {
                url: postgres::new_database(),
                database: self,
            },
        }
    }
}

/// One database; removed when dropped.
pub struct Store {
    url: String,
    database: Database,
}

impl Store {
    /// What `DATABASE_URL` is to say.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The kind it is of.
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

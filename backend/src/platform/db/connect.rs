//! Connections: one writer and a pool of readers on SQLite, a pool of each on PostgreSQL.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use log::LevelFilter;
use migrations::{Migrate, Migrator};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous,
};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use super::direct::Direct;
use super::read::ReadDb;
use super::turns::Turns;
use crate::platform::clock::Clock;
use crate::platform::files;

const READERS: u32 = 4;
/// Reads never wait for writers: they have connections of their own (ADR 29).
const POSTGRES_READERS: u32 = 16;
/// As many communes write at once; the writers of one queue in `turns`.
const POSTGRES_WRITERS: u32 = 8;
/// So long a statement waits for a lock that another process holds, by the machine's clock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
/// So long a statement may take; one of our own takes milliseconds.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// Pages of 1 KiB kept by each SQLite connection; unbounded caches made memory peak.
const SQLITE_CACHE_KIB: &str = "-4000";

/// Whether a pooled connection is in no transaction; one that is will be closed. When a commit
/// fails on a full disk, SQLite may have ended the transaction by itself, the driver's rollback
/// fails, and the driver counts a transaction that is none. Later ones would be savepoints in
/// it, acknowledged and never written.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // The rollback of a dropped transaction is queued before it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// An SQLite file named by an address is for the owner alone, like the one of the data folder.
fn make_file_private(url: &str) -> std::io::Result<()> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let (file, parameters) = path.split_once('?').unwrap_or((path, ""));
    let made = parameters.split('&').any(|one| one == "mode=rwc");
    let file = Path::new(file);
    if file.exists() || (made && file.parent().is_some_and(Path::is_dir)) {
        files::touch(file)?;
    }
    Ok(())
}

/// Handles to the database.
#[derive(Clone)]
pub struct Db {
    /// For reads.
    pub read: ReadDb,
    /// Whose turn it is to write.
    pub turns: Turns,
    writer: DatabaseConnection,
    /// The address of a PostgreSQL server.
    server: Option<Arc<str>>,
}

// The address holds a password.
impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Db(…)")
    }
}

/// What a pool on PostgreSQL begins with. Limits that the address sets itself stand.
fn postgres(url: &str, connections: u32, limits: [(&'static str, Duration); 2]) -> ConnectOptions {
    let set: Vec<(&str, u128)> = limits
        .into_iter()
        .filter(|(name, _)| !url.contains(name))
        .map(|(name, timeout)| (name, Clock::scaled(timeout).as_millis()))
        .collect();
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging_level(LevelFilter::Debug)
        .map_sqlx_postgres_opts(move |server| server.options(set.iter().copied()));
    options
}

impl Db {
    /// Opens `url`, or the SQLite file of the data folder.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open(url: Option<&str>, data_dir: &Path) -> Result<Self, DbErr> {
        match url {
            Some(url) if url.starts_with("postgres") => {
                let limits =
                    [("lock_timeout", LOCK_TIMEOUT), ("statement_timeout", STATEMENT_TIMEOUT)];
                Ok(Self {
                    read: ReadDb::new(
                        Database::connect(postgres(url, POSTGRES_READERS, limits)).await?,
                        None,
                    ),
                    turns: Turns::default(),
                    writer: Database::connect(postgres(url, POSTGRES_WRITERS, limits)).await?,
                    server: Some(url.into()),
                })
            }
            Some(url) => {
                make_file_private(url).map_err(|error| DbErr::Custom(format!("{url}: {error}")))?;
                Self::sqlite(url).await
            }
            None => {
                let file = data_dir.join("loa.sqlite");
                // For the owner alone; the files that SQLite puts beside it are as it is.
                files::touch(&file)
                    .map_err(|error| DbErr::Custom(format!("{}: {error}", file.display())))?;
                Self::sqlite(&format!("sqlite://{}?mode=rwc", file.display())).await
            }
        }
    }

    async fn sqlite(url: &str) -> Result<Self, DbErr> {
        let options = |connections: u32| {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(30))
                .sqlx_logging_level(LevelFilter::Debug)
                // A file does not go away as a server does.
                .test_before_acquire(false)
                // The last to close takes the index of the log away, and a full disk has no room
                // for another: who reads then would be shut out.
                .idle_timeout(None)
                .max_lifetime(None)
                .map_sqlx_sqlite_opts(|sqlite| {
                    sqlite
                        .journal_mode(SqliteJournalMode::Wal)
                        .synchronous(SqliteSynchronous::Full)
                        .foreign_keys(true)
                        .busy_timeout(Duration::from_secs(10))
                        .pragma("cache_size", SQLITE_CACHE_KIB)
                        .pragma("temp_store", "memory")
                });
            options
        };
        let mut writing = options(1);
        writing.map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(is_clean(connection)));
        let writer = Database::connect(writing).await?;
        let pool = Database::connect(options(READERS)).await?;
        let file = SqliteConnectOptions::from_str(url)
            .map_err(|error| DbErr::Conn(RuntimeErr::Internal(error.to_string())))?;
        let file = file.get_filename().to_owned();
        // One in memory belongs to its connection.
        let direct = file.is_file().then(|| Direct::new(file));
        Ok(Self { read: ReadDb::new(pool, direct), turns: Turns::default(), writer, server: None })
    }

    /// Readies the writing connection for millions of rows that could be made again: on SQLite its cache
    /// holds the pages of all indexes, rows do not ask for what they refer to, and after a power cut the
    /// database has to be made again. For the rest of the process.
    ///
    /// # Errors
    /// What the database says.
    pub async fn prepare_bulk_load(&self) -> Result<(), DbErr> {
        if self.writer.get_database_backend() == sea_orm::DbBackend::Sqlite {
            self.writer
                .execute_unprepared(
                    "PRAGMA cache_size = -600000; PRAGMA foreign_keys = OFF;
                     PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 50000",
                )
                .await?;
        }
        Ok(())
    }

    /// Begins a writing transaction; on SQLite it takes the write lock at once.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.writer
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: match self.writer.get_database_backend() {
                    sea_orm::DbBackend::Sqlite => Some(SqliteTransactionMode::Immediate),
                    _ => None,
                },
                ..TransactionOptions::default()
            })
            .await
    }

    /// The same for clearing away, whose statements take as long as they take: one that was broken
    /// off each time would never be done.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin_without_timeout(&self) -> Result<DatabaseTransaction, DbErr> {
        let tx = self.begin().await?;
        if self.server.is_some() {
            tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        }
        Ok(tx)
    }

    /// The same, and it waits for locks as long as others hold them: another server may be at the same
    /// long work.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin_patient(&self) -> Result<DatabaseTransaction, DbErr> {
        let tx = self.begin_without_timeout().await?;
        if self.server.is_some() {
            tx.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
        }
        Ok(tx)
    }

    /// Begins a transaction that only reads, all of it as it stands at one moment, however long that
    /// takes.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin_snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let pool = self.read.pool();
        if self.server.is_none() {
            return pool.begin().await;
        }
        let (level, access) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
        let tx = pool.begin_with_config(Some(level), Some(access)).await?;
        tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        Ok(tx)
    }

    /// Migrates up, saying so; refuses a database that is newer than this program.
    ///
    /// # Errors
    /// When a migration fails or the database is newer.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        let pending = Migrator::get_pending_migrations(&self.writer).await.map_err(|error| {
            DbErr::Custom(format!("the database is newer than this program: {error}"))
        })?;
        if !pending.is_empty() {
            tracing::info!(pending = pending.len(), "migrating the database");
            Migrator::up(&self.maintenance().await?, None).await?;
        }
        Ok(())
    }

    /// Lets SQLite look at how its rows are spread, some hundred of each index. Without it a list of
    /// ids costs a walk through the commune's rows, for the planner takes those for ten.
    /// PostgreSQL does so by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn analyze(&self) -> Result<(), DbErr> {
        if self.writer.get_database_backend() == sea_orm::DbBackend::Sqlite {
            self.writer.execute_unprepared("PRAGMA analysis_limit = 400").await?;
            self.writer.execute_unprepared("ANALYZE").await?;
        }
        Ok(())
    }

    /// Writes what SQLite still keeps beside its file into it, so that the file is whole by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoint(&self) -> Result<(), DbErr> {
        if self.writer.get_database_backend() == sea_orm::DbBackend::Sqlite {
            self.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }

    /// A connection for migrations, whose statements take as long as they take.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn maintenance(&self) -> Result<DatabaseConnection, DbErr> {
        let Some(url) = &self.server else { return Ok(self.writer.clone()) };
        let limits = [("lock_timeout", LOCK_TIMEOUT), ("statement_timeout", Duration::ZERO)];
        Database::connect(postgres(url, 1, limits)).await
    }

    /// The connection for single statements that write.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }
}

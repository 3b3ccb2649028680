//! Connections: one writer and a pool of readers on SQLite, one pool on PostgreSQL.

use std::fs::{OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use migrations::{Migrate, Migrator};
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

const READERS: u32 = 4;
const POSTGRES_POOL: u32 = 16;
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

/// For the owner alone; the files that SQLite puts beside it are as it is.
fn keep_private(file: &Path) -> std::io::Result<()> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
    std::fs::set_permissions(file, Permissions::from_mode(0o600))
}

/// Handles to the database.
#[derive(Debug, Clone)]
pub struct Db {
    /// For reads.
    pub read: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Opens `url`, or the SQLite file of the data folder.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open(url: Option<&str>, data_dir: &Path) -> Result<Self, DbErr> {
        match url {
            Some(url) if url.starts_with("postgres") => {
                let mut options = ConnectOptions::new(url);
                options
                    .max_connections(POSTGRES_POOL)
                    .acquire_timeout(Duration::from_secs(10))
                    .sqlx_logging(false);
                let pool = Database::connect(options).await?;
                Ok(Self { read: pool.clone(), writer: pool })
            }
            Some(url) => Self::sqlite(url).await,
            None => {
                let file = data_dir.join("loa.sqlite");
                keep_private(&file)
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
                .sqlx_logging(false)
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
        Ok(Self { read: Database::connect(options(READERS)).await?, writer })
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
            Migrator::up(&self.writer, None).await?;
        }
        Ok(())
    }

    /// Lets SQLite look at how its rows are spread, some hundred of each index. Without it a list of
    /// ids costs a walk through the commune's rows, for the planner takes those for ten.
    /// PostgreSQL does so by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_statistics(&self) -> Result<(), DbErr> {
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
    pub async fn settle(&self) -> Result<(), DbErr> {
        if self.writer.get_database_backend() == sea_orm::DbBackend::Sqlite {
            self.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }

    /// The connection that migrations run on.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }
}

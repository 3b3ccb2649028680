//! The database as of one moment, into a file and back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbErr, IsolationLevel, Statement, TransactionTrait,
};
use uuid::Uuid;

use super::crypt::{Decryption, Encryption};
use super::manifest::{Kind, Part};
use super::{folder, postgres};
use crate::platform::config::Config;
use crate::platform::db::Connection;

/// What was dumped.
#[derive(Debug)]
pub struct Dump {
    /// The dump.
    pub part: Part,
    /// What stands in it.
    pub content: Content,
}

/// What stands in a database.
#[derive(Debug)]
pub struct Content {
    /// Rows by table.
    pub tables: BTreeMap<String, u64>,
    /// Hashes of the files that it names.
    pub files: Vec<String>,
    /// Its newest migration.
    pub schema: String,
}

/// Without the line of PostgreSQL's own source that sqlx adds.
fn error_text(error: impl std::fmt::Display) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((before, line)) if line.parse::<u32>().is_ok() => before.to_owned(),
        _ => message,
    }
}

/// The kind of the configured database.
#[must_use]
pub fn kind(config: &Config) -> Kind {
    match &config.database_url {
        Some(url) if url.starts_with("postgres") => Kind::Postgres,
        _ => Kind::Sqlite,
    }
}

/// The file of the configured SQLite database.
///
/// # Errors
/// When the URL cannot be read.
pub fn file(config: &Config) -> Result<PathBuf, String> {
    match &config.database_url {
        None => Ok(config.data_dir.join("loa.sqlite")),
        Some(url) => {
            let options = SqliteConnectOptions::from_str(url).map_err(error_text)?;
            Ok(options.get_filename().to_path_buf())
        }
    }
}

/// A connection of its own: a dump takes long, and is not to keep one from those who wait for an
/// answer, nor to end by their time limits.
async fn connect(config: &Config) -> Result<DatabaseConnection, String> {
    let mut options = match (kind(config), &config.database_url) {
        (Kind::Postgres, Some(url)) => ConnectOptions::new(url),
        _ => {
            let path = file(config)?;
            let mut options = ConnectOptions::new("sqlite://data?mode=rw");
            options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite.filename(&path).busy_timeout(Duration::from_secs(60))
            });
            options
        }
    };
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.map_err(error_text)
}

/// Dumps the database into `folder` while others write to it.
///
/// # Errors
/// A sentence for the console.
pub async fn dump(config: &Config, folder: &Path, encryption: &Encryption) -> Result<Dump, String> {
    let db = connect(config).await?;
    let dumped = match (ensure_loa_tables(&db, kind(config)).await, kind(config)) {
        (Err(error), _) => Err(error),
        (Ok(()), Kind::Sqlite) => dump_sqlite(&db, config, folder, encryption).await,
        (Ok(()), Kind::Postgres) => dump_postgres(&db, config, folder, encryption).await,
    };
    db.close().await.map_err(error_text)?;
    dumped
}

/// Refuses a database without our tables: a backup of nothing would be the newest.
async fn ensure_loa_tables(db: &DatabaseConnection, kind: Kind) -> Result<(), String> {
    let found = tables(db, kind).await.map_err(error_text)?;
    if ["communes", "seaql_migrations"].iter().all(|table| found.iter().any(|name| name == table)) {
        return Ok(());
    }
    Err("no backup of a database without the tables of Loa: name the right one by --data-dir \
         (LOA_DATA_DIR) or DATABASE_URL"
        .into())
}

/// A file that is removed when it is dropped.
struct TemporaryFile(PathBuf);

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

async fn dump_sqlite(
    db: &DatabaseConnection,
    config: &Config,
    folder: &Path,
    encryption: &Encryption,
) -> Result<Dump, String> {
    let name = Kind::Sqlite.words().1;
    // What is to be encrypted never lies in the clear outside of the data folder.
    let temporary_path = match encryption.suffix() {
        "" => folder.join(name),
        _ => config.data_dir.join(format!("backup-{}.tmp", Uuid::now_v7())),
    };
    let temporary =
        (!encryption.suffix().is_empty()).then(|| TemporaryFile(temporary_path.clone()));
    // Made first, so that it is private from the beginning; VACUUM takes an empty file.
    drop(folder::create(&temporary_path).map_err(folder::path_error(&temporary_path))?);
    let quoted = temporary_path.display().to_string().replace('\'', "''");
    db.execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await.map_err(error_text)?;
    let content = content_of_file(&temporary_path).await?;
    let (folder, encryption) = (folder.to_path_buf(), encryption.clone());
    let part = blocking(move || {
        if temporary.is_some() {
            return encryption.add_file(&temporary_path, &folder, name);
        }
        let hashed = File::open(&temporary_path).and_then(|mut file| {
            file.sync_all()?;
            folder::copy(&mut file, &mut std::io::sink())
        });
        let (sha256, bytes) = hashed.map_err(folder::path_error(&temporary_path))?;
        Ok(Part { name: name.into(), sha256, bytes })
    })
    .await?;
    Ok(Dump { part, content })
}

/// What stands in a file of SQLite that nobody writes to.
async fn content_of_file(path: &Path) -> Result<Content, String> {
    let mut options = ConnectOptions::new("sqlite://dump");
    let path = path.to_path_buf();
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&path).read_only(true).immutable(true));
    let db = Database::connect(options).await.map_err(error_text)?;
    let found = content(&db, Kind::Sqlite).await.map_err(error_text)?;
    db.close().await.map_err(error_text)?;
    Ok(found)
}

/// `pg_dump` and the counts see the same moment: one transaction exports its snapshot.
async fn dump_postgres(
    db: &DatabaseConnection,
    config: &Config,
    folder: &Path,
    encryption: &Encryption,
) -> Result<Dump, String> {
    let (_, name) = Kind::Postgres.words();
    let (tx, snapshot) = export(db).await.map_err(error_text)?;
    let content = content(&tx, Kind::Postgres).await.map_err(error_text)?;
    let url = config.database_url.clone().unwrap_or_default();
    let (to, encryption) =
        (folder.join(format!("{name}{}", encryption.suffix())), encryption.clone());
    let (sha256, bytes) = blocking(move || {
        postgres::dump(&url, &snapshot, |dump| {
            encryption.write(dump, &to).map_err(folder::path_error(&to))
        })
    })
    .await?;
    // It has only read; should the server have ended it meanwhile, the dump has its moment.
    let _ = tx.rollback().await;
    Ok(Dump { part: Part { name: name.into(), sha256, bytes }, content })
}

async fn export(db: &DatabaseConnection) -> Result<(DatabaseTransaction, String), DbErr> {
    let (level, access) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
    let tx = db.begin_with_config(Some(level), Some(access)).await?;
    // However long it takes: nobody waits for this transaction.
    tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    let snapshot = one::<String>(&tx, "SELECT pg_export_snapshot()").await?;
    Ok((tx, snapshot.unwrap_or_default()))
}

async fn one<T: sea_orm::TryGetable>(db: &impl Connection, sql: &str) -> Result<Option<T>, DbErr> {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}

async fn column(db: &impl Connection, sql: &str) -> Result<Vec<String>, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn tables(db: &impl Connection, kind: Kind) -> Result<Vec<String>, DbErr> {
    let sql = match kind {
        Kind::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        Kind::Postgres => {
            "SELECT CAST(table_name AS text) FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        }
    };
    column(db, sql).await
}

async fn content(db: &impl Connection, kind: Kind) -> Result<Content, DbErr> {
    let mut counts = BTreeMap::new();
    for table in tables(db, kind).await? {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        let rows = one::<i64>(db, &sql).await?.unwrap_or_default();
        counts.insert(table, u64::try_from(rows).unwrap_or_default());
    }
    let has = |table: &str| counts.contains_key(table);
    let files = if has("attachments") {
        let files = "SELECT sha256 FROM attachments UNION SELECT thumbnail_sha256 \
                     FROM attachments WHERE thumbnail_sha256 IS NOT NULL";
        column(db, files).await?
    } else {
        Vec::new()
    };
    let schema = if has("seaql_migrations") {
        one(db, "SELECT max(version) FROM seaql_migrations").await?
    } else {
        None
    };
    Ok(Content { tables: counts, files, schema: schema.unwrap_or_default() })
}

/// Refuses a configured database that holds anything, or that a restore could not write to.
///
/// # Errors
/// A sentence for the console.
pub async fn ensure_restorable(config: &Config) -> Result<(), String> {
    let empty = match kind(config) {
        Kind::Sqlite => fs::metadata(file(config)?).map_or(0, |found| found.len()) == 0,
        Kind::Postgres => {
            postgres::ensure_pg_restore()?;
            let unreachable = |error| format!("the database cannot be reached: {error}");
            let db = connect(config).await.map_err(unreachable)?;
            let found = tables(&db, Kind::Postgres).await.map_err(error_text)?;
            let written = check_writable(&db).await.map_err(error_text);
            db.close().await.map_err(error_text)?;
            written.map_err(|error| format!("the database cannot be written to: {error}"))?;
            found.is_empty()
        }
    };
    let full = || "the database is not empty: name another by DATABASE_URL".to_owned();
    if empty { Ok(()) } else { Err(full()) }
}

/// Makes a table and takes it back: rights, a standby and a full disk show so.
async fn check_writable(db: &DatabaseConnection) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    tx.execute_unprepared("CREATE TABLE restore_can_write (nothing integer)").await?;
    tx.rollback().await
}

/// Brings a dump into the configured database, which is empty.
///
/// # Errors
/// A sentence for the console.
pub async fn load(
    config: &Config,
    decryption: Decryption,
    from: PathBuf,
    part: Part,
) -> Result<(), String> {
    let url = config.database_url.clone().unwrap_or_default();
    match kind(config) {
        Kind::Postgres => {
            blocking(move || postgres::restore(&url, |to| decryption.copy(&from, &part, to))).await
        }
        Kind::Sqlite => {
            let to = file(config)?;
            blocking(move || {
                let temporary_path = to.with_extension("restoring");
                let mut written =
                    folder::create(&temporary_path).map_err(folder::path_error(&temporary_path))?;
                decryption.copy(&from, &part, &mut written)?;
                let named = written.sync_all().and_then(|()| fs::rename(&temporary_path, &to));
                named.map_err(folder::path_error(&to))?;
                let above = to.parent().unwrap_or(Path::new("."));
                folder::sync(above).map_err(folder::path_error(above))
            })
            .await
        }
    }
}

/// What the configured database holds now.
///
/// # Errors
/// A sentence for the console.
pub async fn current_content(config: &Config) -> Result<Content, String> {
    let db = connect(config).await?;
    let found = content(&db, kind(config)).await.map_err(error_text)?;
    db.close().await.map_err(error_text)?;
    Ok(found)
}

/// Runs on a thread that may wait.
///
/// # Errors
/// What the work says.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(error_text)?
}

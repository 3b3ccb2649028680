//! Reads of the embedded database in the thread that asks.
//!
//! The driver of the pool hands each statement to a thread of its own and each row back through a
//! channel; for the short reads that make up a page, waking the threads costs more than reading
//! (docs/PERFORMANCE.md). So those go through connections of the asking threads: for statements
//! that an index bounds, and for nothing that writes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::SecondsFormat;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OpenFlags};
use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, SqlxError, Statement, Value};

use super::row::{Cells, Row};

/// Prepared statements kept by each connection. A page asks five; filters make variants of them.
const PREPARED: usize = 256;
/// Statements of more values are not kept.
const KEPT_VALUES: usize = 256;
/// So long a read waits for a lock, which readers of a write-ahead log hardly ever meet.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages of 1 KiB kept by each connection.
const CACHE_KIB: &str = "-2000";

/// The file, read by a connection of each thread that asks.
#[derive(Debug, Clone)]
pub struct Direct {
    file: Arc<Path>,
    /// Of this opening of the file: another one after it does not get its connections.
    id: u64,
}

thread_local! {
    /// The connection of this thread, and of which opening it is.
    static CONNECTION: RefCell<Option<(u64, Connection)>> = const { RefCell::new(None) };
}

impl Direct {
    /// Reads of this file, which is there.
    #[must_use]
    pub fn new(file: PathBuf) -> Self {
        static OPENED: AtomicU64 = AtomicU64::new(1);
        Self { file: file.into(), id: OPENED.fetch_add(1, Ordering::Relaxed) }
    }

    /// The rows that a statement finds.
    ///
    /// # Errors
    /// The database; a value that is none of its column.
    pub fn all<R: Row>(&self, statement: &Statement) -> Result<Vec<R>, DbErr> {
        CONNECTION.with_borrow_mut(|slot| {
            let connection = match slot {
                Some((id, connection)) if *id == self.id => connection,
                other => &mut other.insert((self.id, self.open()?)).1,
            };
            let begun = Instant::now();
            let rows = read(connection, statement)?;
            // As the driver of the pool logs its own: without the values.
            let (number, elapsed) = (rows.len(), begun.elapsed());
            tracing::debug!(target: "sqlx::query", rows = number, ?elapsed, sql = statement.sql);
            Ok(rows)
        })
    }

    fn open(&self) -> Result<Connection, DbErr> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(&self.file, flags)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.pragma_update(None, "cache_size", CACHE_KIB)?;
            connection.pragma_update(None, "temp_store", "memory")?;
            connection.set_prepared_statement_cache_capacity(PREPARED);
            Ok(connection)
        };
        open().map_err(|error: rusqlite::Error| failed(&error))
    }
}

/// An error of SQLite with its code, as the driver of the pool has it: what is busy or full is
/// answered as such.
#[derive(Debug)]
struct Failure {
    code: i32,
    message: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl DatabaseError for Failure {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

fn failed(error: &rusqlite::Error) -> DbErr {
    let message = error.to_string();
    DbErr::Query(match error.sqlite_error() {
        Some(cause) => {
            let failure = Failure { code: cause.extended_code, message };
            RuntimeErr::SqlxError(Arc::new(SqlxError::Database(Box::new(failure))))
        }
        None => RuntimeErr::Internal(message),
    })
}

fn read<R: Row>(connection: &Connection, statement: &Statement) -> Result<Vec<R>, DbErr> {
    let rows = || {
        let values = statement.values.as_ref().map_or(&[][..], |values| &values.0);
        let (mut kept, mut once);
        // One with a long list has a length of its own: it is large and does not come again.
        let prepared: &mut rusqlite::Statement<'_> = if values.len() <= KEPT_VALUES {
            kept = connection.prepare_cached(&statement.sql)?;
            &mut kept
        } else {
            once = connection.prepare(&statement.sql)?;
            &mut once
        };
        for index in 1..=prepared.parameter_count() {
            let value = values.get(place_of(prepared.parameter_name(index), index) - 1);
            prepared.raw_bind_parameter(index, value.map_or(Ok(Cell::Null), cell)?)?;
        }
        let places = R::columns().map(|columns| {
            // Nearly always each stands where it is expected; a search compares it with all others.
            let place = |(at, name): (usize, &&str)| match prepared.column_name(at) {
                Ok(found) if found == *name => Ok(at),
                _ => prepared.column_index(name),
            };
            columns.iter().enumerate().map(place).collect::<Result<Vec<usize>, _>>()
        });
        let places = places.transpose()?;
        let mut rows = prepared.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(R::from_cells(&mut Cells::new(row, places.as_deref()))?);
        }
        Ok(found)
    };
    rows().map_err(|error: rusqlite::Error| failed(&error))
}

/// Which value a parameter stands for, counted from 1: `$3` the third, wherever it stands; `?` the one
/// of its own place.
fn place_of(name: Option<&str>, index: usize) -> usize {
    let number =
        name.and_then(|name| name.strip_prefix('$')).and_then(|number| number.parse().ok());
    number.filter(|place| *place > 0).unwrap_or(index)
}

/// A value as the driver of the pool stores it.
fn cell(value: &Value) -> rusqlite::Result<Cell> {
    let text = |text: Option<String>| text.map_or(Cell::Null, Cell::Text);
    let number = |number: Option<i64>| number.map_or(Cell::Null, Cell::Integer);
    Ok(match value {
        Value::Bool(value) => number(value.map(i64::from)),
        Value::Int(value) => number(value.map(i64::from)),
        Value::BigInt(value) => number(*value),
        Value::BigUnsigned(value) => {
            let value = value.map(i64::try_from).transpose();
            number(value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?)
        }
        Value::Double(value) => value.map_or(Cell::Null, Cell::Real),
        Value::String(value) => text(value.clone()),
        Value::Uuid(value) => {
            value.map_or(Cell::Null, |value| Cell::Blob(value.as_bytes().to_vec()))
        }
        Value::ChronoDate(value) => text(value.map(|day| day.format("%F").to_string())),
        Value::ChronoDateTimeUtc(value) => {
            text(value.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, false)))
        }
        other => {
            let error = format!("no value of a direct read: {other:?}");
            return Err(rusqlite::Error::ToSqlConversionFailure(error.into()));
        }
    })
}

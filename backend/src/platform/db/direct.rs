//! Reads of the embedded database in the thread that asks.
//!
//! The driver of the pool hands each statement to a thread of its own and each row back through a
//! channel; for the short reads that make up a page, waking the threads costs more than reading
//! (docs/PERFORMANCE.md). So those go through connections of the asking threads: for statements
//! that an index bounds, and for nothing that writes.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::SecondsFormat;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OpenFlags};
use sea_orm::{DbErr, RuntimeErr, Statement, Value};

use super::row::{Cells, Row};

/// Prepared statements kept by each connection. A page asks five; filters make variants of them.
const PREPARED: usize = 256;
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
            tracing::debug!(target: "sqlx::query", rows = number, ?elapsed, sql = %statement.sql);
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

fn failed(error: &rusqlite::Error) -> DbErr {
    DbErr::Query(RuntimeErr::Internal(error.to_string()))
}

fn read<R: Row>(connection: &Connection, statement: &Statement) -> Result<Vec<R>, DbErr> {
    let rows = || {
        let mut prepared = connection.prepare_cached(&statement.sql)?;
        let values = statement.values.as_ref().map_or(&[][..], |values| &values.0);
        for index in 1..=prepared.parameter_count() {
            let value = values.get(place_of(prepared.parameter_name(index), index) - 1);
            prepared.raw_bind_parameter(index, value.map_or(Ok(Cell::Null), cell)?)?;
        }
        let places = R::columns().map(|columns| {
            let place = |name: &&str| prepared.column_index(name);
            columns.iter().map(place).collect::<Result<Vec<usize>, _>>()
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

//! SQL that both databases run, for aggregates, with the values bound.

use sea_orm::{DbBackend, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::read::{Connection, pooled_rows_of, rows_of};
use super::row::Row;
use crate::platform::error::AppResult;

/// Values bound so far.
#[derive(Debug)]
pub struct Bound {
    backend: DbBackend,
    values: Vec<Value>,
}

impl Bound {
    /// None yet.
    #[must_use]
    pub fn new(db: &impl Connection) -> Self {
        Self { backend: db.get_database_backend(), values: Vec::new() }
    }

    /// The placeholder of a value.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// The placeholders of some ids, separated by commas.
    pub fn list(&mut self, ids: &[Uuid]) -> String {
        let places: Vec<String> = ids.iter().map(|id| self.bind(*id)).collect();
        places.join(", ")
    }

    /// Runs a statement that answers nothing, with what was bound.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(self, db: &impl Connection, sql: &str) -> AppResult<()> {
        db.execute_raw(Statement::from_sql_and_values(self.backend, sql, self.values)).await?;
        Ok(())
    }

    /// The rows of `sql`, one that an index bounds: see [`ReadQuery`](super::ReadQuery).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rows<R: Row>(self, db: &impl Connection, sql: &str) -> AppResult<Vec<R>> {
        rows_of(db, Statement::from_sql_and_values(self.backend, sql, self.values)).await
    }

    /// The rows of `sql`, which may take its time, by the pool.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pooled_rows<R: Row>(self, db: &impl Connection, sql: &str) -> AppResult<Vec<R>> {
        pooled_rows_of(db, Statement::from_sql_and_values(self.backend, sql, self.values)).await
    }

    /// The same for rows that only the pool reads.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all<T: FromQueryResult>(
        self,
        db: &impl Connection,
        sql: &str,
    ) -> AppResult<Vec<T>> {
        let statement = Statement::from_sql_and_values(self.backend, sql, self.values);
        Ok(T::find_by_statement(statement).all(db).await?)
    }
}

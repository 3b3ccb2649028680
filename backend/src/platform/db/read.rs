//! What reads: the pool, and on SQLite also the asking thread.

use sea_orm::prelude::async_trait;
use sea_orm::sea_query::{Alias, Asterisk, Expr, Query, SelectStatement};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    ExprTrait, QueryResult, QueryTrait, Statement,
};

use super::direct::Direct;
use super::row::Row;
use crate::platform::error::AppResult;

/// A connection whose rows of known types may be read without the pool.
pub trait Connection: ConnectionTrait {
    /// The way around the pool, where there is one. A transaction sees what it has written, so it
    /// has none.
    fn direct(&self) -> Option<&Direct> {
        None
    }
}

impl Connection for DatabaseConnection {}
impl Connection for DatabaseTransaction {}

/// The connections for reads.
#[derive(Debug, Clone)]
pub struct ReadDb {
    pool: DatabaseConnection,
    direct: Option<Direct>,
}

impl ReadDb {
    pub(super) fn new(pool: DatabaseConnection, direct: Option<Direct>) -> Self {
        Self { pool, direct }
    }

    /// The pool alone: for transactions, and for what reads much.
    #[must_use]
    pub fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }
}

impl Connection for ReadDb {
    fn direct(&self) -> Option<&Direct> {
        self.direct.as_ref()
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for ReadDb {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.pool.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.pool.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.pool.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.pool.query_all_raw(statement).await
    }
}

/// The rows that a statement finds.
///
/// # Errors
/// The database.
pub async fn rows_of<R: Row>(db: &impl Connection, statement: Statement) -> AppResult<Vec<R>> {
    match db.direct() {
        Some(direct) => Ok(direct.all(&statement)?),
        None => pooled_rows_of(db, statement).await,
    }
}

/// The rows that a statement finds, by the pool: for those that may take long.
///
/// # Errors
/// The database.
pub async fn pooled_rows_of<R: Row>(
    db: &impl Connection,
    statement: Statement,
) -> AppResult<Vec<R>> {
    let rows = db.query_all_raw(statement).await?;
    Ok(rows.iter().map(R::from_result).collect::<Result<_, _>>()?)
}

/// Queries whose rows have known types. For those that an index bounds: on SQLite the asking thread
/// waits for them.
pub trait ReadQuery: QueryTrait<QueryStatement = SelectStatement> + Sized {
    /// The rows it finds.
    ///
    /// # Errors
    /// The database.
    fn rows<R: Row>(self, db: &impl Connection) -> impl Future<Output = AppResult<Vec<R>>> {
        rows_of(db, self.build(db.get_database_backend()))
    }

    /// The first row it finds.
    ///
    /// # Errors
    /// The database.
    fn row<R: Row>(self, db: &impl Connection) -> impl Future<Output = AppResult<Option<R>>> {
        let mut first = self.into_query();
        let statement = db.get_database_backend().build(first.limit(1));
        let rows = rows_of(db, statement);
        async { Ok(rows.await?.into_iter().next()) }
    }

    /// How many rows it finds.
    ///
    /// # Errors
    /// The database.
    fn count_rows(self, db: &impl Connection) -> impl Future<Output = AppResult<u64>> {
        let counted = Query::select()
            .expr(Expr::col(Asterisk).count())
            .from_subquery(self.into_query(), Alias::new("counted"))
            .to_owned();
        let rows = rows_of::<(i64,)>(db, db.get_database_backend().build(&counted));
        async { Ok(rows.await?.first().map_or(0, |(number,)| number.unsigned_abs())) }
    }
}

impl<Q: QueryTrait<QueryStatement = SelectStatement>> ReadQuery for Q {}

//! One text of SQL for both databases: the few types that differ are written `{ID}` and so on.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// Runs statements separated by `;`, with the types of the database at hand:
/// `{ID}` a UUID, `{TIME}` an instant, `{DATE}` a civil day, `{KEY}` a text compared bytewise,
/// `{SERIAL}` a number that the database gives. A statement that begins with `[sqlite]` or
/// `[postgres]` is for that one alone.
pub async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let (own, other) = match manager.get_database_backend() {
        DbBackend::Postgres => ("[postgres]", "[sqlite]"),
        _ => ("[sqlite]", "[postgres]"),
    };
    let types = match manager.get_database_backend() {
        DbBackend::Postgres => [
            ("{ID}", "uuid"),
            ("{TIME}", "timestamptz"),
            ("{DATE}", "date"),
            ("{KEY}", "text COLLATE \"C\""),
            ("{SERIAL}", "bigserial"),
        ],
        _ => [
            ("{ID}", "blob"),
            ("{TIME}", "text"),
            ("{DATE}", "text"),
            ("{KEY}", "text"),
            ("{SERIAL}", "integer"),
        ],
    };
    let sql = types.iter().fold(sql.to_owned(), |sql, (word, with)| sql.replace(word, with));
    for statement in sql.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        if statement.starts_with(other) {
            continue;
        }
        let statement = statement.strip_prefix(own).unwrap_or(statement);
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Drops tables, last made first.
pub async fn drop(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        run(manager, &format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}

/// A migration: its name, the SQL that takes it up, and what takes it down: SQL, or the tables
/// that it made. In one transaction on both databases.
macro_rules! migration {
    ($name:literal, $up:expr, tables $tables:expr) => {
        crate::dialect::migration!($name, $up, drop $tables);
    };
    ($name:literal, $up:expr, sql $down:expr) => {
        crate::dialect::migration!($name, $up, run $down);
    };
    ($name:literal, $up:expr, $way:ident $down:expr) => {
        /// See the module.
        #[derive(Debug)]
        pub struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &'static str {
                $name
            }
        }

        #[sea_orm_migration::async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::sea_orm::DbErr> {
                crate::dialect::run(manager, $up).await
            }

            async fn down(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::sea_orm::DbErr> {
                crate::dialect::$way(manager, $down).await
            }
        }
    };
}
pub(crate) use migration;

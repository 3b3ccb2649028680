//! One text of SQL for both databases: the few types that differ are written `{ID}` and so on.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// Runs statements separated by `;`, with the types of the database at hand:
/// `{ID}` a UUID, `{TIME}` an instant, `{DATE}` a civil day, `{KEY}` a text compared bytewise.
pub async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let types = match manager.get_database_backend() {
        DbBackend::Postgres => [
            ("{ID}", "uuid"),
            ("{TIME}", "timestamptz"),
            ("{DATE}", "date"),
            ("{KEY}", "text COLLATE \"C\""),
        ],
        _ => [("{ID}", "blob"), ("{TIME}", "text"), ("{DATE}", "text"), ("{KEY}", "text")],
    };
    let sql = types.iter().fold(sql.to_owned(), |sql, (word, with)| sql.replace(word, with));
    for statement in sql.split(';').map(str::trim).filter(|s| !s.is_empty()) {
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

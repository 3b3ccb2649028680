//! States, roles and kinds are words of closed lists: the database refuses any other. PostgreSQL
//! checks the columns; SQLite, whose tables cannot be given a check afterwards, asks triggers. A
//! table that is made anew on SQLite loses them: whoever does so makes them again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// A table, its column, and the words that may stand there.
const WORDS: &[(&str, &str, &[&str])] = &[
    ("units", "kind", &["leadership", "committee", "mass_organisation", "village"]),
    ("posts", "role", &["admin", "chairman", "coordinator", "committee", "village_head"]),
    ("catalogue_items", "kind", CATALOGUES),
    ("directives", "state", &["draft", "issued", "superseded"]),
    ("tasks", "state", &["draft", "open", "closed", "cancelled"]),
    ("tasks", "priority", &["normal", "high"]),
    ("task_items", "kind", CATALOGUES),
    ("assignments", "part", &["lead", "supporting", "alone"]),
    (
        "assignments",
        "state",
        &["assigned", "acknowledged", "submitted", "returned", "approved", "cancelled"],
    ),
    (
        "extensions",
        "state",
        &["asked", "offered", "granted", "refused", "declined", "withdrawn", "lapsed"],
    ),
    ("assignment_events", "kind", TIMELINE),
    ("reports", "state", &["draft", "submitted", "approved", "returned"]),
    ("activities", "state", &["draft", "submitted", "approved", "returned"]),
    ("activity_items", "kind", CATALOGUES),
    ("recurrences", "state", &["active", "paused", "ended"]),
];
const CATALOGUES: &[&str] = &["topics", "channels", "audiences", "indicators"];
const TIMELINE: &[&str] = &[
    "assigned",
    "acknowledged",
    "submitted",
    "withdrawn",
    "returned",
    "approved",
    "cancelled",
    "passed_on",
    "commented",
    "split",
    "chased",
    "extension_asked",
    "extension_offered",
    "extension_granted",
    "extension_refused",
    "extension_declined",
    "extension_withdrawn",
    "extension_allowed",
];

/// See the module.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261130_000021_words"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (table, column, words) in WORDS {
            let words = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
            if manager.get_database_backend() == DbBackend::Postgres {
                let check = format!("CHECK ({column} IN ({words}))");
                let check =
                    format!("ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_word {check}");
                db.execute_unprepared(&check).await?;
                continue;
            }
            // What is there already would go unnoticed otherwise.
            let wrong =
                format!("SELECT 1 AS one FROM {table} WHERE {column} NOT IN ({words}) LIMIT 1");
            let statement = sea_orm_migration::sea_orm::Statement::from_string(
                manager.get_database_backend(),
                wrong,
            );
            if db.query_one_raw(statement).await?.is_some() {
                return Err(DbErr::Migration(format!("{table}.{column} holds an unknown word")));
            }
            for (when, of) in [("insert", "INSERT"), ("update", &*format!("UPDATE OF {column}"))] {
                db.execute_unprepared(&format!(
                    "CREATE TRIGGER {table}_{column}_word_{when} BEFORE {of} ON {table} \
                     WHEN NEW.{column} NOT IN ({words}) \
                     BEGIN SELECT RAISE(ABORT, '{table}.{column}: unknown word'); END"
                ))
                .await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (table, column, _) in WORDS {
            if manager.get_database_backend() == DbBackend::Postgres {
                let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_word");
                db.execute_unprepared(&drop).await?;
                continue;
            }
            for when in ["insert", "update"] {
                let drop = format!("DROP TRIGGER {table}_{column}_word_{when}");
                db.execute_unprepared(&drop).await?;
            }
        }
        Ok(())
    }
}

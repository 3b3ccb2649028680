//! A number that every change of who may do what raises, in the transaction of the change. Servers
//! keep checked sessions in memory for as long as it stands (docs/adr/0040-session-cache.md).

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

/// What a kept session, machine or account view is made of: table, trigger name, event. A new
/// session raises nothing: nobody has kept it yet.
const CHANGES: [(&str, &str, &str); 21] = [
    ("sessions", "update", "UPDATE OF user_id, post_id, expires_at, idle_seconds, ended_at"),
    ("sessions", "delete", "DELETE"),
    (
        "users",
        "update",
        "UPDATE OF username, full_name, language, theme, disabled_at, comment_notices, version",
    ),
    ("users", "delete", "DELETE"),
    ("posts", "insert", "INSERT"),
    ("posts", "update", "UPDATE"),
    ("posts", "delete", "DELETE"),
    ("units", "update", "UPDATE OF name"),
    ("communes", "update", "UPDATE OF name, settings, demo"),
    ("communes", "delete", "DELETE"),
    ("second_factors", "insert", "INSERT"),
    ("second_factors", "update", "UPDATE OF confirmed_at"),
    ("second_factors", "delete", "DELETE"),
    ("recovery_codes", "insert", "INSERT"),
    ("recovery_codes", "update", "UPDATE"),
    ("recovery_codes", "delete", "DELETE"),
    ("api_clients", "update", "UPDATE OF commune_id, scopes, expires_at, revoked_at"),
    ("api_clients", "delete", "DELETE"),
    ("delegations", "insert", "INSERT"),
    ("delegations", "update", "UPDATE"),
    ("delegations", "delete", "DELETE"),
];

/// On PostgreSQL the row is taken at the end of the transaction, and once in each: nobody waits for
/// it while holding what another waits for.
const RAISE: &str = "CREATE FUNCTION raise_auth_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE auth_epoch SET epoch = epoch + 1, raised_in = pg_current_xact_id()::text
        WHERE raised_in IS DISTINCT FROM pg_current_xact_id()::text;
    RETURN NULL;
END $$";

/// See the module.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261130_000023_auth_epoch"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = "CREATE TABLE auth_epoch (epoch bigint NOT NULL, raised_in text);
            INSERT INTO auth_epoch (epoch) VALUES (1)";
        crate::dialect::run(manager, table).await?;
        let db = manager.get_connection();
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        if postgres {
            db.execute_unprepared(RAISE).await?;
        }
        for (table, when, event) in CHANGES {
            let trigger = match postgres {
                true => format!(
                    "CREATE CONSTRAINT TRIGGER auth_epoch_{table}_{when} AFTER {event} ON {table} \
                     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_auth_epoch()"
                ),
                false => format!(
                    "CREATE TRIGGER auth_epoch_{table}_{when} AFTER {event} ON {table} \
                     BEGIN UPDATE auth_epoch SET epoch = epoch + 1; END"
                ),
            };
            db.execute_unprepared(&trigger).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        for (table, when, _) in CHANGES {
            let on = if postgres { format!(" ON {table}") } else { String::new() };
            db.execute_unprepared(&format!("DROP TRIGGER auth_epoch_{table}_{when}{on}")).await?;
        }
        if postgres {
            db.execute_unprepared("DROP FUNCTION raise_auth_epoch()").await?;
        }
        db.execute_unprepared("DROP TABLE auth_epoch").await?;
        Ok(())
    }
}

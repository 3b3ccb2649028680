//! The schema, up and down, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use tests::server::Home;
use tests::{Database, both_databases};

both_databases!(
    all_migrations_go_down_and_up_to_the_same_schema,
    down_without_confirmation_is_refused,
    up_twice_changes_nothing,
    sqlite_and_postgres_have_the_same_tables,
    serve_applies_pending_migrations,
    newest_migrations_go_down_and_up_without_losing_rows,
    unknown_words_are_refused_by_the_database
);

/// Every migration can be reverted completely, and applied again with the same result.
async fn all_migrations_go_down_and_up_to_the_same_schema(database: Database) {
    let home = Home::new(database);
    let before = home.store().schema();
    home.run_ok(&["migrate", "up"], "");
    let there = home.store().schema();
    assert_ne!(before, there);

    home.run_ok(&["migrate", "down", "99", "--yes"], "");
    let left = tables(&home);
    assert!(left.is_empty(), "down leaves {left:?}");

    home.run_ok(&["migrate", "up"], "");
    assert_eq!(home.store().schema(), there);
}

/// Reverting a migration deletes what its tables hold: not without a confirmation.
async fn down_without_confirmation_is_refused(database: Database) {
    let home = Home::new(database);
    home.run_ok(&["migrate", "up"], "");
    let there = home.store().schema();
    for input in ["", "yes\n"] {
        // A pipe is nobody who was asked.
        let output = home.run(&["migrate", "down"], input);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("--yes"), "{said}");
    }
    assert_eq!(home.store().schema(), there);
}

async fn up_twice_changes_nothing(database: Database) {
    let home = Home::new(database);
    home.run_ok(&["migrate", "up"], "");
    let (schema, status) = (home.store().schema(), home.run_ok(&["migrate", "status"], ""));
    home.run_ok(&["migrate", "up"], "");
    assert_eq!(home.store().schema(), schema);
    assert_eq!(home.run_ok(&["migrate", "status"], ""), status);
}

/// A table that one database lacks would only be missed by those who run on that one.
async fn sqlite_and_postgres_have_the_same_tables(database: Database) {
    let other = match database {
        Database::Sqlite => Database::Postgres,
        Database::Postgres => Database::Sqlite,
    };
    let homes = [Home::new(database), Home::new(other)];
    for home in &homes {
        home.run_ok(&["migrate", "up"], "");
    }
    let [here, there] = homes.map(|home| tables(&home));
    assert!(here.len() > 10, "{here:?}");
    assert_eq!(here, there);
}

/// Nobody has to remember the command: a start applies the migrations.
async fn serve_applies_pending_migrations(database: Database) {
    let server = Home::new(database).serve(false);
    server.anonymous().get("/health/ready").await.ok();
    let status = server.home().run_ok(&["migrate", "status"], "");
    assert!(!status.to_lowercase().contains("pending"), "{status}");
}

/// The newest migrations on the filled database of the demo: no row is lost.
async fn newest_migrations_go_down_and_up_without_losing_rows(database: Database) {
    let home = Home::with_demo(database);
    let counts = |home: &Home| {
        let count = |table: &String| format!("SELECT '{table}', count(*) FROM {table}");
        let all: Vec<String> = tables(home).iter().map(count).collect();
        home.store().query(&all.join(" UNION ALL "))
    };
    let (schema, before) = (home.store().schema(), counts(&home));
    home.run_ok(&["migrate", "down", "4", "--yes"], "");
    assert_ne!(home.store().schema(), schema);
    home.run_ok(&["migrate", "up"], "");
    // What the search index holds is made of the rows.
    home.run_ok(&["reindex"], "");
    assert_eq!((home.store().schema(), counts(&home)), (schema, before));
}

/// The database refuses every state, role or kind but the known ones.
async fn unknown_words_are_refused_by_the_database(database: Database) {
    let home = Home::with_demo(database);
    for (table, column) in [
        ("units", "kind"),
        ("posts", "role"),
        ("catalogue_items", "kind"),
        ("directives", "state"),
        ("tasks", "state"),
        ("tasks", "priority"),
        ("task_items", "kind"),
        ("assignments", "part"),
        ("assignments", "state"),
        ("extensions", "state"),
        ("assignment_events", "kind"),
        ("reports", "state"),
        ("activities", "state"),
        ("activity_items", "kind"),
        ("recurrences", "state"),
    ] {
        let change = format!("UPDATE {table} SET {column} = 'lost'");
        let refused = home.store().try_query(&change).expect_err(&change);
        assert!(refused.contains(table), "{refused}");
        let same = format!("UPDATE {table} SET {column} = {column}");
        home.store().try_query(&same).expect(&same);
    }
}

/// The product's tables, without those that the databases and the migrator keep for themselves.
fn tables(home: &Home) -> Vec<String> {
    let statement = match home.store().database() {
        Database::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Database::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    };
    let rows = home.store().query(statement);
    // FTS5 keeps its index in tables of its own; PostgreSQL in a column.
    let of_others = |name: &str| {
        name.starts_with("sqlite_")
            || name == "seaql_migrations"
            || name.starts_with("search_index")
    };
    let mut names: Vec<String> =
        rows.lines().filter(|name| !of_others(name)).map(ToOwned::to_owned).collect();
    names.sort();
    names
}

//! The API's description is generated from what serves, and committed.

use serde_json::Value;
use tests::server::Home;
use tests::{Database, Server, both_databases};

both_databases!(the_committed_description_is_current, what_is_served_is_what_is_printed);

/// `loa openapi > docs/openapi.json` mends this.
async fn the_committed_description_is_current(database: Database) {
    let printed = Home::new(database).run_ok(&["openapi"], "");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let committed = std::fs::read_to_string(path).expect("docs/openapi.json");
    let same = printed.trim() == committed.trim();
    assert!(same, "docs/openapi.json is out of date: loa openapi > docs/openapi.json");
}

async fn what_is_served_is_what_is_printed(database: Database) {
    let server = Server::empty(database);
    let served = server.anonymous().read("/api/openapi.json").await;
    let printed: Value = serde_json::from_str(&server.home().run_ok(&["openapi"], "")).unwrap();
    assert_eq!(served, printed);
    assert!(served["openapi"].as_str().is_some_and(|version| version.starts_with("3.")));
}

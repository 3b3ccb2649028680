//! Checked sessions are kept in memory; what another process changes about them is followed within
//! a second, also under load.

use std::time::{Duration, Instant};

use tests::wait::until_async;
use tests::{Client, Database, Server, both_databases, demo};

both_databases!(
    change_by_another_process_counts_within_a_second,
    nobody_is_let_in_when_the_epoch_cannot_be_read,
);

/// What SECURITY.md promises.
const PROMISED: Duration = Duration::from_secs(1);

/// Reads until the answer is `status`; no read that begins a second after `changed` may answer
/// otherwise.
async fn follows(client: &Client, path: &str, status: u16, changed: Instant, what: &str) {
    until_async(what, async || {
        let since = changed.elapsed();
        let answer = client.get(path).await;
        let followed = answer.status == status;
        assert!(followed || since < PROMISED, "{what}: {} after {since:?}", answer.status);
        followed
    })
    .await;
}

async fn change_by_another_process_counts_within_a_second(database: Database) {
    let server = Server::demo(database);
    let head = server.login(demo::VILLAGE_HEAD).await;
    let me = head.read("/auth/me").await;
    let store = server.home().store();
    let change = |table: &str, set: &str, column: &str, name: &str| {
        let value = me[name].as_str().unwrap().replace('-', "");
        let which = format!("{} = '{value}'", store.uuid_text(column));
        let _ = store.query(&format!("UPDATE {table} SET {set} WHERE {which}"));
    };
    // Others go on reading meanwhile, so that what is kept is in use.
    let busy = server.login(demo::CHAIRMAN).await;
    let load = tokio::spawn(async move {
        loop {
            busy.get("/assignments?limit=5").await.expect(200).ok();
        }
    });
    for (table, column, name, set, back) in [
        (
            "users",
            "id",
            "user_id",
            "disabled_at = '2026-11-01T00:00:00+00:00'",
            "disabled_at = NULL",
        ),
        ("posts", "id", "post_id", "valid_to = '2026-11-01'", "valid_to = NULL"),
        (
            "sessions",
            "user_id",
            "user_id",
            "ended_at = '2026-11-01T00:00:00+00:00'",
            "ended_at = NULL",
        ),
    ] {
        head.get("/auth/me").await.expect(200).ok();
        change(table, set, column, name);
        follows(&head, "/auth/me", 401, Instant::now(), &format!("{table}: {set}")).await;
        change(table, back, column, name);
        // One that does not count is looked up each time.
        head.get("/auth/me").await.expect(200).ok();
    }
    // A head reads no audit log, an administrator does.
    head.get("/audit").await.problem(403, "forbidden");
    change("posts", "role = 'admin'", "id", "post_id");
    follows(&head, "/audit", 200, Instant::now(), "a changed role").await;
    change("posts", "role = 'village_head'", "id", "post_id");
    follows(&head, "/audit", 403, Instant::now(), "the role of before").await;

    let required = r#"settings = '{"second_factor_roles":["village_head"]}'"#;
    change("communes", required, "id", "commune_id");
    follows(&head, "/assignments", 403, Instant::now(), "a required second factor").await;
    assert!(!load.is_finished(), "the load went on");
    load.abort();
}

async fn nobody_is_let_in_when_the_epoch_cannot_be_read(database: Database) {
    let server = Server::demo(database);
    let head = server.login(demo::VILLAGE_HEAD).await;
    head.get("/assignments").await.expect(200).ok();
    let _ = server.home().store().query("ALTER TABLE auth_epoch RENAME TO auth_epoch_lost");
    follows(&head, "/assignments", 500, Instant::now(), "the epoch is gone").await;
    let _ = server.home().store().query("ALTER TABLE auth_epoch_lost RENAME TO auth_epoch");
    head.get("/assignments").await.expect(200).ok();
}

//! Writers of one commune beside those of others, and requests that wait for another process's
//! lock. Only PostgreSQL has connections that could run out, and locks that other processes hold.

use serde_json::json;
use tests::wait::until;
use tests::{Database, Scene, Server, both_databases};
use tokio::task::JoinSet;

both_databases!(
    waiting_writers_of_one_commune_do_not_block_others,
    request_that_waits_too_long_is_503_with_retry_after
);

/// Locks the row that a commune's writers queue for.
const HEAD: &str = "SELECT 1 FROM audit_heads WHERE commune_id =
    (SELECT id FROM communes WHERE code = 'demo') FOR UPDATE";
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Waits until so many of the server's statements wait for a lock.
async fn waiting(server: &Server, count: &str) {
    until("so many wait", || server.home().store().query(WAITING) == count).await;
}

async fn waiting_writers_of_one_commune_do_not_block_others(database: Database) {
    if database == Database::Sqlite {
        return;
    }
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let other = ["--commune", "hai", "--commune-name", "xã Hai", "--username", "hai"];
    server.home().run_ok(&[&["admin", "create"][..], &other].concat(), "mot cau rat dai 1\n");
    let neighbour = server.anonymous();
    neighbour.login("hai", "mot cau rat dai 1").await;
    let scene = Scene::new(&server).await;

    let held = server.home().store().hold(HEAD);
    let mut writers = JoinSet::new();
    for number in 0..24 {
        let (chairman, body) =
            (scene.chairman.clone(), scene.task(&format!("Việc {number}"), "2026-11-20"));
        writers.spawn(async move { chairman.post("/tasks", body).await });
    }
    waiting(&server, "1").await;
    // Both read, and the neighbour writes: none of them needs what the writers wait for.
    scene.head.get("/assignments").await.expect(200).ok();
    let etag = neighbour.get("/settings").await.expect(200).etag();
    neighbour.patch("/settings", &etag, json!({ "name": "xã Hai Mới" })).await.expect(200).ok();
    assert_eq!(server.home().store().query(WAITING), "1", "the others wait in the process");
    drop(held);
    for answer in writers.join_all().await {
        answer.expect(201).ok();
    }
}

async fn request_that_waits_too_long_is_503_with_retry_after(database: Database) {
    if database == Database::Sqlite {
        return;
    }
    // Ten times as impatient as in an office.
    let haste = [("LOA_JOBS", "false"), ("LOA_TEST_HASTE", "10")];
    let server = Server::demo_with(database, &haste);
    let store = server.home().store();
    let scene = Scene::new(&server).await;
    let task = scene.task("Việc", "2026-11-20");

    let held = store.hold(HEAD);
    let refused = scene.chairman.post("/tasks", task.clone()).await;
    refused.problem(503, "unavailable");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|wait| wait > 0), "{refused}");
    drop(held);
    let held = store.hold("LOCK TABLE units IN ACCESS EXCLUSIVE MODE");
    let refused = scene.chairman.get("/units").await;
    refused.problem(503, "unavailable");
    assert!(!refused.header("retry-after").is_empty(), "{refused}");
    drop(held);

    // A statement that does not end by itself, though nobody holds a lock.
    let _ = store.query(
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN PERFORM pg_sleep(120); RETURN NEW; END $$;
         CREATE TRIGGER dawdling BEFORE INSERT ON tasks EXECUTE FUNCTION dawdle()",
    );
    let refused = scene.chairman.post("/tasks", task.clone()).await;
    refused.problem(503, "unavailable");
    assert!(!refused.header("retry-after").is_empty(), "{refused}");
    let _ = store.query("DROP TRIGGER dawdling ON tasks");
    // Nothing of it was kept, and nothing is stuck.
    scene.chairman.post("/tasks", task).await.expect(201).ok();
    let titles = scene.chairman.all("/tasks?q=Vi%E1%BB%87c").await;
    assert_eq!(titles.iter().filter(|task| task["title"] == "Việc").count(), 1);
}

//! The audit chain: every change leaves an entry, and an entry that was touched is found.

use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(every_write_is_in_the_chain, what_was_touched_is_found, nothing_secret_is_logged);

async fn every_write_is_in_the_chain(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let before = entries(&server);
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.submit(&work).await;
    // Assigned, acknowledged, written, submitted.
    assert_eq!(entries(&server), before + 4);
    // What was refused changed nothing.
    scene.head.post("/tasks", json!({})).await.problem(403, "forbidden");
    scene.chairman.post("/tasks", json!({ "title": "" })).await.problem(422, "validation");
    assert_eq!(entries(&server), before + 4);
    verified(&server);
}

async fn what_was_touched_is_found(database: Database) {
    for damage in [
        "UPDATE audit_entries SET action = 'task.nothing' WHERE seq = 3",
        "UPDATE audit_entries SET changes = '[]' WHERE seq = 3",
        "DELETE FROM audit_entries WHERE seq = 3",
        "UPDATE audit_entries SET user_id = NULL, post_id = NULL WHERE seq = 3",
    ] {
        let server = Server::demo(database);
        let scene = Scene::new(&server).await;
        let work = scene.assign("Họp thôn", "2026-11-30").await;
        scene.submit(&work).await;
        verified(&server);
        let _ = server.home().store().query(damage);
        let output = server.home().run(&["audit", "verify"], "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("entry 3"), "{damage}: {said}");
    }
}

/// No password, no cookie, no token, however a request goes.
async fn nothing_secret_is_logged(database: Database) {
    let server = Server::demo(database);
    let client = server.anonymous();
    let wrong = "mat-khau-bi-lo-1234";
    client.try_login(demo::CHAIRMAN, wrong).await.problem(401, "invalid_credentials");
    let answer = client.try_login(demo::CHAIRMAN, demo::PASSWORD).await;
    let cookie = answer.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();
    client.get("/no-such-thing").await.problem(404, "not_found");
    client
        .post("/tasks", json!({ "title": 1, "password": wrong }))
        .await
        .problem(400, "malformed_body");
    let log = server.output();
    assert!(log.contains("listening on"), "{log}");
    assert!(!log.contains(wrong) && !log.contains(&cookie), "{log}");
    let kept = server.home().store().query("SELECT changes FROM audit_entries");
    assert!(!kept.contains(wrong) && !kept.contains(&cookie));
}

fn entries(server: &Server) -> u64 {
    let count = server.home().store().query("SELECT count(*) FROM audit_entries");
    count.parse().unwrap()
}

fn verified(server: &Server) {
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

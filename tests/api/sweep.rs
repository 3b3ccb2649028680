//! What has had its time is cleared away, and nothing else.

use chrono::Duration;
use serde_json::json;
use tests::{Database, Scene, Server, both_databases, photo};

both_databases!(loose_files_go_after_a_week, kept_answers_go_after_a_week);

async fn loose_files_go_after_a_week(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let loose = scene.head.upload("a.jpg", "image/jpeg", photo::jpeg(1, 64, 64)).await.expect(201);
    let held = scene.head.upload("b.jpg", "image/jpeg", photo::jpeg(2, 64, 64)).await.expect(201);
    let mut draft = scene.draft().await;
    draft["activities"][0]["attachments"] = json!([held.id()]);
    scene.write(&work, draft).await;

    server.clock().advance(Duration::days(8));
    server.home().run_ok(&["jobs", "run"], "");
    let scene = Scene::new(&server).await;
    scene.head.get(&format!("/attachments/{}", held.id())).await.expect(200).ok();
    scene.head.get(&format!("/attachments/{}", loose.id())).await.problem(404, "not_found");
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

async fn kept_answers_go_after_a_week(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let task = scene.task("Họp thôn", "2026-12-30");
    let call = scene.chairman.call(reqwest::Method::POST, "/tasks").json(task).key("k-1");
    call.send().await.expect(201).ok();
    let kept = || server.home().store().query("SELECT count(*) FROM idempotency_keys");
    assert_eq!(kept(), "1");
    server.clock().advance(Duration::days(6));
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!(kept(), "1");
    server.clock().advance(Duration::days(2));
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!(kept(), "0");
}

//! What the sweep deletes once it is old, and what it keeps.

use chrono::Duration;
use serde_json::json;
use tests::{Database, Scene, Server, both_databases, photo};

both_databases!(
    unattached_files_are_deleted_after_a_week,
    idempotency_keys_are_deleted_after_a_week,
    notices_are_deleted_after_a_year_but_not_steps_of_open_work,
);

async fn unattached_files_are_deleted_after_a_week(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let loose = scene.head.upload("a.jpg", "image/jpeg", photo::jpeg(1, 64, 64)).await.expect(201);
    let held = scene.head.upload("b.jpg", "image/jpeg", photo::jpeg(2, 64, 64)).await.expect(201);
    let mut draft = scene.draft().await;
    draft["activities"][0]["attachments"] = json!([held.id()]);
    scene.save_draft(&work, draft).await;

    server.clock().advance(Duration::days(8));
    server.home().run_ok(&["jobs", "run"], "");
    let scene = Scene::new(&server).await;
    scene.head.get(&format!("/attachments/{}", held.id())).await.expect(200).ok();
    scene.head.get(&format!("/attachments/{}", loose.id())).await.problem(404, "not_found");
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

async fn idempotency_keys_are_deleted_after_a_week(database: Database) {
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

/// Reminder steps of open work are kept: otherwise they would be sent once more.
async fn notices_are_deleted_after_a_year_but_not_steps_of_open_work(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let open = scene.assign("Còn làm", "2026-11-16").await;
    let done = scene.assign("Thôi làm", "2026-11-16").await;
    server.clock().set("2026-11-17T07:00:00+07:00");
    server.home().run_ok(&["jobs", "run"], "");
    let scene = Scene::new(&server).await;
    let etag = scene.chairman.get(&done.path("")).await.expect(200).etag();
    let reason = json!({ "reason": "Thôi" });
    scene.chairman.act(&done.path("/cancel"), &etag, reason).await.ok();
    let store = server.home().store();
    let old = "at < '2026-11-18'";
    let steps = |subject: &str| {
        let id = store.uuid_text("subject_id");
        let subject = subject.replace('-', "");
        store.query(&format!("SELECT count(*) FROM reminders WHERE {id} = '{subject}' AND {old}"))
    };
    let before = (steps(&open.assignment), steps(&done.assignment));
    assert_eq!(before, ("1".to_owned(), "1".to_owned()));
    server.clock().advance(Duration::days(367));
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!((steps(&open.assignment), steps(&done.assignment)), (before.0, "0".to_owned()));
    for told in ["notices", "digests"] {
        assert_eq!(store.query(&format!("SELECT count(*) FROM {told} WHERE {old}")), "0");
    }
}

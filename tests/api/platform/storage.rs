//! A full disk: nothing is half written, the answer says so, and writes succeed once there is room.

use serde_json::json;
use tests::{Database, Scene, Server, both_databases, photo};

both_databases!(
    upload_to_a_full_disk_is_507_and_works_after,
    task_on_a_full_disk_is_written_whole_or_refused
);

async fn upload_to_a_full_disk_is_507_and_works_after(database: Database) {
    let mut server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let picture = photo::jpeg(1, 600, 400);
    server.limit_file_size(Some(1024));
    let refused = scene.head.upload("a.jpg", "image/jpeg", picture.clone()).await;
    refused.problem(507, "storage_full");
    server.limit_file_size(None);
    let taken = scene.head.upload("a.jpg", "image/jpeg", picture).await.expect(201);
    scene.head.get(&format!("/attachments/{}", taken.id())).await.expect(200).ok();
}

/// PostgreSQL keeps its own files: there the limit touches nothing, and every task is taken.
async fn task_on_a_full_disk_is_written_whole_or_refused(database: Database) {
    let mut server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let count = "SELECT count(*) FROM tasks";
    let tasks = |server: &Server| server.home().store().query(count).parse::<usize>().unwrap();
    let before = tasks(&server);
    // Twice what the log of changes holds now at most: some writes fit, then none.
    server.limit_file_size(Some(600 * 1024));
    let mut taken = 0;
    let mut body = scene.task("Nhiệm vụ dài", "2026-12-30");
    body["description"] = json!("Nội dung dài. ".repeat(600));
    for _ in 0..60 {
        let answer = scene.chairman.post("/tasks", body.clone()).await;
        match answer.status {
            201 => taken += 1,
            503 | 507 => {}
            _ => panic!("{answer}"),
        }
    }
    assert!(database == Database::Postgres || taken < 60, "the limit was never met");
    server.limit_file_size(None);
    scene.chairman.post("/tasks", body).await.expect(201).ok();
    assert_eq!(tasks(&server), before + taken + 1);
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

//! What still works when the disk is full: reads, and logging in and out.

use std::fs::{self, File};
use std::io::Write;

use chrono::Duration;
use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo, photo};

both_databases!(upload_below_the_free_space_floor_is_507);

async fn upload_below_the_free_space_floor_is_507(database: Database) {
    let said = tests::scratch::folder("disk").join("free");
    let free = |megabytes: u64| fs::write(&said, (megabytes << 20).to_string()).unwrap();
    free(10_000);
    let path = said.display().to_string();
    let server =
        Server::demo_with(database, &[("LOA_TEST_DISK", &path), ("LOA_MIN_FREE_MB", "200")]);
    let scene = Scene::new(&server).await;
    let upload =
        async |seed| scene.head.upload("a.jpg", "image/jpeg", photo::jpeg(seed, 64, 64)).await;
    let kept = upload(1).await.expect(201).id();
    free(199);
    upload(2).await.problem(507, "storage_full");
    let folder = server.home().data().join("files/unfinished");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "nothing is left of it");
    // All else goes on.
    scene.head.get(&format!("/attachments/{kept}")).await.expect(200).ok();
    scene.chairman.post("/tasks", scene.task("Họp thôn", "2026-12-30")).await.expect(201).ok();
    let admin = server.login(demo::ADMIN).await;
    let storage = admin.read("/storage").await;
    assert_eq!(
        (&storage["free_bytes"], &storage["floor_bytes"]),
        (&json!(199 << 20), &json!(200 << 20),)
    );
    free(200);
    upload(2).await.expect(201).ok();
}

/// Writes a file into the data folder until nothing more fits.
fn fill(server: &Server, name: &str) {
    let mut file = File::create(server.data_seen().join(name)).unwrap();
    let mut block = vec![0x5a; 64 * 1024];
    while !block.is_empty() {
        if file.write_all(&block).is_err() {
            block.truncate(block.len() / 2);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_and_logins_work_while_the_disk_is_full() {
    let settings = [("LOA_JOBS", "false"), ("LOA_MIN_FREE_MB", "1")];
    let server = Server::on_small_disk(80, &settings);
    let scene = Scene::new(&server).await;
    let picture = photo::jpeg(1, 64, 64);
    let kept = scene.head.upload("a.jpg", "image/jpeg", picture).await.expect(201).id();
    let reserve = server.data_seen().join("reserve");
    assert!(reserve.exists());
    fill(&server, "filled");
    // What is left in the files of the database goes first.
    let mut body = scene.task("Nhiệm vụ dài", "2026-12-30");
    body["description"] = json!("Nội dung dài. ".repeat(600));
    let mut refused = false;
    for _ in 0..200 {
        let answer = scene.chairman.post("/tasks", body.clone()).await;
        assert!(matches!(answer.status, 201 | 503 | 507), "{answer}");
        refused |= answer.status != 201;
        if refused {
            break;
        }
    }
    assert!(refused, "the disk was never full");
    let small = photo::jpeg(2, 64, 64);
    scene.head.upload("b.jpg", "image/jpeg", small).await.problem(507, "storage_full");

    let reads = async || {
        // Long enough that it would be written down that the login was used.
        server.clock().advance(Duration::minutes(20));
        scene.chairman.read("/assignments").await;
        scene.chairman.read("/dashboard").await;
        scene.head.get(&format!("/attachments/{kept}")).await.expect(200).ok();
        let ledger = scene.chairman.get("/assignments/export?format=csv").await.expect(200);
        assert!(ledger.bytes.len() > 1000);
    };
    reads().await;
    // Beyond the half hour after which an office login that nobody uses ends.
    reads().await;
    for name in [demo::OTHER_VILLAGE_HEAD, demo::COORDINATOR, demo::ADMIN] {
        let client = server.login(name).await;
        client.read("/auth/me").await;
        client.post("/auth/logout", json!({})).await.expect(204).ok();
        client.get("/auth/me").await.problem(401, "unauthenticated");
    }
    // What the reserve held is for logins alone.
    assert!(!reserve.exists());
    scene.chairman.post("/tasks", body.clone()).await.problem(507, "storage_full");

    // Nothing at all is left.
    fill(&server, "more");
    reads().await;
    for name in ["filled", "more"] {
        fs::remove_file(server.data_seen().join(name)).unwrap();
    }
    scene.chairman.post("/tasks", body).await.expect(201).ok();
    assert!(reserve.exists(), "it was made again");
}

//! Storage quotas of a unit and of the commune, and the limit of a person's unattached files.

use chrono::Duration;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tests::{Client, Database, Scene, Server, both_databases, demo, photo};

both_databases!(
    upload_over_a_units_or_communes_quota_is_507,
    upload_beyond_100_unattached_files_is_507
);

const MEGABYTE: i64 = 1024 * 1024;

async fn allot(admin: &Client, values: Value) {
    let etag = admin.get("/settings").await.expect(200).etag();
    admin.patch("/settings", &etag, json!({ "values": values })).await.expect(200).ok();
}

async fn upload_over_a_units_or_communes_quota_is_507(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let storage = admin.read("/storage").await;
    let units = storage["units"].as_array().unwrap();
    let own = |units: &[Value]| {
        let own = units.iter().find(|unit| unit["unit_id"] == scene.unit.as_str());
        own.map_or((0, 0), |unit| {
            (unit["files"].as_i64().unwrap(), unit["bytes"].as_i64().unwrap())
        })
    };
    let (files, bytes) = own(units);
    assert_eq!(
        units.iter().map(|unit| unit["bytes"].as_i64().unwrap()).sum::<i64>(),
        storage["bytes"].as_i64().unwrap()
    );
    // Room for one of 700 KB, not for two.
    let room = (bytes / MEGABYTE) + 1 + i64::from(bytes % MEGABYTE > MEGABYTE / 4);
    allot(&admin, json!({ "unit_quota_mb": room })).await;
    let recording = |seed| photo::recording(seed, 1_700);
    let size = recording(0).len() as i64;
    let sent =
        async |client: &Client, seed| client.upload("loa.mp3", "audio/mpeg", recording(seed)).await;
    let mut taken = 0;
    let refused = loop {
        let answer = sent(&scene.head, u8::try_from(taken).unwrap() + 1).await;
        if answer.status != 201 {
            break answer;
        }
        taken += 1;
    };
    refused.problem(507, "quota_exceeded");
    assert!((1..=2).contains(&taken), "{taken}");
    assert!(refused.body["detail"].as_str().unwrap().contains("Đơn vị"), "{refused}");
    let after = admin.read("/storage").await;
    assert_eq!(own(after["units"].as_array().unwrap()), (files + taken, bytes + taken * size));
    sent(&other, 77).await.expect(201).ok();

    let all = after["bytes"].as_i64().unwrap() + size;
    allot(&admin, json!({ "unit_quota_mb": 5_000, "commune_quota_mb": all / MEGABYTE })).await;
    let refused = sent(&other, 78).await;
    refused.problem(507, "quota_exceeded");
    assert!(refused.body["detail"].as_str().unwrap().contains("xã"), "{refused}");

    // What has waited a day to be attached makes room.
    server.clock().advance(Duration::hours(25));
    let admin = server.login(demo::ADMIN).await;
    allot(&admin, json!({ "unit_quota_mb": room, "commune_quota_mb": 50_000 })).await;
    sent(&scene.head, 99).await.expect(201).ok();
    let after = admin.read("/storage").await;
    assert_eq!(own(after["units"].as_array().unwrap()), (files + 1, bytes + size));
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

async fn upload_beyond_100_unattached_files_is_507(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let head = &scene.head;
    let upload = |seed: u8| head.upload("a.jpg", "image/jpeg", photo::jpeg(seed, 24, 16));
    let sent = futures_util::stream::iter(0..100).map(upload).buffer_unordered(8);
    let statuses: Vec<u16> = sent.map(|answer| answer.status).collect().await;
    assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
    upload(100).await.problem(507, "quota_exceeded");
    // What is refused leaves nothing behind.
    let blobs = || {
        let files = server.home().data().join("files");
        let counted = std::process::Command::new("find").arg(files).args(["-type", "f"]).output();
        String::from_utf8(counted.unwrap().stdout).unwrap().lines().count()
    };
    let before = blobs();
    upload(101).await.problem(507, "quota_exceeded");
    assert_eq!(blobs(), before);
    server.clock().advance(Duration::hours(25));
    upload(102).await.expect(201).ok();
}

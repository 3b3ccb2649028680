//! Catalogues: the admin keeps them; what is used is retired, never deleted.

use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(an_entry_comes_is_renamed_and_retires, each_field_is_checked, order_is_the_offices);

async fn an_entry_comes_is_renamed_and_retires(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let body = json!({ "name": "Loa kéo lưu động", "is_online": false });
    let made = admin.post("/catalogues/channels", body.clone()).await.expect(201);
    assert_eq!(made.body["code"], "loa_keo_luu_dong");
    admin.post("/catalogues/channels", body).await.problem(409, "conflict");
    let path = format!("/catalogues/channels/{}", made.id());
    let read = admin.get(&path).await.expect(200);
    assert_eq!(read.body, made.body);
    // Under another catalogue it is not there.
    let wrong = format!("/catalogues/topics/{}", made.id());
    admin.get(&wrong).await.problem(404, "not_found");

    let scene = Scene::new(&server).await;
    let mut task = scene.task("Một việc", "2026-11-30");
    task["channels"] = json!([made.id()]);
    let task = scene.chairman.post("/tasks", task).await.expect(201);
    let change = json!({ "name": "Loa kéo", "retired": true });
    let gone = admin.patch(&path, &read.etag(), change.clone()).await.expect(200);
    assert_eq!((&gone.body["name"], &gone.body["retired"]), (&json!("Loa kéo"), &json!(true)));
    admin.patch(&path, &read.etag(), change).await.problem(412, "stale_version");
    // What cites it goes on to read, by the new name; for new tasks it is not offered.
    let there = scene.chairman.read(&format!("/tasks/{}", task.id())).await;
    assert_eq!(there["channels"][0]["name"], "Loa kéo");
    let offered = admin.all("/catalogues/channels").await;
    assert!(offered.iter().all(|one| one["id"] != made.body["id"]), "{offered:?}");
    let back = admin.patch(&path, &gone.etag(), json!({ "retired": false })).await.expect(200);
    assert_eq!(back.body["retired"], false);
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    for (kind, body, field) in [
        ("topics", json!({ "name": " " }), "name"),
        ("topics", json!({ "name": "x".repeat(201) }), "name"),
        ("topics", json!({ "name": "Mới", "code": "có dấu" }), "code"),
        ("topics", json!({ "name": "Mới", "is_online": true }), "is_online"),
        ("topics", json!({ "name": "Mới", "unit_of_measure": "cuộc" }), "unit_of_measure"),
        ("indicators", json!({ "name": "Mới" }), "unit_of_measure"),
    ] {
        admin.post(&format!("/catalogues/{kind}"), body).await.field_error(field);
    }
    admin.post("/catalogues/nothing", json!({ "name": "Mới" })).await.problem(404, "not_found");
    let first = admin.all("/catalogues/topics").await[0].clone();
    let path = format!("/catalogues/topics/{}", first["id"].as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    for (field, wrong) in
        [("name", json!("")), ("position", json!(-1)), ("is_online", json!(false))]
    {
        let mut body = json!({});
        body[field] = wrong;
        admin.patch(&path, &etag, body).await.field_error(field);
    }
}

async fn order_is_the_offices(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let body = json!({ "name": "Lượt tư vấn", "unit_of_measure": "lượt" });
    let made = admin.post("/catalogues/indicators", body).await.expect(201);
    let id = |one: &serde_json::Value| one["id"].clone();
    assert_eq!(admin.all("/catalogues/indicators").await.last().map(id), Some(id(&made.body)));
    let path = format!("/catalogues/indicators/{}", made.id());
    admin.patch(&path, &made.etag(), json!({ "position": 0 })).await.expect(200).ok();
    assert_eq!(admin.all("/catalogues/indicators").await.first().map(id), Some(id(&made.body)));
}

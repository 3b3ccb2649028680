//! Catalogues: the admin keeps them; what is used is retired, never deleted.

use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    retired_entry_is_not_offered_but_still_read,
    each_field_is_checked,
    entries_are_ordered_by_their_position,
    merged_entries_count_together,
    channel_lists_the_indicators_that_it_asks_for,
);

async fn retired_entry_is_not_offered_but_still_read(database: Database) {
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

async fn entries_are_ordered_by_their_position(database: Database) {
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

/// What was written with a merged entry keeps its name; the figures count it with the other.
async fn merged_entries_count_together(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let add = async |kind: &str, body: serde_json::Value| {
        admin.post(&format!("/catalogues/{kind}"), body).await.expect(201)
    };
    let old = add("indicators", json!({ "name": "Người dự", "unit_of_measure": "người" })).await;
    let other = add("indicators", json!({ "name": "Phút", "unit_of_measure": "phút" })).await;
    let topic = add("topics", json!({ "name": "Chuyên đề cũ" })).await;
    let into = scene.indicator("người tham dự").await;
    let into_topic = tests::scene::first(&scene.head, "topics").await;

    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let mut draft = scene.draft().await;
    draft["activities"][0]["values"] = json!([{ "indicator_id": old.id(), "amount": 40 }]);
    // Of both: counted once, once they are one.
    draft["activities"][0]["topics"] = json!([topic.id(), into_topic]);
    let etag = scene.save_draft(&work, draft).await;
    let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200);
    scene.review(&sent.id(), None, &work).await;

    let sum = async |id: &str| {
        let all = scene.chairman.read("/statistics/indicators").await;
        let items = all["items"].as_array().unwrap().clone();
        let one = items.into_iter().find(|one| one["indicator"]["id"] == id);
        one.map_or(0, |one| one["amount"].as_i64().unwrap_or_default())
    };
    let cells = async |id: &str| {
        let all = scene.chairman.read("/statistics/coverage?by=topics").await;
        let cells = all["cells"].as_array().unwrap().clone();
        let here = |cell: &&serde_json::Value| {
            cell["item_id"] == id && cell["unit_id"] == scene.unit.as_str()
        };
        cells.iter().find(here).map_or(0, |cell| cell["activities"].as_i64().unwrap())
    };
    let (before, held) = (sum(&into).await, cells(&into_topic).await);
    let merge = |id: &str| json!({ "into": id });
    let path = format!("/catalogues/indicators/{}/merge", old.id());
    admin.act(&path, &old.etag(), merge(&other.id())).await.field_error("into");
    admin.act(&path, &old.etag(), merge(&old.id())).await.field_error("into");
    admin.act(&path, &old.etag(), merge(&topic.id())).await.field_error("into");
    let merged = admin.act(&path, &old.etag(), merge(&into)).await.expect(200);
    let told = (&merged.body["retired"], &merged.body["merged_into"]);
    assert_eq!(told, (&json!(true), &json!(into)));
    admin.act(&path, &merged.etag(), merge(&into)).await.problem(409, "wrong_state");
    let again = format!("/catalogues/indicators/{}", old.id());
    let offer = json!({ "retired": false });
    admin.patch(&again, &merged.etag(), offer).await.problem(409, "wrong_state");
    assert_eq!(sum(&into).await, before + 40);

    let path = format!("/catalogues/topics/{}/merge", topic.id());
    admin.act(&path, &topic.etag(), merge(&into_topic)).await.expect(200).ok();
    assert_eq!(cells(&into_topic).await, held);
    server.home().run_ok(&["figures", "verify"], "");
    let kept = scene.chairman.read(&work.path("/report")).await;
    let names = kept["activities"][0]["topics"].to_string();
    assert!(names.contains("Chuyên đề cũ"), "{names}");
}

async fn channel_lists_the_indicators_that_it_asks_for(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let all = admin.all("/catalogues/indicators").await;
    let wanted = json!([all[1]["id"], all[0]["id"], all[1]["id"]]);
    let channel = admin.all("/catalogues/channels").await[0].clone();
    let path = format!("/catalogues/channels/{}", channel["id"].as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    let unknown = json!({ "indicators": [channel["id"]] });
    admin.patch(&path, &etag, unknown).await.field_error("indicators");
    let nothing = json!({ "indicators": [uuid::Uuid::now_v7()] });
    admin.patch(&path, &etag, nothing).await.field_error("indicators");
    let asked = admin.patch(&path, &etag, json!({ "indicators": wanted })).await.expect(200);
    assert_eq!(asked.body["indicators"].as_array().map(Vec::len), Some(2));
    assert_eq!(admin.all("/catalogues/channels").await[0]["indicators"], asked.body["indicators"]);
    // One that is merged is asked for as the other.
    let body = json!({ "name": "Người dự", "unit_of_measure": all[0]["unit_of_measure"] });
    let extra = admin.post("/catalogues/indicators", body).await.expect(201);
    let more = json!({ "indicators": [extra.id(), all[0]["id"]] });
    let asked = admin.patch(&path, &asked.etag(), more).await.expect(200);
    let merge = format!("/catalogues/indicators/{}/merge", extra.id());
    admin.act(&merge, &extra.etag(), json!({ "into": all[0]["id"] })).await.expect(200).ok();
    assert_eq!(admin.read(&path).await["indicators"], json!([all[0]["id"]]));
    let retired = json!({ "indicators": [extra.id()] });
    admin.patch(&path, &asked.etag(), retired).await.field_error("indicators");
    let none = admin.patch(&path, &asked.etag(), json!({ "indicators": [] })).await.expect(200);
    assert_eq!(none.body["indicators"], json!([]));
    let topic = admin.all("/catalogues/topics").await[0].clone();
    let path = format!("/catalogues/topics/{}", topic["id"].as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    admin.patch(&path, &etag, json!({ "indicators": [] })).await.field_error("indicators");
}

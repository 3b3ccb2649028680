//! Saving a report: which activities a save writes, and which errors it answers.

use serde_json::{Value, json};
use tests::scene::id;
use tests::{Database, Scene, Server, both_databases};

both_databases!(save_writes_only_activities_that_differ, save_answers_all_field_errors_at_once);

/// A phone saves the whole report every few seconds: an unchanged activity keeps its version, also
/// when its topics come in another order; one that was changed, moved or removed is written.
async fn save_writes_only_activities_that_differ(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let path = work.path("/report");
    let topics = scene.head.all("/catalogues/topics").await;
    let mut one = scene.activity().await;
    one["topics"] = json!([topics[0]["id"], topics[1]["id"]]);
    one["links"] = json!(["https://loa.example.vn/anh"]);
    // The page names no place: then it is the unit's own.
    let mut two = scene.activity().await;
    two["places_reached"] = json!([]);
    let mut etag = scene.save_draft(&work, json!({ "activities": [one, two] })).await;
    let versions = async || -> Vec<Value> {
        let report = scene.head.read(&path).await;
        let of = |activity: &Value| activity["version"].clone();
        report["activities"].as_array().unwrap().iter().map(of).collect()
    };
    let ids: Vec<String> = {
        let report = scene.head.read(&path).await;
        report["activities"].as_array().unwrap().iter().map(|one| id(&one["id"])).collect()
    };
    let (mut one, mut two) = (one, two);
    (one["id"], two["id"]) = (json!(ids[0]), json!(ids[1]));
    one["topics"] = json!([topics[1]["id"], topics[0]["id"]]);
    let mut save = async |activities: Value| {
        let body = json!({ "narrative": "Đã họp.", "activities": activities });
        let saved = scene.head.put(&path, &etag, body).await.expect(200);
        etag = saved.etag();
    };

    save(json!([one, two])).await;
    assert_eq!(versions().await, [1, 1]);
    two["note"] = json!("Có mưa.");
    save(json!([one, two])).await;
    assert_eq!(versions().await, [1, 2]);
    one["values"][0]["amount"] = json!(63);
    save(json!([one, two])).await;
    assert_eq!(versions().await, [2, 2]);
    // They change places.
    save(json!([two, one])).await;
    assert_eq!(versions().await, [3, 3]);
    save(json!([two])).await;
    assert_eq!(versions().await, [3]);
    let report = scene.head.read(&path).await;
    assert_eq!(report["activities"][0]["note"], "Có mưa.");
    assert_eq!(report["activities"][0]["values"][0]["amount"], 62);
    // What went comes back as it is sent.
    save(json!([two, one])).await;
    let report = scene.head.read(&path).await;
    assert_eq!(report["activities"][1]["values"][0]["amount"], 63);
    assert_eq!(report["activities"][1]["links"], json!(["https://loa.example.vn/anh"]));
}

/// Errors in the report's fields and its activities' fields, unknown catalogue entries and a
/// repeated id come in one answer.
async fn save_answers_all_field_errors_at_once(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let unknown = "019e42e5-8a80-7000-8000-00002a62ecec";
    let mut one = scene.activity().await;
    one["id"] = json!(unknown);
    one["held_at"] = json!("25:00");
    one["topics"] = json!([unknown]);
    let mut two = scene.activity().await;
    two["id"] = json!(unknown);
    two["held_on"] = json!("2099-01-01");
    let body = json!({ "narrative": "a".repeat(10_001), "activities": [one, two] });
    let call = scene.head.call(reqwest::Method::PUT, &work.path("/report"));
    let answer = call.header("if-none-match", "*").json(body).send().await;
    answer.problem(422, "validation");
    for field in [
        "narrative",
        "activities[0].held_at",
        "activities[0].topics",
        "activities[1].held_on",
        "activities[1].id",
    ] {
        answer.field_error(field);
    }
}

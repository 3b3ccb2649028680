//! Templates: a task saved without its dates.

use serde_json::{Value, json};
use tests::scene::{first, id};
use tests::{Client, Database, Scene, Server, both_databases, demo};
use uuid::Uuid;

both_databases!(
    a_task_is_made_from_a_template,
    a_task_is_saved_as_a_template,
    template_follows_merged_topics_and_ended_units,
    each_field_is_checked,
    stale_or_missing_etag_is_refused_deleted_template_is_404,
);

async fn template(scene: &Scene) -> Value {
    json!({
        "name": "Buổi tối ở thôn", "due_in_days": 14,
        "task": {
            "title": "Buổi tối tuyên truyền cho người lao động",
            "description": "Phát tờ rơi đến từng hộ.", "priority": "high",
            "topics": [first(&scene.chairman, "topics").await],
            "channels": [first(&scene.chairman, "channels").await],
            "audiences": [first(&scene.chairman, "audiences").await],
            "targets": [{ "indicator_id": scene.indicator("người tham dự").await, "amount": 60 }],
            "reviewer_post_id": scene.chairman.read("/auth/me").await["post_id"],
            "units": [{ "unit_id": scene.unit, "part": "alone" }],
        },
    })
}

async fn a_task_is_made_from_a_template(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let body = template(&scene).await;
    let saved = coordinator.post("/task-templates", body.clone()).await.expect(201);
    let found = coordinator.get(&format!("/task-templates/{}", saved.id())).await.expect(200);
    assert_eq!(found.body, saved.body);
    assert_eq!(found.etag(), saved.etag());
    let task = &found.body["task"];
    for list in ["topics", "channels", "audiences"] {
        assert_eq!(task[list][0]["id"], body["task"][list][0]);
        assert!(task[list][0]["name"].as_str().is_some_and(|name| !name.is_empty()), "{task}");
    }
    assert_eq!(task["targets"][0]["amount"], 60);
    assert_eq!(task["targets"][0]["unit_of_measure"], "người");
    assert_eq!(task["units"][0]["unit"]["name"], "Thôn Xuân Bắc");
    assert_eq!(task["units"][0]["ended"], false);
    assert!(task["reviewer"]["name"].as_str().unwrap().contains("Chủ tịch"), "{task}");

    // As the page does: the form is filled, the days are counted from today.
    let ids = |list: &str| -> Vec<Value> {
        task[list].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    let made = json!({
        "title": task["title"], "description": task["description"], "priority": task["priority"],
        "topics": ids("topics"), "channels": ids("channels"), "audiences": ids("audiences"),
        "targets": [{ "indicator_id": task["targets"][0]["indicator_id"], "amount": 60 }],
        "reviewer_post_id": task["reviewer"]["id"], "due_on": "2026-11-30", "open": true,
        "units": [{ "unit_id": task["units"][0]["unit"]["id"], "part": "alone" }],
    });
    let made = coordinator.post("/tasks", made).await.expect(201);
    for same in ["title", "description", "priority", "topics", "channels", "targets", "reviewer"] {
        assert_eq!(made.body[same], task[same], "{same}");
    }
    let all = coordinator.all("/task-templates").await;
    assert_eq!(all.iter().filter(|one| one["id"] == found.body["id"]).count(), 1);
    assert!(all.contains(&found.body), "{all:?}");
}

async fn a_task_is_saved_as_a_template(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let directive = scene.chairman.all("/directives").await[0].clone();
    let directive = scene.chairman.read(&format!("/directives/{}", id(&directive["id"]))).await;
    let mut body = scene.task("Rà soát, khắc phục", "2026-11-30");
    body["clause_id"] = directive["clauses"][0]["id"].clone();
    body["topics"] = json!([first(&scene.chairman, "topics").await]);
    let task = scene.chairman.post("/tasks", body).await.expect(201);
    let path = format!("/tasks/{}/template", task.id());
    let saved = scene.chairman.post(&path, json!({ "name": "Rà soát" })).await.expect(201);
    assert_eq!(saved.body["due_in_days"], 14);
    let plan = &saved.body["task"];
    for same in ["title", "topics", "clause", "directive", "clause_number", "reviewer"] {
        assert_eq!(plan[same], task.body[same], "{same}");
    }
    assert_eq!(plan["units"][0]["unit"]["id"], scene.unit.as_str());
    let etag = scene.chairman.get(&format!("/tasks/{}", task.id())).await.etag();
    assert_eq!(etag, task.etag(), "the task stays as it is");
    scene.chairman.post(&path, json!({ "name": "rà soát" })).await.field_error("name");
    let nowhere = format!("/tasks/{}/template", Uuid::now_v7());
    scene.chairman.post(&nowhere, json!({ "name": "Khác" })).await.problem(404, "not_found");

    // What is counted from an event goes on being counted from it.
    let event = json!({ "name": "Ngày hội", "day": "2026-11-25" });
    let event = scene.chairman.post("/events", event).await.expect(201);
    let mut body = scene.task("Lồng ghép tại Ngày hội", "2026-11-30");
    body.as_object_mut().unwrap().remove("due_on");
    body["anchor"] = json!({ "event_id": event.id(), "days": -3 });
    let task = scene.chairman.post("/tasks", body).await.expect(201);
    let path = format!("/tasks/{}/template", task.id());
    let saved = scene.chairman.post(&path, json!({ "name": "Ngày hội" })).await.expect(201);
    assert_eq!(saved.body["due_in_days"], Value::Null);
    assert_eq!(saved.body["anchor"], task.body["anchor"]);
    let used = scene.chairman.get(&format!("/events/{}", event.id())).await.expect(200);
    assert_eq!(used.body["uses"], 2);
}

/// A merged catalogue entry is replaced by the one it was merged into, an ended unit by its
/// successor.
async fn template_follows_merged_topics_and_ended_units(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let saved = scene.chairman.post("/task-templates", template(&scene).await).await.expect(201);
    let topics = scene.chairman.all("/catalogues/topics").await;
    let merge = format!("/catalogues/topics/{}/merge", id(&topics[0]["id"]));
    let etag = format!("\"{}\"", topics[0]["version"]);
    admin.act(&merge, &etag, json!({ "into": topics[1]["id"] })).await.expect(200).ok();
    end(&admin, &scene.unit, Some("lamhoan")).await;
    let path = format!("/task-templates/{}", saved.id());
    let there = scene.chairman.read(&path).await;
    assert_eq!(there["task"]["topics"][0]["name"], topics[1]["name"]);
    assert_eq!(there["task"]["units"][0]["unit"]["name"], "Thôn Lâm Hoãn");
    assert_eq!(there["task"]["units"][0]["ended"], false);
    // Who changes another word of it is not told of what time has mended.
    let patch = json!({ "task": { "title": "Lời mới" } });
    let changed = scene.chairman.patch(&path, &saved.etag(), patch).await.expect(200);
    assert_eq!(changed.body["task"]["topics"], there["task"]["topics"]);
    assert_eq!(changed.body["task"]["units"], there["task"]["units"]);
}

async fn end(admin: &Client, unit: &str, successor: Option<&str>) {
    let all = admin.all("/units").await;
    let successor = all.iter().find(|unit| Some(unit["code"].as_str().unwrap()) == successor);
    let path = format!("/units/{unit}");
    let etag = admin.get(&path).await.expect(200).etag();
    let body = json!({ "on": "2026-11-16", "successor_id": successor.map(|unit| &unit["id"]) });
    admin.act(&format!("{path}/end"), &etag, body).await.expect(200).ok();
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let nobody = Uuid::now_v7();
    let good = template(&scene).await;
    scene.chairman.post("/task-templates", good.clone()).await.expect(201).ok();
    let event = json!({ "name": "Ngày hội", "day": "2026-11-25" });
    let event = scene.chairman.post("/events", event).await.expect(201).id();
    for (field, wrong, named) in [
        ("name", json!("buổi tối ở thôn"), "name"),
        ("name", json!(""), "name"),
        ("due_in_days", json!(366), "due_in_days"),
        ("anchor", json!({ "event_id": event, "days": 1 }), "due_in_days"),
        ("anchor", json!({ "event_id": nobody, "days": 1 }), "anchor.event_id"),
    ] {
        let mut body = good.clone();
        body["name"] = json!("Tên khác");
        body[field] = wrong;
        scene.chairman.post("/task-templates", body).await.field_error(named);
    }
    for (field, wrong, named) in [
        ("title", json!(" "), "task.title"),
        ("directive_id", json!(nobody), "task.directive_id"),
        ("topics", json!([nobody]), "task.topics"),
        ("units", json!([{ "unit_id": nobody, "part": "alone" }]), "task.units[0].unit_id"),
        (
            "targets",
            json!([{ "indicator_id": nobody, "amount": 1 }]),
            "task.targets[0].indicator_id",
        ),
        ("reviewer_post_id", json!(nobody), "task.reviewer_post_id"),
    ] {
        let mut body = good.clone();
        body["name"] = json!("Tên khác");
        body["task"][field] = wrong;
        scene.chairman.post("/task-templates", body).await.field_error(named);
    }
    // A template for nobody in particular, without a deadline, is one too.
    let bare = json!({ "name": "Trống", "task": { "title": "Một việc" } });
    let bare = scene.chairman.post("/task-templates", bare).await.expect(201);
    assert_eq!(bare.body["due_in_days"], Value::Null);
    assert_eq!(bare.body["task"]["priority"], "normal");
    assert_eq!(bare.body["task"]["units"], json!([]));
}

async fn stale_or_missing_etag_is_refused_deleted_template_is_404(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let saved = scene.chairman.post("/task-templates", template(&scene).await).await.expect(201);
    let path = format!("/task-templates/{}", saved.id());
    let patch = json!({ "name": "Tên mới", "due_in_days": null,
        "task": { "title": "Việc khác", "reviewer_post_id": null, "topics": [] } });
    let bare = scene.chairman.call(reqwest::Method::PATCH, &path).json(patch.clone());
    bare.send().await.problem(428, "precondition_required");
    let changed = scene.chairman.patch(&path, &saved.etag(), patch.clone()).await.expect(200);
    assert_eq!(changed.body["name"], "Tên mới");
    assert_eq!(changed.body["due_in_days"], Value::Null);
    assert_eq!(changed.body["task"]["title"], "Việc khác");
    assert_eq!(changed.body["task"]["reviewer"], Value::Null);
    assert_eq!(changed.body["task"]["topics"], json!([]));
    // What was not named stays.
    assert_eq!(changed.body["task"]["priority"], "high");
    assert_eq!(changed.body["task"]["targets"], saved.body["task"]["targets"]);
    scene.chairman.patch(&path, &saved.etag(), patch).await.problem(412, "stale_version");
    scene.chairman.delete(&path, &saved.etag()).await.problem(412, "stale_version");
    scene.chairman.delete(&path, &changed.etag()).await.expect(204).ok();
    scene.chairman.get(&path).await.problem(404, "not_found");
    let left = scene.chairman.all("/task-templates").await;
    assert!(left.iter().all(|one| one["id"] != saved.id()), "{left:?}");
}

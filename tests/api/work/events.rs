//! Events: each village's own day, and deadlines counted from it.

use serde_json::{Value, json};
use tests::{Client, Database, Scene, Server, both_databases, demo};
use uuid::Uuid;

both_databases!(
    deadline_is_counted_from_the_units_own_event_day,
    moving_an_event_leaves_existing_deadlines_unchanged,
    setting_a_deadline_removes_the_tasks_event_anchor,
    each_field_is_checked,
    event_in_use_cannot_be_deleted,
);

async fn villages(client: &Client) -> Vec<String> {
    let all = client.all("/units?kind=village").await;
    all.iter().map(|unit| tests::scene::id(&unit["id"])).collect()
}

/// Creates the event Ngày hội on 25/11, for the first village on 28/11.
async fn feast(client: &Client, villages: &[String]) -> tests::Answer {
    let body = json!({
        "name": "Ngày hội đại đoàn kết 2026", "day": "2026-11-25",
        "days": [{ "unit_id": villages[0], "day": "2026-11-28" }],
    });
    client.post("/events", body).await.expect(201)
}

fn task(villages: &[String], event: &str, days: i32) -> Value {
    let units: Vec<Value> =
        villages.iter().map(|unit| json!({ "unit_id": unit, "part": "alone" })).collect();
    json!({
        "title": "Lồng ghép tuyên truyền tại Ngày hội", "open": true, "units": units,
        "anchor": { "event_id": event, "days": days },
    })
}

async fn due(client: &Client, task: &str, unit: &str) -> String {
    let all = client.all(&format!("/assignments?task={task}&unit={unit}")).await;
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0]["due_at"], all[0]["original_due_at"]);
    tests::scene::id(&all[0]["due_at"])
}

async fn deadline_is_counted_from_the_units_own_event_day(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let villages = villages(&scene.chairman).await;
    let event = feast(&scene.chairman, &villages).await;
    assert_eq!(event.body["days"][0]["unit"]["id"], villages[0].as_str());
    assert_eq!(event.body["uses"], 0);

    let before = scene.chairman.post("/tasks", task(&villages[..2], &event.id(), -7)).await;
    let before = before.expect(201);
    assert_eq!(before.body["due_at"], "2026-11-18T16:59:59Z");
    assert_eq!(before.body["anchor"]["event"]["id"], event.body["id"]);
    assert_eq!(before.body["anchor"]["event"]["name"], "Ngày hội đại đoàn kết 2026");
    assert_eq!(before.body["anchor"]["days"], -7);
    let of = async |unit: &str| due(&scene.chairman, &before.id(), unit).await;
    assert_eq!(of(&villages[0]).await, "2026-11-21T16:59:59Z");
    assert_eq!(of(&villages[1]).await, "2026-11-18T16:59:59Z");

    let after = scene.chairman.post("/tasks", task(&villages[..2], &event.id(), 3)).await;
    let after = after.expect(201);
    let of = async |unit: &str| due(&scene.chairman, &after.id(), unit).await;
    assert_eq!(of(&villages[0]).await, "2026-12-01T16:59:59Z");
    assert_eq!(of(&villages[1]).await, "2026-11-28T16:59:59Z");

    // Who is added later is counted the same, from the task's event or from another.
    let more = json!({ "units": [{ "unit_id": villages[2], "part": "alone" }] });
    let path = format!("/tasks/{}/assignments", after.id());
    let added = scene.chairman.act(&path, &after.etag(), more).await.expect(201);
    assert_eq!(of(&villages[2]).await, "2026-11-28T16:59:59Z");
    let more = json!({ "units": [{ "unit_id": villages[3], "part": "alone" }],
        "anchor": { "event_id": event.id(), "days": 10 } });
    let added = scene.chairman.act(&path, &added.etag(), more).await.expect(201);
    assert_eq!(of(&villages[3]).await, "2026-12-05T16:59:59Z");
    let more =
        json!({ "units": [{ "unit_id": villages[4], "part": "alone", "due_on": "2026-12-20" }] });
    scene.chairman.act(&path, &added.etag(), more).await.expect(201).ok();
    assert_eq!(of(&villages[4]).await, "2026-12-20T16:59:59Z");
    let there = scene.chairman.read(&format!("/events/{}", event.id())).await;
    assert_eq!(there["uses"], 2);
}

async fn moving_an_event_leaves_existing_deadlines_unchanged(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let villages = villages(&scene.chairman).await;
    let event = feast(&scene.chairman, &villages).await;
    let made = scene.chairman.post("/tasks", task(&villages[..1], &event.id(), 0)).await;
    let made = made.expect(201);
    let path = format!("/events/{}", event.id());
    let days =
        json!({ "day": "2026-12-10", "days": [{ "unit_id": villages[1], "day": "2026-12-12" }] });
    let moved = scene.chairman.patch(&path, &event.etag(), days).await.expect(200);
    assert_eq!((&moved.body["day"], &moved.body["version"]), (&json!("2026-12-10"), &json!(2)));
    assert_eq!(moved.body["days"].as_array().map(Vec::len), Some(1));
    assert_eq!(due(&scene.chairman, &made.id(), &villages[0]).await, "2026-11-28T16:59:59Z");
    scene.chairman.patch(&path, &event.etag(), json!({})).await.problem(412, "stale_version");
    let bare = scene.chairman.call(reqwest::Method::PATCH, &path).json(json!({}));
    bare.send().await.problem(428, "precondition_required");

    // What is given from now on is counted from the new days.
    let more = json!({ "units": [{ "unit_id": villages[1], "part": "alone" }] });
    let assign = format!("/tasks/{}/assignments", made.id());
    scene.chairman.act(&assign, &made.etag(), more).await.expect(201).ok();
    assert_eq!(due(&scene.chairman, &made.id(), &villages[1]).await, "2026-12-12T16:59:59Z");
}

async fn setting_a_deadline_removes_the_tasks_event_anchor(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let villages = villages(&scene.chairman).await;
    let event = feast(&scene.chairman, &villages).await;
    let mut body = task(&villages[..2], &event.id(), -2);
    body["open"] = json!(false);
    let draft = scene.chairman.post("/tasks", body).await.expect(201);
    let path = format!("/tasks/{}", draft.id());
    let patch = json!({ "due_on": "2026-12-24" });
    let changed = scene.chairman.patch(&path, &draft.etag(), patch).await.expect(200);
    assert_eq!(changed.body["anchor"], Value::Null);
    for village in &villages[..2] {
        let due = due(&scene.chairman, &draft.id(), village).await;
        assert_eq!(due, "2026-12-24T16:59:59Z");
    }
    let there = scene.chairman.read(&format!("/events/{}", event.id())).await;
    assert_eq!(there["uses"], 0);
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let villages = villages(&scene.chairman).await;
    let event = feast(&coordinator, &villages).await;
    let own = |unit: &str| json!({ "unit_id": unit, "day": "2026-11-20" });
    let nobody = Uuid::now_v7().to_string();
    for (field, wrong, named) in [
        ("name", json!(" "), "name"),
        ("name", json!("ngày hội ĐẠI ĐOÀN KẾT 2026"), "name"),
        ("day", json!("1066-10-14"), "day"),
        ("days", json!([own(&nobody)]), "days[0].unit_id"),
        ("days", json!([own(&villages[0]), own(&villages[0])]), "days[1].unit_id"),
        ("days", json!([{ "unit_id": villages[0], "day": "9999-01-01" }]), "days[0].day"),
    ] {
        let mut body = json!({ "name": "Ngày hội khác", "day": "2026-11-20" });
        body[field] = wrong;
        coordinator.post("/events", body).await.field_error(named);
    }
    for (field, wrong, named) in [
        ("due_on", json!("2026-12-01"), "due_on"),
        ("anchor", json!({ "event_id": nobody, "days": 0 }), "anchor.event_id"),
        ("anchor", json!({ "event_id": event.id(), "days": 366 }), "anchor.days"),
        ("anchor", json!({ "event_id": event.id(), "days": -10 }), "units[1].unit_id"),
        (
            "units",
            json!([{ "unit_id": villages[0], "part": "alone", "due_on": "2026-12-01" }]),
            "units[0].due_on",
        ),
    ] {
        let mut body = task(&villages[..2], &event.id(), -7);
        body[field] = wrong;
        coordinator.post("/tasks", body).await.field_error(named);
    }
    // The first village's own day is later: ten days before it has not come yet.
    let late = coordinator.post("/tasks", task(&villages[..2], &event.id(), -10)).await;
    assert_eq!(late.body["errors"].as_array().map(Vec::len), Some(1), "{late}");
    let mut draft = task(&[], &event.id(), -10);
    draft["open"] = json!(false);
    coordinator.post("/tasks", draft).await.field_error("anchor.days");
}

async fn event_in_use_cannot_be_deleted(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let villages = villages(&scene.chairman).await;
    let event = feast(&scene.chairman, &villages).await;
    let path = format!("/events/{}", event.id());
    scene.chairman.post("/tasks", task(&villages[..2], &event.id(), 0)).await.expect(201).ok();
    let used = scene.chairman.delete(&path, &event.etag()).await;
    used.problem(409, "wrong_state");
    assert!(used.body["detail"].as_str().unwrap().contains("Còn 1 nhiệm vụ"), "{used}");

    let other = json!({ "name": "Hội làng", "day": "2027-02-20",
        "days": [{ "unit_id": villages[0], "day": "2027-02-22" }] });
    let other = scene.chairman.post("/events", other).await.expect(201);
    let path = format!("/events/{}", other.id());
    scene.chairman.delete(&path, "\"9\"").await.problem(412, "stale_version");
    let all = scene.chairman.all("/events?limit=1").await;
    let names: Vec<&str> = all.iter().filter_map(|event| event["name"].as_str()).collect();
    // The demo's own comes last.
    assert_eq!(names[..2], ["Hội làng", "Ngày hội đại đoàn kết 2026"]);
    assert_eq!(names.len(), 3, "{names:?}");
    scene.chairman.delete(&path, &other.etag()).await.expect(204).ok();
    scene.chairman.get(&path).await.problem(404, "not_found");
}

//! The calendar: deadlines and activities by day, of what one may see.

use serde_json::{Value, json};
use tests::scene::first;
use tests::server::Home;
use tests::{Client, Database, Scene, Server, both_databases, demo};

use crate::platform::permissions::machine;

both_databases!(
    calendar_lists_deadlines_and_activities_by_day,
    calendar_shows_only_what_the_person_may_see,
    api_client_sees_only_the_entries_of_its_scopes,
    calendar_over_more_than_two_months_is_400,
    calendar_is_truncated_at_2000_entries,
);

async fn november(client: &Client, rest: &str) -> Vec<Value> {
    let found = client.read(&format!("/calendar?from=2026-11-01&to=2026-11-30{rest}")).await;
    assert_eq!(found["truncated"], false);
    found["items"].as_array().unwrap().clone()
}

async fn calendar_lists_deadlines_and_activities_by_day(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let channel = first(&scene.chairman, "channels").await;
    let mut task = scene.task("Phát tờ rơi", "2026-11-20");
    task["channels"] = json!([channel]);
    task["priority"] = json!("high");
    let task = scene.chairman.post("/tasks", task).await.expect(201);
    let mut draft = scene.task("Còn dự thảo", "2026-11-21");
    draft["open"] = json!(false);
    scene.chairman.post("/tasks", draft).await.expect(201).ok();
    let held = scene.activity().await;
    let held = scene.head.post("/activities", held).await.expect(201);

    let all = november(&scene.head, "").await;
    let day = |entry: &Value| entry["day"].as_str().unwrap().to_owned();
    assert!(all.iter().map(day).collect::<Vec<_>>().is_sorted(), "{all:?}");
    let deadline = all.iter().find(|one| one["task"]["id"] == task.body["id"]).unwrap();
    assert_eq!(deadline["kind"], "deadline");
    assert_eq!(deadline["day"], "2026-11-20");
    assert_eq!(deadline["due_at"], "2026-11-20T16:59:59Z");
    assert_eq!(deadline["original_due_at"], deadline["due_at"]);
    assert_eq!(
        (&deadline["state"], &deadline["timeliness"]),
        (&json!("assigned"), &json!("on_track"))
    );
    assert_eq!((&deadline["priority"], &deadline["part"]), (&json!("high"), &json!("alone")));
    assert_eq!(deadline["unit"]["id"], scene.unit.as_str());
    let activity = all.iter().find(|one| one["activity_id"] == held.body["id"]).unwrap();
    assert_eq!(activity["kind"], "activity");
    assert_eq!((&activity["day"], &activity["hour"]), (&json!("2026-11-15"), &json!("19:30")));
    assert_eq!(activity["place"], "Nhà văn hóa thôn");
    assert_eq!(activity["channel"]["id"], channel.as_str());
    assert_eq!(activity["units"][0]["id"], scene.unit.as_str());
    assert_eq!(activity["state"], "draft");
    assert!(!json!(all).to_string().contains("Còn dự thảo"));

    // By channel: what is asked of it and what was done by it.
    let some = november(&scene.head, &format!("&channel={channel}")).await;
    assert!(some.len() < all.len() && some.contains(deadline) && some.contains(activity));

    // A deadline that was cancelled is none.
    let path = format!("/tasks/{}", task.id());
    let etag = scene.chairman.get(&path).await.etag();
    let cancel = json!({ "reason": "Thôi" });
    scene.chairman.act(&format!("{path}/cancel"), &etag, cancel).await.expect(200).ok();
    assert_eq!(november(&scene.head, "").await.len(), all.len() - 1);

    // What was returned is due when it is to be sent again; the other deadline stands beside it.
    let work = scene.assign("Họp thôn", "2026-11-16").await;
    let report = scene.submit(&work).await;
    scene.review(&report, Some("Thiếu ảnh"), &work).await;
    let all = november(&scene.head, "").await;
    let returned = all.iter().find(|one| one["assignment_id"] == work.assignment.as_str()).unwrap();
    assert_eq!(returned["day"], "2026-11-18");
    assert_eq!(returned["original_due_at"], "2026-11-16T16:59:59Z");
}

async fn calendar_shows_only_what_the_person_may_see(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let held = scene.activity().await;
    let draft = scene.head.post("/activities", held).await.expect(201);
    let work = scene.assign("Phát tờ rơi", "2026-11-20").await;
    let mine = november(&scene.head, "").await;
    let deadlines = mine.iter().filter(|one| one["kind"] == "deadline");
    assert!(deadlines.clone().all(|one| one["unit"]["id"] == scene.unit.as_str()), "{mine:?}");
    let all = november(&scene.chairman, "").await;
    assert!(all.len() > mine.len());
    let of_unit = november(&scene.chairman, &format!("&unit={}", scene.unit)).await;
    let has = |list: &[Value], field: &str, id: &str| list.iter().any(|one| one[field] == id);
    assert!(has(&of_unit, "assignment_id", &work.assignment));
    assert!(has(&mine, "activity_id", &draft.id()), "one's own draft");
    assert!(!has(&of_unit, "activity_id", &draft.id()), "another's draft");
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let other = november(&other, "").await;
    assert!(!has(&other, "assignment_id", &work.assignment));
    // The same as the lists say.
    let due = "/assignments?due_from=2026-11-01&due_to=2026-11-30";
    let listed = scene.chairman.all(due).await;
    let listed = listed.iter().filter(|one| one["state"] != "cancelled").count();
    assert_eq!(all.iter().filter(|one| one["kind"] == "deadline").count(), listed);
    let listed = scene.chairman.all("/activities?from=2026-11-01&to=2026-11-30").await.len();
    assert_eq!(all.iter().filter(|one| one["kind"] == "activity").count(), listed);
}

async fn api_client_sees_only_the_entries_of_its_scopes(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let whole = november(&scene.chairman, "").await;
    assert!(whole.iter().any(|one| one["kind"] == "activity"), "{whole:?}");
    let seen = november(&machine(&server, "assignments:read").await, "").await;
    assert!(!seen.is_empty() && seen.iter().all(|one| one["kind"] == "deadline"));
    let seen = november(&machine(&server, "assignments:read activities:read").await, "").await;
    assert_eq!(seen.len(), whole.len());
}

async fn calendar_over_more_than_two_months_is_400(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    for (query, good) in [
        ("from=2026-11-01&to=2027-01-01", true),
        ("from=2026-11-01&to=2027-01-02", false),
        ("from=2026-11-01&to=2026-11-01", true),
        ("from=2026-11-02&to=2026-11-01", false),
        ("from=2026-11-01", false),
        ("from=2026-11-01&to=hôm+nay", false),
        ("from=2026-11-01&to=2026-11-02&unit=x", false),
    ] {
        let answer = chairman.get(&format!("/calendar?{query}")).await;
        if good {
            answer.expect(200).ok();
        } else {
            answer.problem(400, "malformed_query");
        }
    }
    let nobody = uuid::Uuid::now_v7();
    let none = november(&chairman, &format!("&unit={nobody}")).await;
    assert_eq!(none.len(), 0);
}

async fn calendar_is_truncated_at_2000_entries(database: Database) {
    let home = Home::new(database);
    let load = ["demo", "load", "--units", "30", "--users", "30", "--tasks", "100"];
    let rest = ["--assignments", "2900", "--reports", "10", "--activities", "10"];
    home.run_ok(&[load.as_slice(), &rest].concat(), "");
    // The order of deadlines alone decides what is looked at.
    let all = "UPDATE assignments SET due_key = 1795190399000 WHERE state <> 'cancelled'";
    let _ = home.store().query(all);
    let server = home.serve(false);
    let chairman = server.login("load-1").await;
    let found = chairman.read("/calendar?from=2026-11-16&to=2026-11-30").await;
    assert_eq!(found["truncated"], true);
    assert_eq!(found["items"].as_array().map(Vec::len), Some(2000));
    let unit = found["items"][0]["unit"]["id"].as_str().unwrap();
    let fewer = format!("/calendar?from=2026-11-16&to=2026-11-30&unit={unit}");
    assert_eq!(chairman.read(&fewer).await["truncated"], false);
}

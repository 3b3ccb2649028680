//! Chasing by a person: many assignments in one request, which of them are skipped, and the text
//! for the villages' groups.

use serde_json::{Value, json};
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    chase_of_many_assignments_notifies_each_village_head,
    chase_of_many_tasks_makes_one_notice_a_person,
    chase_skips_submitted_undated_and_unknown_assignments,
    committee_chases_its_parts_but_not_its_own_assignment,
    chase_text_names_deadlines_and_notifies_nobody,
);

async fn chase_of_many_assignments_notifies_each_village_head(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let units = chairman.all("/units?kind=village").await;
    let shares: Vec<Value> =
        units.iter().map(|unit| json!({ "unit_id": unit["id"], "part": "alone" })).collect();
    let body =
        json!({ "title": "Ngày hội", "due_on": "2026-11-16", "open": true, "units": shares });
    let task = chairman.post("/tasks", body).await.expect(201).id();
    server.clock().set("2026-11-17T06:00:00+07:00");
    let chairman = server.login(demo::CHAIRMAN).await;
    let late = chairman.all(&format!("/assignments?task={task}&timeliness=overdue")).await;
    assert_eq!(late.len(), 12);
    let ids: Vec<&Value> = late.iter().map(|one| &one["id"]).collect();
    let body = json!({ "assignment_ids": ids, "message": "Gửi trước 17 giờ." });
    let chased = chairman.post("/chases", body).await.expect(201).body;
    assert_eq!(chased["chased"].as_array().unwrap().len(), 12);
    assert_eq!(chased["skipped"], json!([]));
    let _ = server.home().run_ok(&["jobs", "run"], "");
    let count = "SELECT count(*) FROM notices WHERE kind = 'chased'";
    let told = server.home().store().query(count);
    // A village without a person of its own has nobody to tell.
    let heads = "SELECT count(*) FROM posts WHERE role = 'village_head'";
    assert_eq!(told, server.home().store().query(heads));
    let id = late[0]["id"].as_str().unwrap();
    let timeline = chairman.all(&format!("/assignments/{id}/timeline")).await;
    let last = timeline.last().unwrap();
    assert_eq!((&last["kind"], &last["note"]), (&json!("chased"), &json!("Gửi trước 17 giờ.")));
}

async fn chase_of_many_tasks_makes_one_notice_a_person(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let mut ids = Vec::new();
    for (title, due) in [("Một", "2026-11-22"), ("Hai", "2026-11-20"), ("Ba", "2026-11-21")] {
        ids.push(scene.assign(title, due).await.assignment);
    }
    let body = json!({ "assignment_ids": ids, "message": "Gấp." });
    scene.chairman.post("/chases", body).await.expect(201).ok();
    let _ = server.home().run_ok(&["jobs", "run"], "");
    let told = scene.head.all("/notices?kind=chased").await;
    let [one] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((&one["task"]["name"], &one["other_tasks"]), (&json!("Hai"), &json!(["Ba", "Một"])));
    assert_eq!((&one["path"], &one["note"]), (&json!("/my-work"), &json!("Gấp.")));
    // Of one alone it leads to it.
    let body = json!({ "assignment_ids": [ids[0]] });
    scene.chairman.post("/chases", body).await.expect(201).ok();
    let _ = server.home().run_ok(&["jobs", "run"], "");
    let told = scene.head.all("/notices?kind=chased").await;
    let path = format!("/assignments/{}", ids[0]);
    assert!(told.len() == 2 && told.iter().any(|one| one["path"] == path), "{told:?}");
}

async fn chase_skips_submitted_undated_and_unknown_assignments(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let (sent, open) =
        (scene.assign("Gửi", "2026-11-30").await, scene.assign("Chưa", "2026-11-30").await);
    scene.submit(&sent).await;
    let undated = json!({ "title": "Không hạn", "open": true,
        "units": [{ "unit_id": scene.unit, "part": "alone" }] });
    let task = scene.chairman.post("/tasks", undated).await.expect(201).id();
    let undated = scene.head.all(&format!("/assignments?task={task}")).await[0]["id"].clone();
    let nowhere = "019a5f10-7c1e-7000-8000-000000000001";
    let body = json!({ "assignment_ids": [sent.assignment, open.assignment, undated, nowhere] });
    let answer = scene.chairman.post("/chases", body).await.expect(201).body;
    assert_eq!(answer["chased"], json!([open.assignment]));
    let why = |id: &str| {
        let all = answer["skipped"].as_array().unwrap();
        all.iter().find(|one| one["assignment_id"] == id).unwrap()["why"].clone()
    };
    assert_eq!(why(&sent.assignment), "not_waiting");
    assert_eq!(why(undated.as_str().unwrap()), "undated");
    assert_eq!(why(nowhere), "unknown");
    let none = json!({ "assignment_ids": [] });
    scene.chairman.post("/chases", none).await.field_error("assignment_ids");
    let long = json!({ "assignment_ids": [open.assignment], "message": "a".repeat(1001) });
    scene.chairman.post("/chases", long).await.field_error("message");
    let own = json!({ "assignment_ids": [open.assignment] });
    scene.head.post("/chases", own).await.problem(403, "forbidden");
}

async fn committee_chases_its_parts_but_not_its_own_assignment(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::of(&server, demo::COMMITTEE).await;
    let village = Scene::new(&server).await;
    let whole = scene.assign("Tuyên truyền", "2026-11-30").await;
    scene.acknowledge(&whole).await;
    let etag = scene.head.get(&whole.path("")).await.expect(200).etag();
    let split = json!({ "unit_ids": [village.unit] });
    let parts = scene.head.act(&whole.path("/split"), &etag, split).await.expect(201).body;
    let part = parts["parts"][0]["assignment_id"].clone();
    let body = json!({ "assignment_ids": [part, whole.assignment] });
    let answer = scene.head.post("/chases", body).await.expect(201).body;
    assert_eq!(answer["chased"], json!([part]), "its own is not for it to chase");
}

async fn chase_text_names_deadlines_and_notifies_nobody(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-17").await;
    server.clock().set("2026-11-19T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    let body = json!({ "assignment_ids": [work.assignment], "message": "Gửi sớm." });
    let texts = scene.chairman.post("/chases/text", body).await.expect(200).body;
    let text = texts["items"][0]["text"].as_str().unwrap();
    assert!(text.contains("Họp thôn (hạn 17/11/2026, quá hạn 2 ngày)"), "{text}");
    assert!(text.contains("Gửi sớm."), "{text}");
    assert!(texts["together"].as_str().unwrap().contains("Xuân Bắc"), "{texts}");
    let timeline = scene.head.all(&work.path("/timeline")).await;
    assert!(timeline.iter().all(|one| one["kind"] != "chased"), "text alone sends nothing");
}

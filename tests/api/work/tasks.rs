//! Tasks and how they are assigned.

use serde_json::json;
use tests::scene::{first, id};
use tests::{Database, Scene, Server, both_databases, demo};
use uuid::Uuid;

both_databases!(
    draft_task_is_hidden_from_units_until_opened,
    task_is_assigned_to_many_units_in_one_request,
    each_field_is_checked,
    stale_or_missing_etag_and_wrong_state_are_refused,
    task_is_cancelled_once_and_with_a_reason,
    task_keeps_the_id_chosen_by_the_client,
    task_of_an_unissued_directive_cannot_be_opened,
    patch_with_null_removes_the_deadline,
    filter_by_an_unknown_state_is_400,
);

async fn draft_task_is_hidden_from_units_until_opened(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut body = scene.task("Phát tờ rơi tại chợ", "2026-11-30");
    body["open"] = json!(false);
    let made = scene.chairman.post("/tasks", body).await.expect(201);
    assert_eq!(made.body["state"], "draft");
    let mine = format!("/assignments?task={}", made.id());
    assert!(scene.head.get(&mine).await.items().is_empty(), "a draft is not yet seen");

    let path = format!("/tasks/{}", made.id());
    let opened = scene.chairman.act(&format!("{path}/open"), &made.etag(), json!({})).await;
    assert_eq!(opened.expect(200).body["state"], "open");
    let seen = scene.head.get(&mine).await;
    assert_eq!(seen.items().len(), 1, "{seen}");
    assert_eq!(seen.items()[0]["state"], "assigned");
    // A date without a time ends with its day in the commune.
    assert_eq!(seen.items()[0]["due_at"], "2026-11-30T16:59:59Z");
}

async fn task_is_assigned_to_many_units_in_one_request(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let villages = scene.chairman.all("/units?kind=village").await;
    let units: Vec<_> =
        villages.iter().map(|unit| json!({ "unit_id": unit["id"], "part": "alone" })).collect();
    let mut body = scene.task("Tuyên truyền buổi tối", "2026-11-18");
    body["units"] = json!(units);
    let made = scene.chairman.post("/tasks", body).await.expect(201);
    let list = scene.chairman.all(&format!("/assignments?task={}&limit=5", made.id())).await;
    assert_eq!(list.len(), villages.len());
    let view = scene.chairman.read(&format!("/tasks/{}", made.id())).await;
    assert_eq!(view["progress"]["assigned"], villages.len());

    let again = json!({ "units": [{ "unit_id": scene.unit, "part": "alone" }] });
    let path = format!("/tasks/{}/assignments", made.id());
    let twice = scene.chairman.act(&path, &made.etag(), again).await;
    assert!(matches!(twice.status, 409 | 422), "one live row a unit: {twice}");
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let nobody = Uuid::now_v7();
    let target = first(&scene.chairman, "indicators").await;
    for (field, wrong, named) in [
        ("title", json!(" "), "title"),
        ("title", json!("x".repeat(2_000)), "title"),
        ("directive_id", json!(nobody), "directive_id"),
        ("topics", json!([nobody]), "topics"),
        ("channels", json!([nobody]), "channels"),
        ("audiences", json!([nobody]), "audiences"),
        ("units", json!([{ "unit_id": nobody, "part": "alone" }]), "units[0].unit_id"),
        ("targets", json!([{ "indicator_id": target, "amount": -3 }]), "targets[0].amount"),
    ] {
        let mut body = scene.task("Đúng", "2026-11-30");
        body[field] = wrong;
        scene.chairman.post("/tasks", body).await.field_error(named);
    }
    scene.chairman.post("/tasks", scene.task("Đúng", "2026-11-30")).await.expect(201).ok();
}

async fn stale_or_missing_etag_and_wrong_state_are_refused(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let made =
        scene.chairman.post("/tasks", scene.task("Một việc", "2026-11-30")).await.expect(201);
    let path = format!("/tasks/{}", made.id());
    let patch = json!({ "title": "Việc khác" });
    let bare = scene.chairman.call(reqwest::Method::PATCH, &path).json(patch.clone());
    bare.send().await.problem(428, "precondition_required");
    let changed = scene.chairman.patch(&path, &made.etag(), patch.clone()).await.expect(200);
    scene.chairman.patch(&path, &made.etag(), patch).await.problem(412, "stale_version");
    let open = scene.chairman.act(&format!("{path}/open"), &changed.etag(), json!({})).await;
    open.problem(409, "wrong_state");
}

async fn task_is_cancelled_once_and_with_a_reason(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Một việc", "2026-11-30").await;
    let path = format!("/tasks/{}", work.task);
    let etag = scene.chairman.get(&path).await.etag();
    let cancel = format!("{path}/cancel");
    scene.chairman.act(&cancel, &etag, json!({ "reason": " " })).await.field_error("reason");
    let reason = json!({ "reason": "Tỉnh đã hoãn" });
    let done = scene.chairman.act(&cancel, &etag, reason.clone()).await.expect(200);
    assert_eq!(done.body["state"], "cancelled");
    assert_eq!(done.body["ended_reason"], "Tỉnh đã hoãn");
    scene.chairman.act(&cancel, &done.etag(), reason).await.problem(409, "wrong_state");
    assert_eq!(scene.head.read(&work.path("")).await["state"], "cancelled");
}

/// So that a create whose answer was lost can be sent again.
async fn task_keeps_the_id_chosen_by_the_client(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let chosen = Uuid::now_v7().to_string();
    let mut body = scene.task("Một việc", "2026-11-30");
    body["id"] = json!(chosen);
    let made = scene.chairman.post("/tasks", body.clone()).await.expect(201);
    assert_eq!(made.id(), chosen);
    scene.chairman.post("/tasks", body).await.problem(409, "conflict");
    let office = server.login(demo::COORDINATOR).await;
    assert_eq!(id(&office.read(&format!("/tasks/{chosen}")).await["id"]), chosen);
}

async fn task_of_an_unissued_directive_cannot_be_opened(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let draft = json!({ "subject": "Kế hoạch quý I", "clauses": ["Một"] });
    let directive = scene.chairman.post("/directives", draft).await.expect(201);
    let mut body = scene.task("Theo kế hoạch", "2026-11-30");
    body["directive_id"] = json!(directive.id());
    let refused = scene.chairman.post("/tasks", body.clone()).await;
    assert_eq!(refused.field_error("directive_id"), "not_issued");
    body["open"] = json!(false);
    let task = scene.chairman.post("/tasks", body).await.expect(201);
    let open = format!("/tasks/{}/open", task.id());
    let refused = scene.chairman.act(&open, &task.etag(), json!({})).await;
    assert_eq!(refused.field_error("directive_id"), "not_issued");

    let number = json!({ "number": "99/KH-UBND", "signed_on": "2026-11-16" });
    let issue = format!("/directives/{}/issue", directive.id());
    scene.chairman.act(&issue, &directive.etag(), number).await.expect(200).ok();
    scene.chairman.act(&open, &task.etag(), json!({})).await.expect(200).ok();
}

async fn patch_with_null_removes_the_deadline(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut body = scene.task("Phát tờ rơi", "2026-11-30");
    body["open"] = json!(false);
    let made = scene.chairman.post("/tasks", body).await.expect(201);
    let path = format!("/tasks/{}", made.id());
    let same = scene.chairman.patch(&path, &made.etag(), json!({ "title": "Phát tờ rơi 2" })).await;
    assert_eq!(same.body["due_at"], "2026-11-30T16:59:59Z");
    let none = scene.chairman.patch(&path, &same.etag(), json!({ "due_on": null })).await;
    assert_eq!(none.expect(200).body["due_at"], json!(null));
}

async fn filter_by_an_unknown_state_is_400(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    for path in ["/tasks?state=x", "/assignments?state=assigned,x", "/reports?state=x"] {
        scene.chairman.get(path).await.problem(400, "malformed_query");
    }
    let two = scene.chairman.get("/tasks?state=open,draft").await.expect(200);
    assert!(!two.items().is_empty(), "{two}");
}

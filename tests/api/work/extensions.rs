//! Extensions: which steps are allowed in which state and to whom, and what a granted one changes.

use serde_json::{Value, json};
use tests::scene::Work;
use tests::{Answer, Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    granted_extension_moves_the_deadline_but_not_the_result,
    offered_day_becomes_the_deadline_only_when_accepted,
    illegal_step_of_an_extension_is_409_wrong_actor_403,
    second_open_extension_or_one_over_the_limit_is_409,
    second_of_two_concurrent_decisions_is_412,
    own_extension_request_cannot_be_decided,
    each_field_is_checked,
    extension_lapses_when_work_is_submitted_or_cancelled,
    extension_after_deadline_or_return_leaves_the_result_late,
    extension_of_another_unit_is_404,
    deputy_decides_extensions_on_behalf_of_the_leader,
);

async fn ask(client: &Client, work: &Work, due_on: &str) -> Answer {
    let etag = client.get(&work.path("")).await.expect(200).etag();
    let body = json!({ "due_on": due_on, "reason": "Loa thôn hỏng" });
    client.act(&work.path("/extensions"), &etag, body).await
}

/// Does `verb` on an extension as `client` sees it now.
async fn act(client: &Client, id: &str, verb: &str, body: Value) -> Answer {
    let etag = client.get(&format!("/extensions/{id}")).await.expect(200).etag();
    client.act(&format!("/extensions/{id}/{verb}"), &etag, body).await
}

/// The body that each step needs.
fn body_of(verb: &str) -> Value {
    match verb {
        "refuse" => json!({ "reason": "Cần gấp" }),
        "offer" => json!({ "due_on": "2026-11-24", "note": "Sớm hơn" }),
        _ => json!({}),
    }
}

/// The open request as the list of assignments shows it.
async fn listed(client: &Client, work: &Work) -> Value {
    let rows = client.all(&format!("/assignments?task={}", work.task)).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0]["extension_open"].clone()
}

async fn kinds(client: &Client, work: &Work) -> Vec<String> {
    let timeline = client.all(&work.path("/timeline")).await;
    timeline.iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

async fn granted_extension_moves_the_deadline_but_not_the_result(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-20").await;
    assert_eq!(scene.head.read(&work.path("")).await["extension"]["may_ask"], true);
    let asked = ask(&scene.head, &work, "2026-11-27").await.expect(201);
    assert_eq!(asked.body["state"], "asked");
    assert_eq!(asked.body["may_decide"], false);
    let inbox = scene.chairman.read("/extensions?state=asked").await;
    assert_eq!(inbox["items"][0]["id"], asked.body["id"]);
    assert_eq!(inbox["items"][0]["may_decide"], true);
    // Lists say it as well, to whoever asked and to whoever decides.
    let waits = json!({ "wanted_on": "2026-11-27", "offered_on": null });
    assert_eq!(listed(&scene.head, &work).await, waits);
    assert_eq!(listed(&scene.chairman, &work).await, waits);
    assert_eq!(scene.head.read(&work.path("")).await["extension_open"], waits);
    let granted = act(&scene.chairman, &asked.id(), "grant", json!({})).await.expect(200);
    assert_eq!(granted.body["state"], "granted");
    let view = scene.head.read(&work.path("")).await;
    assert_eq!(view["due_at"], "2026-11-27T16:59:59Z");
    assert_eq!(view["original_due_at"], "2026-11-20T16:59:59Z");
    assert_eq!(view["extensions"], 1);
    assert_eq!(view["extension"]["may_ask"], false, "one is all it may have");
    assert_eq!(view["extension_open"], Value::Null);
    assert_eq!(listed(&scene.head, &work).await, Value::Null);
    let last = kinds(&scene.head, &work).await;
    assert_eq!(last, ["assigned", "extension_asked", "extension_granted"]);

    // Past the original deadline: not late for chasing, late in the statistics.
    server.clock().set("2026-11-23T09:00:00+07:00");
    let scene = Scene::new(&server).await;
    let view = scene.head.read(&work.path("")).await;
    assert_eq!(view["timeliness"], "on_track");
    assert_eq!(view["result"], "overdue_not_done");
    let report = {
        scene.acknowledge(&work).await;
        let mut draft = scene.draft().await;
        draft["late_explanation"] = json!("Loa hỏng, đã được gia hạn");
        let etag = scene.save_draft(&work, draft).await;
        let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await;
        sent.expect(200).id()
    };
    scene.review(&report, None, &work).await;
    assert_eq!(scene.head.read(&work.path("")).await["result"], "done_late");
}

async fn offered_day_becomes_the_deadline_only_when_accepted(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    for (answer, state, due) in [
        ("accept", "granted", "2026-11-24T16:59:59Z"),
        ("decline", "declined", "2026-11-20T16:59:59Z"),
    ] {
        let work = scene.assign(answer, "2026-11-20").await;
        let id = ask(&scene.head, &work, "2026-11-27").await.expect(201).id();
        let offered = act(&scene.chairman, &id, "offer", body_of("offer")).await.expect(200);
        assert_eq!(offered.body["offered_on"], "2026-11-24");
        assert_eq!(listed(&scene.head, &work).await["offered_on"], "2026-11-24");
        let standing = scene.head.read(&work.path("")).await["extension"].clone();
        assert_eq!(standing["open"]["may_answer"], true);
        let answered = act(&scene.head, &id, answer, json!({})).await.expect(200);
        assert_eq!(answered.body["state"], state);
        assert_eq!(scene.head.read(&work.path("")).await["due_at"], due);
    }
}

/// Every step in every state: one that the state does not allow is 409, one of the other side 403.
async fn illegal_step_of_an_extension_is_409_wrong_actor_403(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let moves = [
        ("grant", true),
        ("refuse", true),
        ("offer", true),
        ("accept", false),
        ("decline", false),
        ("withdraw", false),
    ];
    for (state, path, legal) in [
        ("asked", &[][..], &["grant", "refuse", "offer", "withdraw"][..]),
        ("offered", &["offer"][..], &["accept", "decline", "withdraw"][..]),
        ("granted", &["grant"][..], &[][..]),
        ("refused", &["refuse"][..], &[][..]),
        ("declined", &["offer", "decline"][..], &[][..]),
        ("withdrawn", &["withdraw"][..], &[][..]),
    ] {
        let work = scene.assign(state, "2026-11-20").await;
        let id = ask(&scene.head, &work, "2026-11-27").await.expect(201).id();
        for verb in path {
            let leads = moves.iter().any(|(name, leader)| name == verb && *leader);
            let actor = if leads { &scene.chairman } else { &scene.head };
            act(actor, &id, verb, body_of(verb)).await.ok();
        }
        let now = scene.head.read(&format!("/extensions/{id}")).await;
        assert_eq!(now["state"], state);
        for (verb, leader) in moves {
            let (right, wrong) = if leader {
                (&scene.chairman, &scene.head)
            } else {
                (&scene.head, &scene.chairman)
            };
            // Whose move it is not: 403, in whatever state.
            act(wrong, &id, verb, body_of(verb)).await.problem(403, "forbidden");
            if !legal.contains(&verb) {
                act(right, &id, verb, body_of(verb)).await.problem(409, "wrong_state");
            }
            let path = format!("/extensions/{id}/{verb}");
            right.act(&path, "\"99\"", body_of(verb)).await.problem(412, "stale_version");
            right.post(&path, body_of(verb)).await.problem(428, "precondition_required");
        }
    }
}

async fn second_open_extension_or_one_over_the_limit_is_409(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-20").await;
    let id = ask(&scene.head, &work, "2026-11-24").await.expect(201).id();
    ask(&scene.head, &work, "2026-11-25").await.problem(409, "extension_open");
    act(&scene.chairman, &id, "refuse", body_of("refuse")).await.ok();
    // What was refused is not counted, what was granted is.
    let id = ask(&scene.head, &work, "2026-11-24").await.expect(201).id();
    act(&scene.chairman, &id, "grant", json!({})).await.ok();
    ask(&scene.head, &work, "2026-11-30").await.problem(409, "extension_limit");
    let etag = scene.chairman.get(&work.path("")).await.expect(200).etag();
    let path = work.path("/extension-limit");
    scene.chairman.put(&path, &etag, json!({ "limit": 11 })).await.field_error("limit");
    scene.head.put(&path, &etag, json!({ "limit": 2 })).await.problem(403, "forbidden");
    let allowed = scene.chairman.put(&path, &etag, json!({ "limit": 2 })).await.expect(200);
    assert_eq!(allowed.body["extension"]["limit"], 2);
    scene.chairman.put(&path, &etag, json!({ "limit": 3 })).await.problem(412, "stale_version");
    ask(&scene.head, &work, "2026-11-30").await.expect(201).ok();
    assert!(kinds(&scene.head, &work).await.contains(&"extension_allowed".to_owned()));
    // The commune's own setting.
    let admin = server.login(demo::ADMIN).await;
    let etag = admin.get("/settings").await.expect(200).etag();
    admin.patch("/settings", &etag, json!({ "values": { "extension_limit": 0 } })).await.ok();
    let other = scene.assign("Không gia hạn", "2026-11-20").await;
    ask(&scene.head, &other, "2026-11-24").await.problem(409, "extension_limit");
}

async fn second_of_two_concurrent_decisions_is_412(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    for _ in 0..5 {
        let work = scene.assign("Họp thôn", "2026-11-20").await;
        let id = ask(&scene.head, &work, "2026-11-24").await.expect(201).id();
        let path = |verb: &str| format!("/extensions/{id}/{verb}");
        let (granting, refusing) = (path("grant"), path("refuse"));
        let (grant, refuse) = tokio::join!(
            scene.chairman.act(&granting, "\"1\"", json!({})),
            scene.chairman.act(&refusing, "\"1\"", body_of("refuse")),
        );
        let mut statuses = [grant.status, refuse.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{grant} {refuse}");
        let state = scene.head.read(&format!("/extensions/{id}")).await["state"].clone();
        assert_eq!(state, if grant.status == 200 { "granted" } else { "refused" });
    }
}

/// Users are compared, not posts: a village head who is also chairman cannot decide the own
/// request.
async fn own_extension_request_cannot_be_decided(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-20").await;
    let id = ask(&scene.head, &work, "2026-11-24").await.expect(201).id();
    let admin = server.login(demo::ADMIN).await;
    let user = scene.head.read("/auth/me").await["user_id"].as_str().unwrap().to_owned();
    let leadership = scene.chairman.read("/auth/me").await["unit_id"].clone();
    let etag = admin.get(&format!("/users/{user}")).await.expect(200).etag();
    let post = json!({ "unit_id": leadership, "role": "chairman", "title": "Phó Chủ tịch" });
    admin.act(&format!("/users/{user}/posts"), &etag, post).await.ok();
    let me = scene.head.read("/auth/me").await;
    let lead = me["posts"].as_array().unwrap().iter().find(|one| one["id"] != me["post_id"]);
    scene.head.post("/auth/post", json!({ "post_id": lead.unwrap()["id"] })).await.ok();
    for verb in ["grant", "refuse", "offer"] {
        act(&scene.head, &id, verb, body_of(verb)).await.problem(403, "forbidden");
    }
    act(&scene.chairman, &id, "grant", json!({})).await.expect(200).ok();
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-20").await;
    let etag = scene.head.get(&work.path("")).await.expect(200).etag();
    let path = work.path("/extensions");
    for (field, code, body) in [
        ("reason", "required", json!({ "due_on": "2026-11-27", "reason": "  " })),
        ("due_on", "not_later", json!({ "due_on": "2026-11-20", "reason": "Bận" })),
        ("due_on", "past", json!({ "due_on": "2026-11-10", "reason": "Bận" })),
        ("due_on", "too_far", json!({ "due_on": "2028-01-01", "reason": "Bận" })),
    ] {
        let answer = scene.head.act(&path, &etag, body).await;
        answer.field_error(field);
        assert!(answer.to_string().contains(code), "{answer}");
    }
    let id = ask(&scene.head, &work, "2026-11-27").await.expect(201).id();
    act(&scene.chairman, &id, "refuse", json!({ "reason": "" })).await.field_error("reason");
    for day in ["2026-11-20", "2026-11-27", "2026-11-12"] {
        let body = json!({ "due_on": day, "note": "" });
        act(&scene.chairman, &id, "offer", body).await.field_error("due_on");
    }
    let undated = json!({ "title": "Không hạn", "open": true,
        "units": [{ "unit_id": scene.unit, "part": "alone" }] });
    let task = scene.chairman.post("/tasks", undated).await.expect(201).id();
    let found = scene.head.all(&format!("/assignments?task={task}")).await;
    let undated = Work { task, assignment: found[0]["id"].as_str().unwrap().to_owned() };
    ask(&scene.head, &undated, "2026-11-27").await.problem(409, "wrong_state");
}

async fn extension_lapses_when_work_is_submitted_or_cancelled(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Gửi", "2026-11-20").await;
    let sent = ask(&scene.head, &work, "2026-11-27").await.expect(201).id();
    scene.submit(&work).await;
    let other = scene.assign("Hủy", "2026-11-20").await;
    let off = ask(&scene.head, &other, "2026-11-27").await.expect(201).id();
    let etag = scene.chairman.get(&other.path("")).await.expect(200).etag();
    let reason = json!({ "reason": "Không làm nữa" });
    scene.chairman.act(&other.path("/cancel"), &etag, reason).await.ok();
    for id in [sent, off] {
        let now = scene.chairman.read(&format!("/extensions/{id}")).await;
        assert_eq!(now["state"], "lapsed");
        act(&scene.chairman, &id, "grant", json!({})).await.problem(409, "wrong_state");
    }
    ask(&scene.head, &work, "2026-11-28").await.problem(409, "wrong_state");
}

async fn extension_after_deadline_or_return_leaves_the_result_late(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Trễ", "2026-11-17").await;
    server.clock().set("2026-11-19T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    assert_eq!(scene.head.read(&work.path("")).await["timeliness"], "overdue");
    let id = ask(&scene.head, &work, "2026-11-25").await.expect(201).id();
    act(&scene.chairman, &id, "grant", json!({})).await.ok();
    let view = scene.head.read(&work.path("")).await;
    assert_eq!(
        (&view["timeliness"], &view["result"]),
        (&json!("on_track"), &json!("overdue_not_done"))
    );

    // Returned: the working deadline moves, the one of the resubmission decides the result.
    let back = scene.assign("Trả", "2026-11-20").await;
    let report = scene.submit(&back).await;
    scene.review(&report, Some("Thiếu ảnh"), &back).await;
    let returned = scene.head.read(&back.path("")).await;
    let by = returned["resubmit_by"].clone();
    let id = ask(&scene.head, &back, "2026-12-04").await.expect(201).id();
    act(&scene.chairman, &id, "grant", json!({})).await.ok();
    server.clock().set("2026-12-02T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    let view = scene.head.read(&back.path("")).await;
    assert_eq!(view["resubmit_by"], by);
    assert_eq!(view["due_at"], "2026-12-04T16:59:59Z");
    assert_eq!(view["timeliness"], "due_soon");
    assert_eq!(view["result"], "overdue_not_done");
    // The figures say the same as the assignment.
    let rows = scene.chairman.read("/statistics/timeliness").await;
    let row = rows["units"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["unit"]["id"] == scene.unit.as_str());
    let late = row.unwrap()["results"]["overdue_not_done"].as_i64().unwrap();
    let listed = scene.chairman.all(&format!("/assignments?unit={}", scene.unit)).await;
    let counted = listed.iter().filter(|one| one["result"] == "overdue_not_done").count();
    assert_eq!(late, i64::try_from(counted).unwrap());
}

async fn extension_of_another_unit_is_404(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-20").await;
    let id = ask(&scene.head, &work, "2026-11-27").await.expect(201).id();
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    other.get(&format!("/extensions/{id}")).await.problem(404, "not_found");
    other.get(&work.path("/extensions")).await.problem(404, "not_found");
    assert!(other.all("/extensions").await.iter().all(|one| one["id"] != id.as_str()));
    assert_eq!(scene.head.all(&work.path("/extensions")).await.len(), 1);
    let coordinator = server.login(demo::COORDINATOR).await;
    act(&coordinator, &id, "grant", json!({})).await.problem(403, "forbidden");
}

async fn deputy_decides_extensions_on_behalf_of_the_leader(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-20").await;
    let id = ask(&scene.head, &work, "2026-11-27").await.expect(201).id();
    let coordinator = server.login(demo::COORDINATOR).await;
    let to = coordinator.read("/auth/me").await["post_id"].clone();
    let body = json!({ "to_post_id": to, "powers": ["extend"], "valid_from": "2026-11-16",
        "valid_to": "2026-11-20", "reason": "Đi công tác" });
    scene.chairman.post("/delegations", body).await.expect(201).ok();
    let granted = act(&coordinator, &id, "grant", json!({})).await.expect(200);
    assert!(granted.body["on_behalf_of"].as_str().unwrap().contains("Chủ tịch"), "{granted}");
}

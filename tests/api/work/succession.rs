//! Succession of units: what becomes of open work, history, figures and the old head's login when
//! one village is merged into another.

use serde_json::{Value, json};
use tests::{Client, Database, Scene, Server, both_databases, demo, photo};

both_databases!(
    open_work_passes_to_the_successor_history_stays,
    unit_with_open_work_cannot_end_without_a_successor,
    each_field_is_checked,
);

async fn unit(client: &Client, code: &str) -> Value {
    let all = client.all("/units").await;
    all.into_iter().find(|unit| unit["code"] == code).expect("the unit")
}

async fn end(admin: &Client, unit: &Value, on: &str, successor: Option<&Value>) -> tests::Answer {
    let path = format!("/units/{}", unit["id"].as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    let body = json!({ "on": on, "successor_id": successor.map(|one| one["id"].clone()) });
    admin.act(&format!("{path}/end"), &etag, body).await
}

async fn open_work_passes_to_the_successor_history_stays(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let (old, new) = (unit(&admin, "xuanbac").await, unit(&admin, "lamhoan").await);
    let approved = scene.assign("Việc đã duyệt", "2026-11-30").await;
    let report = scene.submit(&approved).await;
    scene.review(&report, None, &approved).await;
    let returned = scene.assign("Việc bị trả lại", "2026-11-30").await;
    let picture = photo::jpeg(5, 640, 480);
    let picture = scene.head.upload("họp.jpg", "image/jpeg", picture).await.expect(201).id();
    scene.acknowledge(&returned).await;
    let mut draft = scene.draft().await;
    draft["activities"][0]["attachments"] = json!([picture]);
    let etag = scene.save_draft(&returned, draft).await;
    let submit = returned.path("/report/submit");
    let report = scene.head.act(&submit, &etag, json!({})).await.expect(200).id();
    scene.review(&report, Some("Thiếu số người"), &returned).await;
    let fresh = scene.assign("Việc mới giao", "2026-11-30").await;
    let figures = "/statistics/indicators?from=2026-11-01&to=2026-11-30";
    let results = "/statistics/timeliness";
    let (before, done) = (scene.chairman.read(results).await, scene.chairman.read(figures).await);

    let old_head = scene.head.read("/auth/me").await;
    let path = format!("/users/{}", tests::scene::id(&old_head["user_id"]));
    let page = admin.get(&path).await.expect(200).etag();
    let ended = end(&admin, &old, "2026-11-16", Some(&new)).await.expect(200);
    assert_eq!(ended.body["valid_to"], "2026-11-15");
    assert_eq!(ended.body["successors"][0]["name"], new["name"]);

    // No figure moves: what was done stays the old village's, what is open becomes the other's.
    let after = scene.chairman.read(results).await;
    assert_eq!(after["total"], before["total"]);
    assert_eq!(scene.chairman.read(figures).await, done);
    let row = |view: &Value, unit: &Value, field: &str| {
        let rows = view["units"].as_array().unwrap().iter();
        let row = rows.filter(|row| row["unit"]["id"] == unit["id"]).map(|row| row[field].as_i64());
        row.flatten().sum::<i64>()
    };
    let open = row(&before, &old, "assigned") - row(&before, &old, "approved");
    assert!(open >= 2);
    assert_eq!(row(&after, &old, "assigned"), row(&before, &old, "approved"));
    assert_eq!(row(&after, &old, "approved"), row(&before, &old, "approved"));
    assert_eq!(row(&after, &new, "assigned"), row(&before, &new, "assigned") + open);

    // The old head is out, and has nothing to log in to.
    scene.head.get("/auth/me").await.problem(401, "unauthenticated");
    let again = server.anonymous().try_login(demo::VILLAGE_HEAD, demo::PASSWORD).await;
    again.problem(401, "invalid_credentials");

    // The successor's head has the open work, and only that.
    let head = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let mine = head.all("/assignments").await;
    let has = |id: &str| mine.iter().any(|one| one["id"] == id);
    assert!(has(&returned.assignment) && has(&fresh.assignment) && !has(&approved.assignment));
    let timeline = head.all(&returned.path("/timeline")).await;
    let passed = timeline.last().unwrap();
    assert_eq!(passed["kind"], "passed_on");
    let note = passed["note"].as_str().unwrap();
    assert!(note.contains("Xuân Bắc →") && note.contains("Lâm Hoãn, từ 16/11/2026"), "{note}");

    // What was returned is mended and sent by the successor, with all that was in it.
    let path = returned.path("/report");
    let draft = head.get(&path).await.expect(200);
    let kept = draft.body["activities"][0].clone();
    let body = json!({
        "narrative": "Đã bổ sung.",
        "activities": [{
            "id": kept["id"], "held_on": kept["held_on"], "channel_id": kept["channel"]["id"],
            "attachments": [picture],
            "values": [{ "indicator_id": kept["values"][0]["indicator_id"], "amount": 70 }],
        }],
    });
    head.get(&format!("/attachments/{picture}")).await.expect(200).ok();
    let activity = format!("/activities/{}", kept["id"].as_str().unwrap());
    head.get(&activity).await.expect(200).ok();
    let written = head.put(&path, &draft.etag(), body).await.expect(200);
    let sent = head.act(&format!("{path}/submit"), &written.etag(), json!({})).await.expect(200);
    scene.review(&sent.id(), None, &returned).await;

    // What was done before is still the old village's, under its name.
    let there = scene.chairman.read(&approved.path("")).await;
    assert_eq!(there["unit"]["name"], old["name"]);

    // What the admin reads of it in the log names the work and tells nothing of it.
    let log = admin.all("/audit?action=unit.end").await;
    assert!(!log[0]["changes"].to_string().contains("Thiếu số người"), "{}", log[0]);

    // Coverage keeps the column of the village where something was done.
    let coverage = scene.chairman.read("/statistics/coverage?by=channels").await;
    let villages = coverage["villages"].as_array().unwrap();
    assert!(villages.iter().any(|one| one["id"] == old["id"]), "{coverage}");

    // The old head's page was open: the ended post is not revived from it.
    let path = format!("/users/{}", tests::scene::id(&old_head["user_id"]));
    let post = format!("{path}/posts/{}", tests::scene::id(&old_head["post_id"]));
    let later = json!({ "valid_to": "2027-12-31" });
    admin.patch(&post, &page, later.clone()).await.problem(412, "stale_version");
    let now = admin.get(&path).await.expect(200).etag();
    admin.patch(&post, &now, later).await.field_error("valid_to");

    // Nothing new is assigned to it.
    let mut task = scene.task("Việc sau sáp nhập", "2026-11-30");
    task["units"][0]["unit_id"] = old["id"].clone();
    scene.chairman.post("/tasks", task).await.field_error("units[0].unit_id");
    server.home().run_ok(&["figures", "verify"], "");
    let chain = server.home().run_ok(&["audit", "verify"], "");
    assert!(chain.contains("entries fit"), "{chain}");
}

async fn unit_with_open_work_cannot_end_without_a_successor(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let old = unit(&admin, "xuanbac").await;
    let refused = end(&admin, &old, "2026-11-16", None).await;
    refused.problem(409, "wrong_state");
    let leaders = unit(&admin, "ubnd").await;
    end(&admin, &leaders, "2026-11-16", None).await.problem(409, "wrong_state");

    // One without work may simply end, once.
    let body =
        json!({ "code": "t99", "name": "Thôn Thử", "kind": "village", "valid_from": "2026-01-01" });
    let empty = admin.post("/units", body).await.expect(201);
    end(&admin, &empty.body, "2026-11-16", None).await.expect(200).ok();
    end(&admin, &empty.body, "2026-11-16", None).await.problem(409, "wrong_state");
    let path = format!("/units/{}/end", empty.id());
    let on = json!({ "on": "2026-11-16" });
    admin.act(&path, &empty.etag(), on).await.problem(412, "stale_version");
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let (old, new) = (unit(&admin, "xuanbac").await, unit(&admin, "lamhoan").await);
    let office = unit(&admin, "vanphong").await;
    end(&admin, &old, "2026-11-17", Some(&new)).await.field_error("on");
    end(&admin, &old, "2020-01-01", Some(&new)).await.field_error("on");
    end(&admin, &old, "2026-11-16", Some(&old)).await.field_error("successor_id");
    end(&admin, &old, "2026-11-16", Some(&office)).await.field_error("successor_id");
    let nobody = json!({ "id": uuid::Uuid::now_v7() });
    end(&admin, &old, "2026-11-16", Some(&nobody)).await.field_error("successor_id");
}

//! Splitting: a committee gives parts of its assignment to villages, reviews their reports, and its
//! own report includes them. Nothing is counted twice.

use serde_json::{Value, json};
use tests::{Client, Database, Scene, Server, both_databases, demo, photo};

both_databases!(
    committee_reviews_reports_of_its_parts_and_includes_them,
    activities_of_parts_are_counted_once,
    split_with_wrong_units_deadline_or_actor_is_refused,
    parts_are_cancelled_by_take_back_or_with_the_whole,
    submitted_report_keeps_its_parts_as_submitted,
    parts_of_an_ended_unit_are_reviewed_by_its_successor,
);

/// A committee that leads a task, and the assignment.
struct Led {
    committee: Client,
    chairman: Client,
    assignment: String,
    task: String,
}

impl Led {
    fn path(&self, rest: &str) -> String {
        format!("/assignments/{}{rest}", self.assignment)
    }

    async fn of(server: &Server, part: &str) -> Self {
        let chairman = server.login(demo::CHAIRMAN).await;
        let committee = server.login(demo::COMMITTEE).await;
        let unit = committee.read("/auth/me").await["unit_id"].clone();
        let body = json!({ "title": "Ra quân toàn xã", "due_on": "2026-11-30", "open": true,
            "units": [{ "unit_id": unit, "part": part }] });
        let task = chairman.post("/tasks", body).await.expect(201).id();
        let list = committee.all(&format!("/assignments?task={task}")).await;
        let assignment = tests::scene::id(&list[0]["id"]);
        Self { committee, chairman, assignment, task }
    }

    async fn acknowledge(&self) {
        let etag = self.committee.get(&self.path("")).await.expect(200).etag();
        self.committee.act(&self.path("/acknowledge"), &etag, json!({})).await.ok();
    }

    async fn split(&self, body: Value) -> tests::Answer {
        let etag = self.committee.get(&self.path("")).await.expect(200).etag();
        self.committee.act(&self.path("/split"), &etag, body).await
    }

    /// The part of a village.
    async fn part(&self, unit: &str) -> Value {
        let parts = self.committee.all(&format!("/assignments?parent={}", self.assignment)).await;
        parts.into_iter().find(|part| part["unit"]["id"] == unit).unwrap()
    }
}

async fn committee_reviews_reports_of_its_parts_and_includes_them(database: Database) {
    let server = Server::demo(database);
    let led = Led::of(&server, "lead").await;
    let (here, there) = (Scene::new(&server).await, Scene::of(&server, "lamhoan").await);
    led.split(json!({ "unit_ids": [here.unit] })).await.problem(409, "wrong_state");
    led.acknowledge().await;
    assert_eq!(led.committee.read(&led.path("")).await["may_split"], true);
    let body = json!({ "unit_ids": [here.unit, there.unit], "due_on": "2026-11-25",
        "note": "Mỗi thôn một buổi." });
    let split = led.split(body).await.expect(201);
    assert_eq!(split.body["parts"].as_array().map(Vec::len), Some(2));

    // The village finds its part among its work, as any other.
    let part = led.part(&here.unit).await;
    let work =
        tests::scene::Work { task: led.task.clone(), assignment: tests::scene::id(&part["id"]) };
    let mine = here.head.read(&work.path("")).await;
    assert!(mine["due_at"].as_str().unwrap().starts_with("2026-11-25"), "{mine}");
    assert_eq!(mine["parent_id"], led.assignment.as_str());
    there.head.get(&work.path("")).await.problem(404, "not_found");
    let told = here.head.all(&work.path("/timeline")).await;
    assert_eq!(told[0]["note"], "Mỗi thôn một buổi.");

    // What is a draft is the village's own; what was sent is the committee's to review.
    here.acknowledge(&work).await;
    let file = here.head.upload("a.jpg", "image/jpeg", photo::jpeg(5, 64, 64)).await.expect(201);
    let mut draft = here.draft().await;
    draft["activities"][0]["attachments"] = json!([file.id()]);
    let etag = here.save_draft(&work, draft).await;
    led.committee.get(&work.path("/report")).await.problem(404, "not_found");
    let sent = here.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200);
    let report = format!("/reports/{}", sent.id());
    let inbox = led.committee.all("/reports?mine=true").await;
    assert_eq!(inbox.len(), 1, "{inbox:?}");
    assert_eq!(led.committee.read(&work.path("")).await["may_review"], true);
    let seen = led.committee.read(&report).await;
    let picture = seen["activities"][0]["attachments"][0]["id"].as_str().unwrap();
    led.committee.get(&format!("/attachments/{picture}")).await.expect(200).ok();
    there.head.get(&report).await.problem(404, "not_found");
    // The chairman's inbox is not for parts, nor is another committee's.
    let chairmans = format!("{:?}", led.chairman.all("/reports?mine=true").await);
    assert!(!chairmans.contains(&sent.id()));
    let other = server.login(demo::OTHER_COMMITTEE).await;
    other.get(&report).await.problem(404, "not_found");
    other
        .act(&format!("{report}/approve"), &sent.etag(), json!({}))
        .await
        .problem(404, "not_found");

    let reason = json!({ "reason": "Thiếu ảnh" });
    let back = led.committee.act(&format!("{report}/return"), &sent.etag(), reason).await;
    let again =
        here.head.act(&work.path("/report/submit"), &back.expect(200).etag(), json!({})).await;
    let approve = format!("{report}/approve");
    led.committee.act(&approve, &again.expect(200).etag(), json!({})).await.expect(200).ok();

    // The committee's own report holds the village's, and needs nothing of its own.
    let call = led.committee.call(reqwest::Method::PUT, &led.path("/report"));
    let words = json!({ "narrative": "Hai thôn đã ra quân." });
    let draft = call.header("if-none-match", "*").json(words).send().await.expect(201);
    let held = &draft.body["parts"];
    let one = held.as_array().unwrap().iter().find(|one| one["unit"]["id"] == here.unit.as_str());
    let one = one.unwrap();
    assert_eq!((&one["state"], &one["activities"]), (&json!("approved"), &json!(1)));
    assert_eq!(one["values"][0]["amount"], 62);
    let own = led.committee.act(&led.path("/report/submit"), &draft.etag(), json!({})).await;
    let own = own.expect(200);
    // One's own is the chairman's to review.
    let path = format!("/reports/{}/approve", own.id());
    led.committee.act(&path, &own.etag(), json!({})).await.problem(403, "forbidden");
    led.chairman.act(&path, &own.etag(), json!({})).await.expect(200).ok();
    let timeline = led.chairman.all(&led.path("/timeline")).await;
    let frozen = timeline.iter().find(|one| one["kind"] == "submitted").unwrap();
    assert_eq!(frozen["snapshot"]["parts"].as_array().map(Vec::len), Some(2));
    assert!(timeline.iter().any(|one| one["kind"] == "split"), "{timeline:?}");
}

async fn activities_of_parts_are_counted_once(database: Database) {
    let server = Server::demo(database);
    let led = Led::of(&server, "alone").await;
    let scene = Scene::new(&server).await;
    let figures = async || {
        let timeliness = led.chairman.read("/statistics/timeliness").await;
        let board = led.chairman.read("/dashboard").await;
        let indicators = led.chairman.read("/statistics/indicators").await;
        (timeliness, board["awaiting"].clone(), indicators)
    };
    let number = |figures: &Value, name: &str| {
        let found = figures.to_string();
        let all = figures["items"].as_array().cloned().unwrap_or_default();
        let one = all.iter().find(|one| {
            one["indicator"]["name"].as_str().is_some_and(|it| it.to_lowercase().contains(name))
        });
        one.map_or_else(|| panic!("no {name} in {found}"), |one| one["amount"].as_i64().unwrap())
    };
    led.acknowledge().await;
    let before = figures().await;
    led.split(json!({ "unit_ids": [scene.unit] })).await.expect(201).ok();
    let part = led.part(&scene.unit).await;
    let work =
        tests::scene::Work { task: led.task.clone(), assignment: tests::scene::id(&part["id"]) };
    let report = scene.submit(&work).await;
    let etag = led.committee.get(&work.path("/report")).await.expect(200).etag();
    led.committee.act(&format!("/reports/{report}/approve"), &etag, json!({})).await.ok();
    let after = figures().await;
    // Parts are no assignments of the commune's; what was done in them is done.
    assert_eq!(before.0, after.0);
    assert_eq!(before.1, after.1);
    assert_eq!(number(&after.2, "tham dự"), number(&before.2, "tham dự") + 62);
    let listed = led.chairman.all(&format!("/assignments?task={}", led.task)).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    let task = led.chairman.read(&format!("/tasks/{}", led.task)).await;
    assert_eq!(task["progress"]["assigned"], 1, "{task}");

    // The committee sends, and is approved: still once.
    let call = led.committee.call(reqwest::Method::PUT, &led.path("/report"));
    let draft =
        call.header("if-none-match", "*").json(json!({ "narrative": "Xong." })).send().await;
    let own = led.committee.act(&led.path("/report/submit"), &draft.etag(), json!({})).await;
    let own = own.expect(200);
    let path = format!("/reports/{}/approve", own.id());
    led.chairman.act(&path, &own.etag(), json!({})).await.expect(200).ok();
    let last = figures().await;
    assert_eq!(number(&last.2, "tham dự"), number(&after.2, "tham dự"));
    server.home().run_ok(&["figures", "verify"], "");
}

async fn split_with_wrong_units_deadline_or_actor_is_refused(database: Database) {
    let server = Server::demo(database);
    let led = Led::of(&server, "alone").await;
    let scene = Scene::new(&server).await;
    led.acknowledge().await;
    let own = led.committee.read("/auth/me").await["unit_id"].clone();
    let unit = json!([scene.unit]);
    for (field, body) in [
        ("unit_ids", json!({ "unit_ids": [] })),
        ("unit_ids[0]", json!({ "unit_ids": [own] })),
        ("unit_ids[0]", json!({ "unit_ids": [led.task] })),
        ("unit_ids[0]", json!({ "unit_ids": [scene.unit, scene.unit] })),
        ("due_on", json!({ "unit_ids": unit, "due_on": "2026-12-01" })),
        ("due_on", json!({ "unit_ids": unit, "due_on": "2026-11-15" })),
    ] {
        led.split(body).await.field_error(field);
    }
    led.split(json!({ "unit_ids": unit })).await.expect(201).ok();
    led.split(json!({ "unit_ids": unit })).await.field_error("unit_ids[0]");
    led.committee
        .act(&led.path("/split"), "\"1\"", json!({ "unit_ids": unit }))
        .await
        .problem(412, "stale_version");
    // A village does not pass its part on, nor does who only helps.
    let part = led.part(&scene.unit).await;
    let path = format!("/assignments/{}/split", part["id"].as_str().unwrap());
    scene.head.act(&path, "\"1\"", json!({ "unit_ids": unit })).await.problem(403, "forbidden");
    led.committee.act(&path, "\"1\"", json!({ "unit_ids": unit })).await.problem(404, "not_found");
    let helps = Led::of(&server, "supporting").await;
    helps.acknowledge().await;
    helps.split(json!({ "unit_ids": unit })).await.problem(409, "wrong_state");
    // Nor does the committee do what the village is to do.
    let acknowledge = format!("/assignments/{}/acknowledge", part["id"].as_str().unwrap());
    led.committee.act(&acknowledge, "\"1\"", json!({})).await.problem(404, "not_found");
}

async fn parts_are_cancelled_by_take_back_or_with_the_whole(database: Database) {
    let server = Server::demo(database);
    let led = Led::of(&server, "alone").await;
    let (here, there) = (Scene::new(&server).await, Scene::of(&server, "lamhoan").await);
    led.acknowledge().await;
    led.split(json!({ "unit_ids": [here.unit, there.unit] })).await.expect(201).ok();
    let part = led.part(&here.unit).await;
    let path = format!("/assignments/{}", part["id"].as_str().unwrap());
    let back = format!("{path}/take-back");
    led.committee.act(&back, "\"1\"", json!({ "reason": " " })).await.field_error("reason");
    let reason = json!({ "reason": "Thôn bận mùa cá" });
    led.committee
        .act(&led.path("/take-back"), "\"3\"", reason.clone())
        .await
        .problem(404, "not_found");
    led.committee.act(&back, "\"1\"", reason.clone()).await.expect(200).ok();
    assert_eq!(here.head.read(&path).await["state"], "cancelled");
    led.committee.act(&back, "\"2\"", reason.clone()).await.problem(409, "wrong_state");
    // It may be given again.
    led.split(json!({ "unit_ids": [here.unit] })).await.expect(201).ok();

    let etag = led.chairman.get(&led.path("")).await.expect(200).etag();
    led.chairman.act(&led.path("/cancel"), &etag, reason).await.expect(200).ok();
    let other = led.part(&there.unit).await;
    assert_eq!(other["state"], "cancelled");
    server.home().run_ok(&["figures", "verify"], "");
}

/// Submits the report of a village's part; the part and the report's id.
async fn send_part(led: &Led, scene: &Scene) -> (tests::scene::Work, String) {
    let part = led.part(&scene.unit).await;
    let assignment = tests::scene::id(&part["id"]);
    let work = tests::scene::Work { task: led.task.clone(), assignment };
    let report = scene.submit(&work).await;
    (work, report)
}

async fn approve(client: &Client, work: &tests::scene::Work, report: &str) {
    let etag = client.get(&work.path("/report")).await.expect(200).etag();
    client.act(&format!("/reports/{report}/approve"), &etag, json!({})).await.expect(200).ok();
}

async fn submitted_report_keeps_its_parts_as_submitted(database: Database) {
    let server = Server::demo(database);
    let led = Led::of(&server, "alone").await;
    let (here, there) = (Scene::new(&server).await, Scene::of(&server, "lamhoan").await);
    led.acknowledge().await;
    led.split(json!({ "unit_ids": [here.unit, there.unit] })).await.expect(201).ok();
    let (first, report) = send_part(&led, &here).await;
    approve(&led.committee, &first, &report).await;
    let call = led.committee.call(reqwest::Method::PUT, &led.path("/report"));
    let nil = json!({ "nil_reason": "Không có gì" });
    let draft = call.header("if-none-match", "*").json(nil).send().await.expect(201);
    let submit = led.path("/report/submit");
    led.committee.act(&submit, &draft.etag(), json!({})).await.field_error("nil_reason");
    let words = json!({ "narrative": "Một thôn đã xong." });
    let draft = led.committee.put(&led.path("/report"), &draft.etag(), words).await.expect(200);
    led.committee.act(&submit, &draft.etag(), json!({})).await.expect(200).ok();
    let held = async || {
        let parts = led.chairman.read(&led.path("/report")).await["parts"].clone();
        let all = parts.as_array().unwrap().clone();
        all.iter().map(|one| one["activities"].as_i64().unwrap()).sum::<i64>()
    };
    assert_eq!(held().await, 1);
    // What comes later is not slipped under what the chairman reads.
    let (second, report) = send_part(&led, &there).await;
    approve(&led.committee, &second, &report).await;
    assert_eq!(held().await, 1);
    // A village that has a part may have the task too.
    let etag = led.chairman.get(&format!("/tasks/{}", led.task)).await.expect(200).etag();
    let body = json!({ "units": [{ "unit_id": here.unit, "part": "supporting" }] });
    let path = format!("/tasks/{}/assignments", led.task);
    led.chairman.act(&path, &etag, body).await.expect(201).ok();
}

/// The committee ends while a village still works on its part: the successor reviews the report.
async fn parts_of_an_ended_unit_are_reviewed_by_its_successor(database: Database) {
    let server = Server::demo(database);
    let led = Led::of(&server, "alone").await;
    let scene = Scene::new(&server).await;
    led.acknowledge().await;
    led.split(json!({ "unit_ids": [scene.unit] })).await.expect(201).ok();
    // The whole is sent and approved before the part comes back.
    let call = led.committee.call(reqwest::Method::PUT, &led.path("/report"));
    let draft = call.header("if-none-match", "*").json(json!({ "nil_reason": "Chờ" })).send().await;
    let own = led.committee.act(&led.path("/report/submit"), &draft.etag(), json!({})).await;
    let own = own.expect(200);
    let path = format!("/reports/{}/approve", own.id());
    led.chairman.act(&path, &own.etag(), json!({})).await.expect(200).ok();

    let part = led.part(&scene.unit).await;
    let assignment = tests::scene::id(&part["id"]);
    let work = tests::scene::Work { task: led.task.clone(), assignment };
    let admin = server.login(demo::ADMIN).await;
    let successor = server.login("vanphong").await;
    let other = successor.read("/auth/me").await["unit_id"].clone();
    let unit = led.committee.read("/auth/me").await["unit_id"].clone();
    let path = format!("/units/{}", unit.as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    let end = format!("{path}/end");
    let alone = json!({ "on": "2026-11-16" });
    admin.act(&end, &etag, alone).await.problem(409, "wrong_state");
    let body = json!({ "on": "2026-11-16", "successor_id": other });
    admin.act(&end, &etag, body).await.expect(200).ok();
    let report = scene.submit(&work).await;
    let waiting = successor.all("/reports?mine=true").await;
    assert!(waiting.iter().any(|one| one["id"] == report.as_str()), "{waiting:?}");
    approve(&successor, &work, &report).await;
}

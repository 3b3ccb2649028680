//! Recurrences: a new task for each period, exactly once.

use chrono::Duration;
use serde_json::{Value, json};
use tests::scene::{first, id};
use tests::{Answer, Client, Database, Scene, Server, both_databases, demo};
use uuid::Uuid;

mod times;

both_databases!(
    recurrence_makes_one_task_each_period,
    concurrent_job_runs_make_each_task_once,
    failed_recurrence_shows_its_error_and_is_retried,
    recurrence_of_an_ended_post_fails_until_changed,
    recurring_task_goes_to_the_units_successor,
    each_field_is_checked,
    stale_or_missing_etag_and_wrong_state_are_refused,
);

/// A weekly recurrence, due on Fridays, made three days before; from Monday, the sixteenth of
/// November.
pub fn weekly(name: &str, unit: &str) -> Value {
    json!({
        "name": name, "rule": { "kind": "weekly", "weekday": "friday" }, "lead_days": 3,
        "starts_on": "2026-11-16",
        "task": { "title": format!("{name} (tuần)"), "units": [{ "unit_id": unit, "part": "alone" }] },
    })
}

/// Sets the clock to an instant and runs the jobs.
pub fn run_at(server: &Server, instant: &str) {
    server.clock().set(instant);
    server.home().run_ok(&["jobs", "run"], "");
}

/// The tasks that a recurrence has made, oldest first.
pub async fn made(client: &Client, recurrence: &str) -> Vec<Value> {
    let list = client.all(&format!("/tasks?recurrence={recurrence}")).await;
    let mut made = Vec::new();
    for task in list {
        made.push(client.read(&format!("/tasks/{}", id(&task["id"]))).await);
    }
    made.sort_by_key(|task| task["recurrence"]["period_key"].to_string());
    made
}

/// The period keys of tasks, with a mark on those that were made late.
pub fn keys(made: &[Value]) -> Vec<String> {
    let key = |task: &Value| {
        let of = &task["recurrence"];
        let late = if of["made_late"] == true { " late" } else { "" };
        format!("{}{late}", of["period_key"].as_str().unwrap())
    };
    made.iter().map(key).collect()
}

pub async fn change_state(client: &Client, recurrence: &str, verb: &str) -> Answer {
    let path = format!("/recurrences/{recurrence}");
    let etag = client.get(&path).await.expect(200).etag();
    client.act(&format!("{path}/{verb}"), &etag, Value::Null).await
}

async fn recurrence_makes_one_task_each_period(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let body = weekly("Lịch phát thanh", &scene.unit);
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201);
    assert_eq!(set_up.body["state"], "active");
    let next = json!({ "period_key": "2026-W47", "due_on": "2026-11-20", "make_on": "2026-11-17" });
    assert_eq!(set_up.body["next"], next);
    assert!(set_up.body["created_by"]["name"].as_str().unwrap().contains("Chủ tịch"));
    assert_eq!(set_up.body["task"]["units"][0]["unit"]["name"], "Thôn Xuân Bắc");

    run_at(&server, "2026-11-16T23:59:00+07:00");
    let scene = Scene::new(&server).await;
    assert!(made(&scene.chairman, &set_up.id()).await.is_empty());
    run_at(&server, "2026-11-17T00:10:00+07:00");
    server.home().run_ok(&["jobs", "run"], "");
    let all = made(&scene.chairman, &set_up.id()).await;
    assert_eq!(keys(&all), ["2026-W47"]);
    assert_eq!(all[0]["due_at"], "2026-11-20T16:59:59Z");
    assert_eq!(all[0]["state"], "open");
    assert_eq!(all[0]["recurrence"]["name"], "Lịch phát thanh");
    assert_eq!(all[0]["recurrence"]["id"], set_up.body["id"]);

    // The unit is told as of any other task.
    let mine = format!("/assignments?task={}", id(&all[0]["id"]));
    let mine = scene.head.all(&mine).await;
    let timeline = scene.head.all(&format!("/assignments/{}/timeline", id(&mine[0]["id"]))).await;
    assert_eq!(timeline[0]["kind"], "assigned");
    assert_eq!(timeline[0]["by"], set_up.body["created_by"]["name"]);
    let found = scene.chairman.read("/search?q=lich phat thanh tuan").await;
    assert!(found.to_string().contains(&id(&all[0]["id"])), "{found}");

    let there = scene.chairman.get(&format!("/recurrences/{}", set_up.id())).await.expect(200);
    assert_eq!(there.etag(), set_up.etag(), "making changes nothing of it");
    assert_eq!(there.body["last"]["task"]["id"], all[0]["id"]);
    assert_eq!(there.body["last"]["late"], false);
    assert_eq!(there.body["made"], 1);
    assert_eq!(there.body["next"]["period_key"], "2026-W48");
    run_at(&server, "2026-11-24T07:00:00+07:00");
    let scene = Scene::new(&server).await;
    let all = made(&scene.chairman, &set_up.id()).await;
    assert_eq!(keys(&all), ["2026-W47", "2026-W48"]);
    // One made by hand has none.
    let other = scene.assign("Việc khác", "2026-11-30").await;
    let other = scene.chairman.read(&format!("/tasks/{}", other.task)).await;
    assert_eq!(other["recurrence"], Value::Null);
    server.home().run_ok(&["figures", "verify"], "");
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("entries fit"), "{said}");
}

async fn concurrent_job_runs_make_each_task_once(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut ids = Vec::new();
    for number in 0..3 {
        let body = weekly(&format!("Lịch {number}"), &scene.unit);
        ids.push(scene.chairman.post("/recurrences", body).await.expect(201).id());
    }
    server.clock().set("2026-12-11T06:00:00+07:00");
    std::thread::scope(|threads| {
        for _ in 0..3 {
            threads.spawn(|| server.home().run_ok(&["jobs", "run"], ""));
        }
    });
    let scene = Scene::new(&server).await;
    for id in &ids {
        let all = made(&scene.chairman, id).await;
        let expected = ["2026-W47 late", "2026-W48 late", "2026-W49 late", "2026-W50 late"];
        assert_eq!(keys(&all), expected);
        let there = scene.chairman.read(&format!("/recurrences/{id}")).await;
        assert_eq!((&there["last_error"], &there["made"]), (&Value::Null, &json!(4)));
    }
    let periods = "SELECT count(*) FROM recurrence_tasks p JOIN recurrences r
                   ON r.id = p.recurrence_id WHERE r.name LIKE 'Lịch _'";
    assert_eq!(server.home().store().query(periods), "12");
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("entries fit"), "{said}");
}

async fn failed_recurrence_shows_its_error_and_is_retried(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let topic = first(&scene.chairman, "topics").await;
    let mut ill = weekly("Lịch hỏng", &scene.unit);
    ill["task"]["topics"] = json!([topic]);
    let ill = scene.chairman.post("/recurrences", ill).await.expect(201);
    let well = weekly("Lịch tốt", &scene.unit);
    let well = scene.chairman.post("/recurrences", well).await.expect(201);
    retire(&server, &topic, true).await;

    run_at(&server, "2026-11-17T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    assert_eq!(keys(&made(&scene.chairman, &well.id()).await), ["2026-W47"]);
    assert!(made(&scene.chairman, &ill.id()).await.is_empty());
    let path = format!("/recurrences/{}", ill.id());
    let told = scene.chairman.get(&path).await.expect(200);
    let why = told.body["last_error"].as_str().unwrap();
    assert!(why.starts_with("Mục “") && why.ends_with("” đã thôi dùng."), "{why}");
    assert_eq!(told.body["failed_at"], "2026-11-16T23:00:00Z");
    let listed = scene.chairman.all("/recurrences").await;
    assert_eq!(listed[0]["last_error"], told.body["last_error"], "{listed:?}");

    // Tried again after an hour, without a new version where nothing is new.
    run_at(&server, "2026-11-17T06:30:00+07:00");
    let scene = Scene::new(&server).await;
    let again = scene.chairman.get(&path).await.expect(200);
    assert_eq!(again.body["failed_at"], told.body["failed_at"]);
    run_at(&server, "2026-11-17T07:00:00+07:00");
    let scene = Scene::new(&server).await;
    let again = scene.chairman.get(&path).await.expect(200);
    assert_eq!(again.body["failed_at"], "2026-11-17T00:00:00Z");
    assert_eq!(again.etag(), told.etag());
    retire(&server, &topic, false).await;
    run_at(&server, "2026-11-17T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    assert_eq!(keys(&made(&scene.chairman, &ill.id()).await), ["2026-W47"]);
    let again = scene.chairman.get(&path).await.expect(200);
    assert_eq!((&again.body["last_error"], &again.body["failed_at"]), (&Value::Null, &Value::Null));

    // A change is tried at once: no hour is waited for.
    let gone = "UPDATE units SET valid_to = '2026-11-20' WHERE code = 'xuannam'";
    let villages = scene.chairman.all("/units?kind=village").await;
    let other = villages.iter().find(|unit| unit["code"] == "xuannam").unwrap();
    let units = json!({ "task": { "units": [{ "unit_id": other["id"], "part": "alone" }] } });
    scene.chairman.patch(&path, &again.etag(), units).await.expect(200).ok();
    let _ = server.home().store().query(gone);
    run_at(&server, "2026-11-24T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    let told = scene.chairman.get(&path).await.expect(200);
    let why = told.body["last_error"].as_str().unwrap();
    assert!(why.contains("Thôn Xuân Nam đã kết thúc hoạt động"), "{why}");
    assert_eq!(told.body["task"]["units"][0]["ended"], true);
    let units = json!({ "task": { "units": [{ "unit_id": scene.unit, "part": "alone" }] } });
    let mended = scene.chairman.patch(&path, &told.etag(), units).await.expect(200);
    assert_eq!(mended.body["last_error"], Value::Null);
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!(keys(&made(&scene.chairman, &ill.id()).await), ["2026-W47", "2026-W48"]);
}

async fn retire(server: &Server, topic: &str, retired: bool) {
    let admin = server.login(demo::ADMIN).await;
    let path = format!("/catalogues/topics/{topic}");
    let etag = admin.get(&path).await.expect(200).etag();
    admin.patch(&path, &etag, json!({ "retired": retired })).await.expect(200).ok();
}

async fn recurrence_of_an_ended_post_fails_until_changed(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let body = weekly("Lịch phát thanh", &scene.unit);
    let set_up = coordinator.post("/recurrences", body).await.expect(201);
    let _ = server.home().store().query(
        "UPDATE posts SET valid_to = '2026-11-16' WHERE user_id =
             (SELECT id FROM users WHERE username = 'tonghop')",
    );
    run_at(&server, "2026-11-17T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    let path = format!("/recurrences/{}", set_up.id());
    let told = scene.chairman.get(&path).await.expect(200);
    let why = told.body["last_error"].as_str().unwrap();
    assert!(why.contains("không còn giữ chức vụ"), "{why}");
    assert!(made(&scene.chairman, &set_up.id()).await.is_empty());

    // Whoever changes it makes its tasks from then on.
    let taken = scene.chairman.patch(&path, &told.etag(), json!({})).await.expect(200);
    assert!(taken.body["created_by"]["name"].as_str().unwrap().contains("Chủ tịch"));
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!(keys(&made(&scene.chairman, &set_up.id()).await), ["2026-W47"]);
}

async fn recurring_task_goes_to_the_units_successor(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let body = weekly("Lịch phát thanh", &scene.unit);
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201);
    let villages = admin.all("/units?kind=village").await;
    let heir = villages.iter().find(|unit| unit["code"] == "lamhoan").unwrap();
    let path = format!("/units/{}", scene.unit);
    let etag = admin.get(&path).await.expect(200).etag();
    let end = json!({ "on": "2026-11-16", "successor_id": heir["id"] });
    admin.act(&format!("{path}/end"), &etag, end).await.expect(200).ok();
    run_at(&server, "2026-11-17T06:00:00+07:00");
    let chairman = server.login(demo::CHAIRMAN).await;
    let all = made(&chairman, &set_up.id()).await;
    assert_eq!(keys(&all), ["2026-W47"]);
    let given = chairman.all(&format!("/assignments?task={}", id(&all[0]["id"]))).await;
    assert_eq!(given[0]["unit"]["name"], "Thôn Lâm Hoãn");
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let nobody = Uuid::now_v7();
    let good = weekly("Lịch phát thanh", &scene.unit);
    scene.chairman.post("/recurrences", good.clone()).await.expect(201).ok();
    for (field, wrong, named) in [
        ("name", json!("lịch phát thanh"), "name"),
        ("name", json!(""), "name"),
        ("rule", json!({ "kind": "monthly", "day": 32 }), "rule.day"),
        ("rule", json!({ "kind": "reporting_periods", "kinds": [] }), "rule.kinds"),
        ("lead_days", json!(93), "lead_days"),
        ("starts_on", json!("2026-11-15"), "starts_on"),
        ("starts_on", json!("2101-01-01"), "starts_on"),
        ("ends_on", json!("2026-11-15"), "ends_on"),
        ("ends_on", json!("2026-11-19"), "ends_on"),
    ] {
        let mut body = good.clone();
        body["name"] = json!("Tên khác");
        body[field] = wrong;
        scene.chairman.post("/recurrences", body).await.field_error(named);
    }
    for (field, wrong, named) in [
        ("title", json!(" "), "task.title"),
        ("units", json!([]), "task.units"),
        ("units", json!([{ "unit_id": nobody, "part": "alone" }]), "task.units[0].unit_id"),
        ("channels", json!([nobody]), "task.channels"),
        ("reviewer_post_id", json!(nobody), "task.reviewer_post_id"),
    ] {
        let mut body = good.clone();
        body["name"] = json!("Tên khác");
        body["task"][field] = wrong;
        scene.chairman.post("/recurrences", body).await.field_error(named);
    }
    let mut unknown = good;
    unknown["rule"] = json!({ "kind": "daily" });
    scene.chairman.post("/recurrences", unknown).await.problem(400, "malformed_body");
}

async fn stale_or_missing_etag_and_wrong_state_are_refused(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let body = weekly("Lịch phát thanh", &scene.unit);
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201);
    let path = format!("/recurrences/{}", set_up.id());
    let patch = json!({ "name": "Tên mới" });
    let bare = scene.chairman.call(reqwest::Method::PATCH, &path).json(patch.clone());
    bare.send().await.problem(428, "precondition_required");
    let changed = scene.chairman.patch(&path, &set_up.etag(), patch.clone()).await.expect(200);
    scene.chairman.patch(&path, &set_up.etag(), patch.clone()).await.problem(412, "stale_version");
    let pause = format!("{path}/pause");
    scene.chairman.act(&pause, &set_up.etag(), Value::Null).await.problem(412, "stale_version");
    change_state(&scene.chairman, &set_up.id(), "resume").await.problem(409, "wrong_state");
    let paused = scene.chairman.act(&pause, &changed.etag(), Value::Null).await.expect(200);
    assert_eq!((&paused.body["state"], &paused.body["next"]), (&json!("paused"), &Value::Null));
    change_state(&scene.chairman, &set_up.id(), "pause").await.problem(409, "wrong_state");
    let ended = change_state(&scene.chairman, &set_up.id(), "end").await.expect(200);
    assert_eq!(ended.body["state"], "ended");
    assert_eq!(scene.chairman.all("/recurrences?state=ended").await.len(), 1);
    let active = scene.chairman.all("/recurrences?state=active").await;
    assert!(active.iter().all(|one| one["id"] != set_up.id()), "{active:?}");
    scene.chairman.get("/recurrences?state=old").await.problem(400, "malformed_query");
    for verb in ["pause", "resume", "end"] {
        change_state(&scene.chairman, &set_up.id(), verb).await.problem(409, "wrong_state");
    }
    scene.chairman.patch(&path, &ended.etag(), patch).await.problem(409, "wrong_state");
    server.clock().advance(Duration::days(30));
    server.home().run_ok(&["jobs", "run"], "");
    let scene = Scene::new(&server).await;
    assert!(made(&scene.chairman, &set_up.id()).await.is_empty());
}

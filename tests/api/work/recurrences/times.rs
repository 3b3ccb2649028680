//! When a recurrence makes its tasks: after the server was off, around a pause, up to its end,
//! after a change.

use serde_json::{Value, json};
use tests::scene::id;
use tests::{Database, Scene, Server, both_databases, demo};

use super::{change_state, keys, made, run_at, weekly};

both_databases!(
    missed_periods_are_made_late_with_new_deadlines,
    periods_during_a_pause_are_skipped,
    no_task_is_made_after_the_recurrence_ends,
    changed_rule_applies_from_the_next_period,
    last_working_day_skips_the_communes_holidays,
    reporting_period_task_is_due_on_the_periods_last_day,
);

async fn missed_periods_are_made_late_with_new_deadlines(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let body = weekly("Lịch phát thanh", &scene.unit);
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201);
    // Off for three weeks; Tuesday, the eighth of December, is the day of the week's task.
    run_at(&server, "2026-12-08T09:00:00+07:00");
    let scene = Scene::new(&server).await;
    let all = made(&scene.chairman, &set_up.id()).await;
    assert_eq!(keys(&all), ["2026-W47 late", "2026-W48 late", "2026-W49 late", "2026-W50"]);
    // Nobody is late with what was not given: two working days from now, or when they would have been.
    assert_eq!(all[0]["due_at"], "2026-12-10T16:59:59Z");
    assert_eq!(all[3]["due_at"], "2026-12-11T16:59:59Z");
    let given = scene.head.all(&format!("/assignments?task={}", id(&all[0]["id"]))).await;
    assert_eq!(given[0]["original_due_at"], "2026-12-10T16:59:59Z");
    assert_eq!(given[0]["timeliness"], "due_soon");
}

async fn periods_during_a_pause_are_skipped(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let body = weekly("Lịch phát thanh", &scene.unit);
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201).id();
    run_at(&server, "2026-11-17T06:00:00+07:00");
    server.clock().set("2026-11-20T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    change_state(&scene.chairman, &set_up, "pause").await.expect(200).ok();
    run_at(&server, "2026-11-24T06:00:00+07:00");
    run_at(&server, "2026-12-01T06:00:00+07:00");
    // Resumed on the very day of a task: that one is made.
    server.clock().set("2026-12-08T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    assert_eq!(keys(&made(&scene.chairman, &set_up).await), ["2026-W47"]);
    let resumed = change_state(&scene.chairman, &set_up, "resume").await.expect(200);
    assert_eq!(resumed.body["next"]["period_key"], "2026-W50");
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!(keys(&made(&scene.chairman, &set_up).await), ["2026-W47", "2026-W50"]);
    run_at(&server, "2026-12-15T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    assert_eq!(keys(&made(&scene.chairman, &set_up).await), ["2026-W47", "2026-W50", "2026-W51"]);
    let there = scene.chairman.read(&format!("/recurrences/{set_up}")).await;
    assert_eq!(there["made"], 3);
}

async fn no_task_is_made_after_the_recurrence_ends(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut body = weekly("Lịch phát thanh", &scene.unit);
    body["ends_on"] = json!("2026-11-27");
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201).id();
    run_at(&server, "2026-11-27T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    let path = format!("/recurrences/{set_up}");
    let there = scene.chairman.read(&path).await;
    assert_eq!((&there["state"], &there["next"]), (&json!("active"), &Value::Null));
    run_at(&server, "2027-01-05T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    let all = made(&scene.chairman, &set_up).await;
    assert_eq!(keys(&all), ["2026-W47 late", "2026-W48 late"]);
    assert_eq!(scene.chairman.read(&path).await["state"], "ended");
}

async fn changed_rule_applies_from_the_next_period(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let body = weekly("Lịch phát thanh", &scene.unit);
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201).id();
    run_at(&server, "2026-11-17T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    let path = format!("/recurrences/{set_up}");
    let etag = scene.chairman.get(&path).await.etag();
    // The week that has its task keeps it, though its day would come again on Saturday.
    let patch = json!({ "rule": { "kind": "weekly", "weekday": "saturday" },
        "task": { "title": "Lời mới" } });
    let changed = scene.chairman.patch(&path, &etag, patch).await.expect(200);
    assert_eq!(changed.body["next"]["due_on"], "2026-11-28");
    assert_eq!(changed.body["next"]["make_on"], "2026-11-25");
    run_at(&server, "2026-11-25T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    let all = made(&scene.chairman, &set_up).await;
    assert_eq!(keys(&all), ["2026-W47", "2026-W48"]);
    assert_eq!(all[0]["title"], "Lịch phát thanh (tuần)");
    assert_eq!(
        (&all[1]["title"], &all[1]["due_at"]),
        (&json!("Lời mới"), &json!("2026-11-28T16:59:59Z"))
    );

    // A longer lead does not make late what could not be in time.
    let etag = scene.chairman.get(&path).await.etag();
    let patch = json!({ "rule": { "kind": "monthly", "day": 31 }, "lead_days": 10 });
    let changed = scene.chairman.patch(&path, &etag, patch).await.expect(200);
    assert_eq!(changed.body["next"]["due_on"], "2026-11-30");
    assert_eq!(changed.body["next"]["make_on"], "2026-11-25");
    server.home().run_ok(&["jobs", "run"], "");
    let all = made(&scene.chairman, &set_up).await;
    assert_eq!(keys(&all), ["2026-11", "2026-W47", "2026-W48"]);
    let etag = scene.chairman.get(&path).await.etag();
    let past = json!({ "starts_on": "2026-11-20" });
    scene.chairman.patch(&path, &etag, past).await.field_error("starts_on");
    let early = json!({ "ends_on": "2026-11-10" });
    scene.chairman.patch(&path, &etag, early).await.field_error("ends_on");
}

async fn last_working_day_skips_the_communes_holidays(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    for day in ["2026-12-30", "2026-12-31"] {
        admin.post("/holidays", json!({ "day": day, "name": "Nghỉ" })).await.expect(201).ok();
    }
    let mut body = weekly("Báo cáo tháng", &scene.unit);
    body["rule"] = json!({ "kind": "monthly_last_working_day" });
    body["starts_on"] = json!("2026-12-01");
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201);
    assert_eq!(set_up.body["next"]["due_on"], "2026-12-29");
    assert_eq!(set_up.body["next"]["period_key"], "2026-12");
    // A day off that is added later moves what is not made yet, not what is.
    run_at(&server, "2026-12-26T06:00:00+07:00");
    let admin = server.login(demo::ADMIN).await;
    let off = json!({ "day": "2026-12-29", "name": "Nghỉ" });
    admin.post("/holidays", off).await.expect(201).ok();
    run_at(&server, "2026-12-27T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    let all = made(&scene.chairman, &set_up.id()).await;
    assert_eq!(keys(&all), ["2026-12"]);
    assert_eq!(all[0]["due_at"], "2026-12-29T16:59:59Z");
}

async fn reporting_period_task_is_due_on_the_periods_last_day(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut body = weekly("Báo cáo kỳ", &scene.unit);
    body["rule"] = json!({ "kind": "reporting_periods", "kinds": ["first_quarter", "year"] });
    body["lead_days"] = json!(14);
    let set_up = scene.chairman.post("/recurrences", body).await.expect(201);
    run_at(&server, "2027-03-01T06:00:00+07:00");
    let scene = Scene::new(&server).await;
    let all = made(&scene.chairman, &set_up.id()).await;
    assert_eq!(keys(&all), ["2026-year late", "2027-first_quarter late"]);
    assert_eq!(all[1]["due_at"], "2027-03-14T16:59:59Z");
    let there = scene.chairman.read(&format!("/recurrences/{}", set_up.id())).await;
    assert_eq!(there["next"]["due_on"], "2027-12-14");
}

//! The figures of the dashboard and of the statistics as work goes on.

use serde_json::{Value, json};
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    dashboard_counts_follow_each_step_of_the_work,
    statistics_count_activities_once_their_report_is_approved,
    village_head_sees_figures_of_the_own_unit_only,
);

async fn dashboard_counts_follow_each_step_of_the_work(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let before = figures(&scene).await;
    let work = scene.assign("Họp thôn", "2026-11-18").await;
    let assigned = figures(&scene).await;
    assert_eq!(
        changes(&before, &assigned),
        json!({
            "not_acknowledged": 1, "due_in_7_days": 1, "in_progress": 1,
        })
    );
    let report = scene.submit(&work).await;
    let submitted = figures(&scene).await;
    assert_eq!(changes(&before, &submitted), json!({ "awaiting_review": 1, "in_progress": 1 }));
    scene.review(&report, None, &work).await;
    let approved = figures(&scene).await;
    assert_eq!(changes(&before, &approved), json!({ "done_on_time": 1 }));
}

/// An activity counts once its report is approved, and only once.
async fn statistics_count_activities_once_their_report_is_approved(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let people = scene.indicator("người tham dự").await;
    let sum = async || {
        let all = scene.chairman.read("/statistics/indicators").await;
        let items = all["items"].as_array().cloned().unwrap_or_default();
        let row = items.into_iter().find(|row| row["indicator"]["id"] == people);
        row.map_or(0, |row| row["amount"].as_i64().unwrap_or_default())
    };
    let before = sum().await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    assert_eq!(sum().await, before, "what is only submitted is not yet a result");
    scene.review(&report, None, &work).await;
    assert_eq!(sum().await, before + 62);

    let coverage = scene.chairman.read("/statistics/coverage?by=channels").await;
    let cells = coverage["cells"].as_array().unwrap();
    assert!(cells.iter().any(|cell| cell["unit_id"] == scene.unit), "{coverage}");
    let timeliness = scene.chairman.read("/statistics/timeliness").await;
    let rows = timeliness["units"].as_array().unwrap();
    let total: u64 = rows.iter().map(|row| row["results"]["done_on_time"].as_u64().unwrap()).sum();
    assert_eq!(timeliness["total"]["done_on_time"], total, "an assignment has one unit");
}

async fn village_head_sees_figures_of_the_own_unit_only(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let mine = |view: &Value| {
        let units = view["units"].as_array().unwrap();
        units.iter().map(|row| row["unit"]["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(mine(&scene.head.read("/dashboard").await), [json!(scene.unit)]);
    let before = other.read("/dashboard").await;
    scene.assign("Họp thôn", "2026-11-18").await;
    let after = other.read("/dashboard").await;
    assert_eq!(before["due_in_7_days"], after["due_in_7_days"]);
}

/// The dashboard's numbers, flat.
async fn figures(scene: &Scene) -> Value {
    let view = scene.chairman.read("/dashboard").await;
    let mut flat = view["results"].clone();
    for name in ["overdue", "awaiting_review", "due_in_7_days", "not_acknowledged"] {
        flat[name] = view[name].clone();
    }
    flat
}

/// By how much each figure differs; those that do not are left out.
fn changes(before: &Value, after: &Value) -> Value {
    let mut changed = json!({});
    for (name, value) in after.as_object().unwrap() {
        let by = value.as_i64().unwrap() - before[name].as_i64().unwrap();
        if by != 0 {
            changed[name] = json!(by);
        }
    }
    changed
}

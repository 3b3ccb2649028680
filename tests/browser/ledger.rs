//! The ledger: its columns, many rows in one request, overdue tasks, its export.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{choose, enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_column_of_the_ledger_stays_hidden() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    browser.go("/tasks").await;
    let shown = |col: &str| {
        format!("document.querySelector('td[data-col={col}]')?.checkVisibility() === true")
    };
    browser.wait(&shown("due")).await;
    browser.click("columns").await;
    browser.click("column-due").await;
    browser.wait(&format!("!({})", shown("due"))).await;
    look(&browser, "ledger-columns", &[]).await;
    browser.go("/tasks").await;
    browser.wait(&shown("state")).await;
    browser.wait(&format!("!({})", shown("due"))).await;
    browser.click("columns").await;
    browser.click("column-due").await;
    browser.wait(&shown("due")).await;
}

/// Two tasks are closed at once; the one whose unit still works is named with the reason.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_ledger_rows_are_cancelled_or_closed_at_once() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let at_work = scene.assign("Việc còn làm dở", "2026-11-30").await;
    let called_off = scene.assign("Việc sẽ hủy giao", "2026-11-30").await;
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;

    browser.go("/tasks?view=units&q=Việc sẽ hủy giao").await;
    browser.click(&format!("select-{}", called_off.assignment)).await;
    browser.click("bulk-call-off").await;
    browser.fill("bulk-call-off-reason", "Trùng với việc khác").await;
    browser.click("bulk-call-off-confirm").await;
    browser.find("toast").await;
    let there = scene.chairman.read(&called_off.path("")).await;
    assert_eq!(there["state"], "cancelled");

    browser.go("/tasks?state=open&q=Việc").await;
    for work in [&at_work, &called_off] {
        browser.click(&format!("select-{}", work.task)).await;
    }
    browser.wait_text("selection-count", "2").await;
    browser.click("bulk-close").await;
    browser.fill("bulk-close-reason", "Hết đợt").await;
    browser.click("bulk-close-confirm").await;
    browser.wait_text("selection-failed", "Việc còn làm dở").await;
    settled(&browser).await;
    look(&browser, "ledger-many-rows", &["409"]).await;
    let state =
        async |task: &str| scene.chairman.read(&format!("/tasks/{task}")).await["state"].clone();
    assert_eq!(state(&at_work.task).await, "open");
    assert_eq!(state(&called_off.task).await, "closed");
}

/// A task past its own deadline is red only while one of its units is overdue: here one unit has a
/// later deadline.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn task_is_overdue_only_while_one_of_its_units_is() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let assign = async |title: &str, own: Option<&str>| {
        let body = json!({ "title": title, "due_on": "2026-11-17", "open": true,
            "units": [{ "unit_id": scene.unit, "part": "alone", "due_on": own }] });
        scene.chairman.post("/tasks", body).await.expect(201).id()
    };
    let in_time = assign("Treo cờ, hạn riêng", Some("2026-11-25")).await;
    let late = assign("Treo cờ, hạn chung", None).await;
    server.clock().set("2026-11-19T08:00:00+07:00");
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.go("/tasks?q=Treo cờ").await;
    office.wait_text(&format!("task-row-{late}"), "Quá hạn").await;
    let red = |task: &str| {
        format!("!!document.querySelector('[data-testid=\"task-row-{task}\"] .badge.red')")
    };
    office.wait(&red(&late)).await;
    office.wait(&format!("!{}", red(&in_time))).await;
    look(&office, "ledger-late", &[]).await;
}

/// The link of the export carries the filters and the order of the list, and answers a file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ledger_export_carries_filters_and_order() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Treo băng rôn cổ động", "2026-11-20").await;
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    // One task's units.
    office.go(&format!("/tasks/{}", work.task)).await;
    let link = office.find("task-export").await.attribute("href").await.unwrap();
    assert!(link.ends_with(&format!("/assignments/export?task={}", work.task)), "{link}");
    look(&office, "task-export", &[]).await;
    office.go("/tasks?view=units").await;
    let leads = |part: &str| {
        format!("document.querySelector('[data-testid=ledger-export]')?.href.includes('{part}')")
    };
    office.wait(&leads("/api/v1/assignments/export")).await;
    look(&office, "ledger-export", &[]).await;
    choose(&office, "filter-unit", "Thôn Xuân Bắc").await;
    office.wait(&leads(&format!("unit={}", scene.unit))).await;
    choose(&office, "filter-state", "Chưa tiếp nhận").await;
    office.wait(&leads("state=assigned")).await;
    office.click("filter-timeliness-due_in_7_days").await;
    office.wait(&leads("timeliness=due_in_7_days")).await;
    office.click("sort-due_at").await;
    office.wait(&leads("sort=due_at")).await;
    office.fill("filter-q", "bang ron").await;
    office.wait(&leads("q=bang")).await;
    let fetch = "const link = document.querySelector('[data-testid=ledger-export]');
        return fetch(link.href).then(async answer => {
            const file = new Uint8Array(await answer.arrayBuffer());
            return [link.hasAttribute('download'), answer.status,
                answer.headers.get('content-type'), String.fromCharCode(file[0], file[1])];
        })";
    let came = office.run(fetch, json!([])).await;
    assert_eq!((&came[0], &came[1], &came[3]), (&json!(true), &json!(200), &json!("PK")), "{came}");
    assert!(came[2].as_str().unwrap().contains("spreadsheetml"), "{came}");
    let log = scene.chairman.all("/audit?action=assignment.export").await;
    assert_eq!(log[0]["changes"][0]["after"]["rows"], 1, "{log:?}");
    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.go("/audit").await;
    chairman.wait_text("audit", "Xuất sổ nhiệm vụ").await;

    let phone = enter(&server, demo::COORDINATOR, PHONE).await;
    phone.go("/tasks?view=units").await;
    phone.find("ledger-export").await;
    look(&phone, "ledger-export-phone", &[]).await;
}

//! The ledger as a tool: which columns it shows, and many rows in one act.

use tests::browser::LAPTOP;
use tests::{Database, Scene, Server, demo};

use crate::people::{enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_stay_as_they_were_left() {
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

/// Two tasks are ended in one act; the one whose unit still works is named with the reason.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_rows_at_once() {
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

//! The tree of units, merged catalogue entries, and the export of the audit log.

use serde_json::json;
use tests::browser::{Browser, LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{choose, enter, look, settled};

/// Whether the rows of two units follow each other.
fn order(first: &str, second: &str) -> String {
    format!(
        "[...document.querySelectorAll('tr[data-testid]')].map(r => r.dataset.testid).join()
            .includes('unit-row-{first},unit-row-{second}')"
    )
}

/// Presses a key in what has the focus.
async fn press(browser: &Browser, key: &str) {
    for kind in ["rawKeyDown", "char", "keyUp"] {
        let text = if kind == "char" { "\r" } else { "" };
        let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": 13, "text": text });
        browser.cdp("Input.dispatchKeyEvent", event).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_are_ordered_nested_and_get_yearly_households() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.go("/units").await;
    admin.wait(&order("xuanbac", "xuannam")).await;

    // By the keyboard: the focus stays on the button of the unit that has moved.
    admin.click("unit-down-xuanbac").await;
    admin.wait(&order("xuannam", "xuanbac")).await;
    admin.wait("document.activeElement.id === 'unit-down-xuanbac'").await;
    press(&admin, "Enter").await;
    admin.wait(&order("lamhoan", "xuanbac")).await;
    admin.wait("document.activeElement.id === 'unit-down-xuanbac'").await;
    admin.click("unit-up-xuanbac").await;
    admin.wait(&order("xuannam", "xuanbac")).await;

    // One below another: not itself, not what is below it.
    admin.click("unit-place-xuannam").await;
    choose(&admin, "unit-parent", "Thôn Xuân Bắc").await;
    look(&admin, "unit-parent", &[]).await;
    admin.click("unit-parent-save").await;
    admin.wait(&order("xuanbac", "xuannam")).await;
    admin
        .wait("document.querySelector('[data-testid=unit-row-xuannam]').dataset.depth === '1'")
        .await;
    admin.click("unit-place-xuanbac").await;
    admin
        .wait(
            "![...document.getElementById('unit-parent').options].some(o => o.text.includes('Xuân Nam'))
             && document.getElementById('unit-parent').options.length > 5",
        )
        .await;
    admin.click("unit-parent-save").await;
    admin.wait("!document.querySelector('dialog[open]')").await;
    admin.click("unit-branch-xuanbac").await;
    admin.wait("document.querySelector('[data-testid=unit-row-xuannam]').hidden").await;
    admin.click("unit-branch-xuanbac").await;
    admin.wait("!document.querySelector('[data-testid=unit-row-xuannam]').hidden").await;
    admin.find("unit-row-xuannam").await;
    look(&admin, "unit-tree", &[]).await;

    let phone = enter(&server, demo::ADMIN, PHONE).await;
    phone.go("/units").await;
    phone.wait_text("unit-row-xuannam", "Trực thuộc Thôn Xuân Bắc").await;
    phone.click("unit-years-xuannam").await;
    phone.fill("years-count", "nhiều").await;
    phone.click("years-save").await;
    phone.wait_text("years-count-error", "không âm").await;
    for (year, count) in [("2025", "208"), ("2026", "214")] {
        phone.fill("years-year", year).await;
        phone.fill("years-count", count).await;
        phone.click("years-save").await;
        phone.wait_text(&format!("year-{year}"), count).await;
    }
    phone.click("year-edit-2025").await;
    phone.wait("document.activeElement.id === 'years-count'").await;
    phone.fill("years-count", "209").await;
    phone.click("years-save").await;
    phone.wait_text("year-2025", "209").await;
    settled(&phone).await;
    look(&phone, "unit-years-phone", &[]).await;
    phone.click("years-close").await;
    phone.wait_text("unit-years-xuannam", "214").await;
    look(&phone, "unit-tree-phone", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn indicator_is_merged_and_channel_asks_for_it() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.go("/catalogues?kind=indicators").await;
    admin.click("entry-add").await;
    admin.fill("new-entry-name", "Người dự họp").await;
    admin.fill("new-entry-measure", "người").await;
    admin.click("entry-submit").await;
    admin.click("entry-merge-nguoi_du_hop").await;
    admin.click("merge-confirm").await;
    admin.wait_text("merge-into-error", "Bắt buộc").await;
    choose(&admin, "merge-into", "Người tham dự").await;
    admin.wait_text("merge-confirm", "Gộp vào “Người tham dự”").await;
    settled(&admin).await;
    look(&admin, "catalogue-merge", &[]).await;
    admin.click("merge-confirm").await;
    admin.wait_text("entry-nguoi_du_hop", "đã gộp vào Người tham dự").await;
    admin.wait_gone("entry-merge-nguoi_du_hop").await;
    admin.wait_gone("entry-retire-nguoi_du_hop").await;

    admin.click("filter-kind-channels").await;
    let channel = "tr[data-testid^=entry-]";
    admin.css(&format!("{channel} [data-testid^=entry-asks-]")).await.click().await;
    admin.click("asks-nguoi_tham_du").await;
    settled(&admin).await;
    look(&admin, "channel-asks", &[]).await;
    admin.click("asks-save").await;
    admin.wait_text("catalogue", "Cần báo: Người tham dự").await;
    look(&admin, "catalogue-channels", &[]).await;

    // The village that chooses the channel is offered what it asks for.
    let scene = Scene::new(&server).await;
    let work = scene.assign("Vệ sinh bãi biển", "2026-11-20").await;
    scene.acknowledge(&work).await;
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.go(&work.path("/report")).await;
    head.wait("document.getElementById('report-channel').options.length > 1").await;
    head.wait_gone("report-usual-nguoi_tham_du").await;
    head.find("report-channel").await.choose_nth(1).await;
    head.find("report-usual-nguoi_tham_du").await;
    settled(&head).await;
    look(&head, "report-usual", &[]).await;
    head.click("report-usual-nguoi_tham_du").await;
    head.fill("report-figure-0", "62").await;
    head.wait_gone("report-usual-nguoi_tham_du").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audit_log_export_carries_its_filter() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.go("/audit").await;
    admin.click("filter-action-user").await;
    admin.wait("location.search.includes('action=user')").await;
    settled(&admin).await;
    look(&admin, "audit-export", &[]).await;
    let href = admin.find("audit-export").await.attribute("href").await.unwrap();
    assert_eq!(href, "/api/v1/audit/export?action=user");
    admin.click("audit-export").await;
    // The page stays, and that the log was taken out stands in it.
    let api = server.login(demo::ADMIN).await;
    admin
        .wait(
            "(window.asking ||= fetch('/api/v1/audit?action=audit').then(r => r.json()).then(page => {
                window.taken = page.items.length > 0; window.asking = null;
             })) && window.taken",
        )
        .await;
    assert!(admin.path().await.starts_with("/audit"));
    let logged = api.all("/audit?action=audit").await;
    assert_eq!(logged[0]["action"], "audit.export", "{logged:?}");
    admin.go("/audit").await;
    admin.wait_text("audit", "Xuất nhật ký").await;
}

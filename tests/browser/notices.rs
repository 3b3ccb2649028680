//! Notices: the bell and the list update while the page is open; a person's choices; a deputy for
//! notices.

use serde_json::json;
use tests::browser::{Browser, LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{choose, enter, look, settled};

/// Waits until the bell shows this number of unread notices.
async fn rings(browser: &Browser, bell: &str, unread: i64) {
    let shown = format!("document.querySelector('[data-testid=\"{bell}-count\"]')?.textContent");
    let wanted =
        if unread == 0 { "undefined".into() } else { json!(unread.to_string()).to_string() };
    browser.wait(&format!("{shown} === {wanted}")).await;
}

async fn rows(browser: &Browser, kind: &str, count: usize) {
    let all = format!("document.querySelectorAll('[data-kind={kind}]').length");
    browser.wait(&format!("{all} === {count}")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bell_and_list_of_notices_update_without_a_reload() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    scene.head.post("/notices/read", json!({})).await.expect(204).ok();
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    rings(&head, "bar-bell", 0).await;
    let work = scene.assign("Treo cờ ngày hội", "2026-11-30").await;
    rings(&head, "bar-bell", 1).await;
    head.wait_text("bell-said", "1 thông báo chưa đọc").await;
    let report = scene.submit(&work).await;

    head.click("bar-bell").await;
    head.wait_text("notices", "Giao việc mới").await;
    head.wait_text("notices", "Treo cờ ngày hội").await;
    rows(&head, "returned", 0).await;
    settled(&head).await;
    look(&head, "notices-phone", &[]).await;
    // The chairman returns the report elsewhere; nobody touches this page.
    scene.review(&report, Some("Thiếu ảnh minh chứng."), &work).await;
    rows(&head, "returned", 1).await;
    head.wait_text("notices", "Thiếu ảnh minh chứng.").await;
    rings(&head, "bar-bell", 2).await;
    look(&head, "notices-moved", &[]).await;

    // One is read by opening it, the rest at once.
    head.css("[data-kind=returned] a").await.click().await;
    head.find("report-write").await;
    assert_eq!(head.path().await, work.path(""));
    rings(&head, "bar-bell", 1).await;
    head.click("bar-bell").await;
    head.click("filter-unread-true").await;
    rows(&head, "returned", 0).await;
    rows(&head, "assigned", 1).await;
    head.click("filter-group-talk").await;
    head.find("empty").await;
    look(&head, "notices-none", &[]).await;
    head.click("filter-group-all").await;
    rows(&head, "assigned", 1).await;
    head.click("notices-read").await;
    head.find("empty").await;
    rings(&head, "bar-bell", 0).await;
}

/// A proxy may let no stream through: the bell then polls, here without the minute between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bell_polls_when_there_is_no_stream() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    scene.head.post("/notices/read", json!({})).await.expect(204).ok();
    let head = Browser::open(server.base(), PHONE).await;
    let without = "window.EventSource = class { constructor() { throw new Error('none'); } };
        const plain = window.setInterval;
        window.setInterval = (act, pause, ...rest) => plain(act, pause === 60000 ? 100 : pause, ...rest);";
    head.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": without })).await;
    head.go("/login").await;
    head.fill("login-username", demo::VILLAGE_HEAD).await;
    head.fill("login-password", demo::PASSWORD).await;
    head.click("login-submit").await;
    head.find("my-work").await;
    scene.assign("Việc đến khi không có luồng", "2026-11-30").await;
    rings(&head, "bar-bell", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leader_gets_a_notice_of_a_submitted_report() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.go("/notices").await;
    settled(&chairman).await;
    let work = scene.assign("Báo cáo nhanh", "2026-11-30").await;
    scene.submit(&work).await;
    chairman.wait_text("notices", "Báo cáo nhanh").await;
    chairman.wait_text("notices", "gửi báo cáo, chờ duyệt").await;
    look(&chairman, "notices-office", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn choices_of_notices_are_saved_in_the_profile() {
    let server = Server::demo(Database::Sqlite);
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.go("/profile").await;
    head.wait_text("choice-no-mail", "chưa cấu hình gửi thư").await;
    head.wait("document.querySelector('[data-testid=choice-overdue-mail]').disabled").await;
    head.wait("document.querySelector('[data-testid=choice-overdue-mail]').checked").await;
    // Without a mail server no address could be confirmed.
    head.wait("!document.querySelector('[data-testid=email-change]')").await;
    choose(&head, "choice-mail", "Từng thư").await;
    head.click("choice-approved-mail").await;
    settled(&head).await;
    look(&head, "choices-phone", &[]).await;
    head.click("choice-save").await;
    head.wait_text("toast", "Đã lưu").await;
    let api = server.login(demo::VILLAGE_HEAD).await;
    let kept = api.read("/notices/choices").await;
    assert_eq!(kept["mail"], "single", "{kept}");
    assert_eq!(kept["muted"], json!([{ "kind": "approved", "channel": "mail" }]), "{kept}");
    // The same row holds the theme: the one does not spoil the other.
    choose(&head, "profile-theme", "Tối").await;
    head.wait("document.documentElement.dataset.theme === 'dark'").await;
    head.click("choice-commented-app").await;
    head.click("choice-save").await;
    head.wait("!document.querySelector('[data-testid=choice-save]').disabled").await;
    head.go("/profile").await;
    head.wait("document.querySelector('[data-testid=choice-commented-app]')?.checked === false")
        .await;
    settled(&head).await;
    look(&head, "choices-dark", &["412"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsubscribe_link_of_a_mail_works_without_a_login() {
    let server = Server::demo(Database::Sqlite);
    let anyone = Browser::open(server.base(), PHONE).await;
    anyone.go("/unsubscribe#khong-dung.morning").await;
    anyone.find("unsubscribe").await;
    look(&anyone, "unsubscribe", &[]).await;
    anyone.click("unsubscribe").await;
    anyone.wait_text("unsubscribe-error", "không còn hiệu lực").await;
    look(&anyone, "unsubscribe-wrong", &["404"]).await;
    // Who stops the morning's mail reads which mail still comes.
    let answers = "window.fetch = async () => new Response('{\"kind\":null}',
        { status: 200, headers: { 'content-type': 'application/json' } })";
    anyone.run(answers, json!([])).await;
    anyone.click("unsubscribe").await;
    anyone.wait_text("unsubscribe-still", "quá hạn và đôn đốc vẫn được gửi").await;
    look(&anyone, "unsubscribe-done", &["404"]).await;
}

/// A village head who is away has somebody of the same unit receive the notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn head_names_a_deputy_for_the_notices() {
    let server = Server::demo(Database::Sqlite);
    let admin = server.login(demo::ADMIN).await;
    let scene = Scene::new(&server).await;
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.go("/profile").await;
    head.click("lend-open").await;
    head.wait_text("lend-nobody", "Chưa có người khác").await;
    settled(&head).await;
    look(&head, "stand-in-nobody", &[]).await;
    let body = json!({ "username": "phothon", "full_name": "Lê Văn Phó (minh họa)",
        "post": { "unit_id": scene.unit, "role": "village_head", "title": "Phó thôn" } });
    admin.post("/users", body).await.expect(201).ok();

    head.go("/profile").await;
    head.click("lend-open").await;
    head.wait("document.getElementById('lend-to')?.options.length > 1").await;
    choose(&head, "lend-to", "Lê Văn Phó").await;
    head.find("lend-until").await.set("2026-11-20").await;
    head.fill("lend-reason", "Đi viện").await;
    settled(&head).await;
    look(&head, "stand-in", &[]).await;
    head.click("lend-submit").await;
    head.wait_text("delegations", "Lê Văn Phó").await;
    head.wait_text("delegations", "Nhận thông báo thay").await;
    look(&head, "stand-in-chosen", &[]).await;
}

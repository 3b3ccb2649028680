//! What the office sets up once: settings, API clients, groups of units; and how one gets about:
//! posts and search.

use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Server, demo};

use crate::people::{choose, enter, look, settled};

const DOWN: &str = "\u{E015}";
const ENTER: &str = "\u{E007}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_show_errors_at_fields_and_reset_to_defaults() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.click("nav-settings").await;
    admin.fill("setting-invitation", "mười").await;
    admin.click("settings-save").await;
    admin.wait_text("setting-invitation-error", "số nguyên").await;
    admin.wait("document.activeElement.dataset.testid === 'error-summary'").await;
    // What the server says stands at its field as well, and nothing else is lost.
    admin.fill("setting-invitation", "10").await;
    admin.fill("setting-office-longest", "48").await;
    admin.click("settings-save").await;
    admin.wait_text("setting-office-longest-error", "1 đến 24").await;
    admin.wait("document.getElementById('setting-invitation').value === '10'").await;
    look(&admin, "settings-wrong", &["422"]).await;
    admin.click("setting-office-longest-default").await;
    admin.click("settings-save").await;
    admin.wait_text("toast", "Đã lưu").await;
    admin.go("/settings").await;
    admin.find("setting-invitation").await;
    admin.wait("document.getElementById('setting-invitation').value === '10'").await;
    admin.wait("document.getElementById('setting-office-longest').value === '8'").await;
    look(&admin, "settings", &["422"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn api_client_is_created_rotated_renamed_and_revoked() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.click("nav-clients").await;
    admin.click("client-add").await;
    admin.click("client-submit").await;
    admin.wait_text("client-name-error", "Bắt buộc").await;
    admin.wait_text("client-scopes-error", "ít nhất").await;
    admin.fill("client-name", "Cổng dữ liệu tỉnh").await;
    admin.click("client-scopes-tasks:read").await;
    admin.click("client-scopes-statistics:read").await;
    look(&admin, "client-form", &[]).await;
    admin.click("client-submit").await;
    admin.wait("document.getElementById('secret-text').value.length >= 40").await;
    look(&admin, "client-secret", &[]).await;
    let read = "return document.getElementById('secret-id').value";
    let name = admin.run(read, serde_json::json!([])).await.as_str().unwrap().to_owned();
    admin.click("secret-done").await;
    admin.wait_text(&format!("client-{name}"), "Đang dùng").await;
    admin.click(&format!("client-rotate-{name}")).await;
    admin.click("rotate-confirm").await;
    admin.find("secret-text").await;
    admin.click("secret-done").await;
    admin.click(&format!("client-edit-{name}")).await;
    admin.fill("client-name", "Cổng dữ liệu tỉnh Hà Tĩnh").await;
    admin.click("client-submit").await;
    admin.wait_text(&format!("client-{name}"), "Hà Tĩnh").await;
    admin.click(&format!("client-revoke-{name}")).await;
    look(&admin, "client-revoke", &[]).await;
    admin.click("revoke-confirm").await;
    admin.wait_text(&format!("client-{name}"), "Đã thu hồi").await;
    look(&admin, "clients", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unit_group_is_saved_used_renamed_and_removed() {
    let server = Server::demo(Database::Sqlite);
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    office.go("/tasks/new").await;
    office.click("unit-xuanbac").await;
    office.click("unit-lamhoan").await;
    office.click("group-save").await;
    office.fill("group-name", "Hai thôn đầu xã").await;
    look(&office, "group-name", &[]).await;
    office.click("group-name-save").await;
    office.wait_text("group-0", "Hai thôn đầu xã (2)").await;
    office.click("unit-picker-none").await;
    office.wait_text("unit-picker-count", "0").await;
    office.click("group-0").await;
    office.wait_text("unit-picker-count", "2").await;
    // The same name a second time is refused where it is written.
    office.click("group-save").await;
    office.fill("group-name", "hai thôn đầu xã").await;
    office.find("group-name").await.keys(ENTER).await;
    office.wait_text("group-name-error", "Đã có").await;
    office.find("group-name").await.keys("\u{E00C}").await;
    office.click("group-manage").await;
    office.click("group-rename-0").await;
    office.fill("group-new-name", "Thôn phía bắc").await;
    office.click("group-new-name-save").await;
    office.wait_text("group-row-0", "Thôn phía bắc").await;
    look(&office, "groups", &["422"]).await;
    office.click("group-remove-0").await;
    office.click("group-gone-confirm").await;
    office.wait_gone("group-row-0").await;
    office.click("groups-close").await;
    office.wait_gone("group-0").await;
    assert_eq!(office.path().await, "/tasks/new");
}

/// From any page, by keyboard on a laptop and by finger on a phone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn active_post_is_changed_from_any_page() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    let row = format!("[data-testid=person-row-{}] a", demo::OTHER_COMMITTEE);
    admin.css(&row).await.click().await;
    admin.click("post-add").await;
    choose(&admin, "post-unit", "Thôn Xuân Nam").await;
    admin.click("post-submit").await;
    admin.find("post-row-1").await;

    let person = enter(&server, demo::OTHER_COMMITTEE, LAPTOP).await;
    person.go("/directives").await;
    settled(&person).await;
    person.find("post-menu").await.keys(ENTER).await;
    person.find("post-menu-1").await;
    look(&person, "post-menu", &[]).await;
    person.find("post-menu-1").await.keys(ENTER).await;
    person.wait("location.pathname === '/my-work'").await;
    person.wait_text("post-menu", "Trưởng thôn").await;

    let phone = enter(&server, demo::OTHER_COMMITTEE, PHONE).await;
    phone.click("bar-post-menu").await;
    settled(&phone).await;
    look(&phone, "post-menu-phone", &[]).await;
    // Away from the menu it closes.
    phone.run("document.querySelector('main').click()", serde_json::json!([])).await;
    phone.wait("!document.querySelector('.topbar details').open").await;
    phone.click("bar-post-menu").await;
    phone.click("bar-post-menu-1").await;
    phone.wait_text("bar-post-menu", "Trưởng thôn").await;
}

/// Ctrl K: places to go to by the keyboard alone, and what the words find.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn search_opens_by_keyboard_and_its_hits_are_followed() {
    let server = Server::demo(Database::Sqlite);
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.find("overview-inbox").await;
    let press = "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))";
    office.run(press, serde_json::json!([])).await;
    office.fill("search-input", "van ban").await;
    office.wait_text("hit-go", "Văn bản").await;
    office.wait("document.querySelector('[data-testid=hit-go] mark').textContent === 'Văn'").await;
    office.find("search-input").await.keys(ENTER).await;
    office.find("directives").await;
    office.wait("!document.querySelector('dialog[open]')").await;

    office.run(press, serde_json::json!([])).await;
    office.fill("search-input", "thon xuan bac").await;
    office.wait_text("hit-unit", "Thôn Xuân Bắc").await;
    look(&office, "search", &[]).await;
    office.fill("search-input", "tuyen truyen").await;
    office.find("hit-task").await;
    office.find("search-input").await.keys(DOWN).await;
    look(&office, "search-task", &[]).await;
    office.click("hit-task").await;
    office.find("task").await;
    office.click("search-open").await;
    office.fill("search-input", "khongcogiday").await;
    office.wait_text("search-status", "Không thấy gì khớp").await;

    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.find("my-work").await;
    head.click("bar-search-open").await;
    head.find("search-input").await;
    settled(&head).await;
    look(&head, "search-phone", &[]).await;
    head.set_offline(true).await;
    head.fill("search-input", "xuan bac").await;
    head.wait_text("search-status", "mất mạng").await;
    head.find("search-retry").await;
    head.set_offline(false).await;
    head.find("hit-unit").await;
    head.click("search-close").await;
    head.wait("!document.querySelector('dialog[open]')").await;
}

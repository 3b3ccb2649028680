//! What the server does by itself, as the office sees it: the digest of the morning and the jobs;
//! the settings that say when; the head of a unit and the successor of a post.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{choose, enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leader_reads_the_digest_of_the_morning() {
    let server = Server::demo(Database::Sqlite);
    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.find("overview-late").await;
    settled(&chairman).await;
    look(&chairman, "overview-late", &[]).await;
    chairman.click("overview-digests").await;
    chairman.wait_text("digests", "16/11/2026").await;
    settled(&chairman).await;
    look(&chairman, "digests", &[]).await;
    chairman.click("digest-2026-11-16").await;
    chairman.find("digest-overdue").await;
    settled(&chairman).await;
    look(&chairman, "digest", &[]).await;
    chairman.css("[data-testid=digest-awaiting] a.line").await.click().await;
    chairman.find("assignment").await;

    let phone = enter(&server, demo::COORDINATOR, PHONE).await;
    phone.go("/digests/2026-11-16").await;
    phone.find("digest-overdue").await;
    settled(&phone).await;
    look(&phone, "digest-phone", &[]).await;
}

/// Overdue work is chased from the overview itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overdue_work_is_chased_from_the_overview() {
    let server = Server::demo(Database::Sqlite);
    let phone = enter(&server, demo::CHAIRMAN, PHONE).await;
    phone.find("overview-late").await;
    phone.css("[data-testid=overview-late] [data-testid^=select-0]").await.click().await;
    settled(&phone).await;
    look(&phone, "overview-late-phone", &[]).await;
    phone.click("chase-open").await;
    settled(&phone).await;
    look(&phone, "chase-phone", &[]).await;
    phone.click("chase-submit").await;
    phone.wait_text("toast", "Đã đôn đốc").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admin_sees_jobs_and_changes_settings_of_reminders() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.click("nav-jobs").await;
    admin.wait_text("job-reminders", "Nhắc hạn").await;
    admin.wait_text("jobs-mail", "chưa cấu hình gửi thư").await;
    admin.wait_text("jobs-runs", "xong").await;
    settled(&admin).await;
    look(&admin, "jobs", &[]).await;
    admin.click("filter-job-mail").await;
    admin.find("empty").await;

    admin.go("/settings").await;
    admin.fill("setting-remind", "5, 2,1").await;
    admin.fill("setting-work-from", "7h30").await;
    for field in ["setting-saturday-from", "setting-saturday-to"] {
        admin.find(field).await.set("").await;
    }
    admin.fill("setting-extension-limit", "hai").await;
    admin.click("settings-save").await;
    admin.wait_text("setting-extension-limit-error", "từ 0 trở lên").await;
    admin.fill("setting-extension-limit", "2").await;
    settled(&admin).await;
    look(&admin, "settings-reminders", &[]).await;
    admin.click("settings-save").await;
    admin.wait_text("toast", "Đã lưu").await;
    let api = server.login(demo::ADMIN).await;
    let kept = api.read("/settings").await["values"].clone();
    assert_eq!(kept["remind_days_before"], json!([5, 2, 1]), "{kept}");
    assert_eq!(kept["work_from"], "07:30", "{kept}");
    assert_eq!(kept["saturday_from"], "", "{kept}");
    assert_eq!(kept["extension_limit"], 2, "{kept}");

    let phone = enter(&server, demo::ADMIN, PHONE).await;
    phone.go("/jobs").await;
    phone.find("job-mail").await;
    phone.wait_text("jobs-backup", "Chưa có bản sao lưu nào").await;
    settled(&phone).await;
    look(&phone, "jobs-phone", &[]).await;
    phone.go("/settings").await;
    phone.find("setting-digest-at").await;
    settled(&phone).await;
    look(&phone, "settings-phone", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admin_names_a_units_head_and_a_posts_successor() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::of(&server, demo::COMMITTEE).await;
    let api = server.login(demo::ADMIN).await;
    let body = json!({ "username": "phophong", "full_name": "Lê Thị Phó (minh họa)",
        "post": { "unit_id": scene.unit, "role": "committee", "title": "Phó phòng" } });
    api.post("/users", body).await.expect(201).ok();
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.css("[data-testid=person-row-phophong] a").await.click().await;
    admin.wait_text("post-head-0", "Đặt làm trưởng đơn vị").await;
    admin.click("post-head-0").await;
    admin.wait_text("post-head-0", "Thôi là trưởng đơn vị").await;
    settled(&admin).await;
    look(&admin, "person-head", &[]).await;

    let row = format!("[data-testid=person-row-{}] a", demo::COMMITTEE);
    admin.go("/people").await;
    admin.css(&row).await.click().await;
    admin.click("post-end-0").await;
    admin.wait("document.getElementById('end-post-successor').options.length > 1").await;
    choose(&admin, "end-post-successor", "Lê Thị Phó").await;
    settled(&admin).await;
    look(&admin, "person-successor", &[]).await;
    admin.click("end-post-confirm").await;
    admin.wait_text("post-row-0", "Đã thôi").await;
}

//! Planning: templates, recurrences, and events that deadlines are counted from.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{choose, enter, look, settled};

/// The demo without templates, recurrences and events, as before the first planning.
fn nothing_planned() -> Server {
    let server = Server::demo(Database::Sqlite);
    for planned in ["recurrence_tasks", "recurrences", "task_templates", "event_days", "events"] {
        let _ = server.home().store().query(&format!("DELETE FROM {planned}"));
    }
    server
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn task_is_saved_as_a_template_and_made_from_it() {
    let server = nothing_planned();
    let scene = Scene::new(&server).await;
    let work = scene.assign("Buổi tối ở nhà văn hóa", "2026-11-30").await;
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    office.go(&format!("/tasks/{}", work.task)).await;
    office.click("task-template").await;
    office.fill("task-template-name", "Buổi tối ở thôn").await;
    settled(&office).await;
    look(&office, "template-save", &[]).await;
    office.click("task-template-name-save").await;
    office.wait_text("toast", "Buổi tối ở thôn").await;

    // The same name twice is said at the field.
    office.click("task-template").await;
    office.fill("task-template-name", "Buổi tối ở thôn").await;
    office.click("task-template-name-save").await;
    office.wait_text("task-template-name-error", "Đã có mẫu").await;

    office.go("/templates").await;
    office.wait_text("templates", "Sau 14 ngày").await;
    look(&office, "templates", &["422"]).await;
    office.css("[data-testid^=template-use-]").await.click().await;
    office.find("new-task-template").await;
    office
        .wait("document.getElementById('new-task-title').value === 'Buổi tối ở nhà văn hóa'")
        .await;
    office.wait("document.getElementById('new-task-due').value === '30/11/2026'").await;
    look(&office, "new-task-template", &[]).await;
    office.click("new-task-submit").await;
    office.wait_text("task", "Thôn Xuân Bắc").await;

    // From the form, renamed and deleted.
    office.go("/tasks/new").await;
    choose(&office, "template-choice", "Buổi tối").await;
    office.find("new-task-template").await;
    let phone = enter(&server, demo::COORDINATOR, PHONE).await;
    phone.go("/templates").await;
    phone.css("[data-testid^=template-rename-]").await.click().await;
    phone.fill("template-name", "Tối thứ Bảy").await;
    phone.click("template-name-save").await;
    phone.wait_text("templates", "Tối thứ Bảy").await;
    look(&phone, "templates-phone", &[]).await;
    phone.css("[data-testid^=template-remove-]").await.click().await;
    phone.click("template-removal-confirm").await;
    phone.find("empty").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recurrence_is_set_up_makes_a_task_and_is_ended() {
    let server = nothing_planned();
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    office.click("nav-tasks").await;
    office.click("tasks-recurrences").await;
    office.find("empty").await;
    office.click("recurrence-new").await;
    office.find("recurrence-form").await;
    choose(&office, "recurrence-rule", "Theo kỳ báo cáo").await;
    office.click("recurrence-submit").await;
    office.wait_text("recurrence-name-error", "Bắt buộc").await;
    office.wait_text("recurrence-kinds-error", "ít nhất một").await;
    office.wait_text("units-error", "đơn vị").await;
    look(&office, "recurrence-wrong", &[]).await;
    choose(&office, "recurrence-rule", "ngày làm việc cuối cùng").await;
    office.wait_text("recurrence-preview", "30/11/2026").await;
    office.wait_text("recurrence-preview", "giao 23/11/2026").await;
    office
        .wait("document.querySelectorAll('[data-testid=recurrence-preview] li').length === 5")
        .await;
    office.fill("recurrence-name", "Báo cáo phát thanh tháng").await;
    office.fill("new-task-title", "Tổng hợp số buổi phát thanh").await;
    office.click("unit-xuanbac").await;
    look(&office, "recurrence-form", &[]).await;
    // A reload loses nothing of it.
    office.fill("recurrence-lead", "9").await;
    office.go("/recurrences/new").await;
    office.wait("document.getElementById('recurrence-lead')?.value === '9'").await;
    office.wait_text("recurrence-preview", "30/11/2026").await;
    office.fill("recurrence-lead", "7").await;
    office.click("recurrence-submit").await;
    let words = "Hằng tháng, ngày làm việc cuối cùng; giao trước hạn 7 ngày";
    office.wait_text("recurrences", words).await;
    look(&office, "recurrences", &[]).await;
    office.css("[data-testid^=recurrence-pause-]").await.click().await;
    office.wait_text("recurrences", "Tạm dừng").await;
    office.css("[data-testid^=recurrence-resume-]").await.click().await;
    office.css("tr[data-state=active]").await;

    // Its day comes, a day late.
    server.clock().set("2026-11-24T08:00:00+07:00");
    server.home().run_ok(&["jobs", "run"], "");
    let phone = enter(&server, demo::COORDINATOR, PHONE).await;
    phone.go("/recurrences").await;
    phone.wait_text("recurrences", "1 nhiệm vụ").await;
    look(&phone, "recurrences-phone", &[]).await;
    phone.css("[data-testid^=recurrence-made-]").await.click().await;
    phone.css("[data-testid^=task-row-] a").await.click().await;
    phone.wait_text("task-recurrence", "Báo cáo phát thanh tháng, tháng 11/2026").await;
    look(&phone, "task-of-recurrence", &[]).await;

    // It is changed from the next one on, then ended.
    phone.go("/recurrences").await;
    phone.css("[data-testid^=recurrence-change-]").await.click().await;
    phone.find("recurrence-form").await;
    // November has its task: the next is December's.
    phone.wait("!document.querySelector('[data-testid=recurrence-preview]').textContent.includes('30/11')").await;
    phone.fill("recurrence-lead", "10").await;
    look(&phone, "recurrence-form-phone", &[]).await;
    phone.click("recurrence-submit").await;
    phone.wait_text("recurrences", "giao trước hạn 10 ngày").await;
    phone.css("[data-testid^=recurrence-stop-]").await.click().await;
    phone.click("recurrence-stop-confirm").await;
    phone.css("tr[data-state=ended]").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deadline_is_counted_from_each_villages_event_day() {
    let server = nothing_planned();
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    office.go("/events").await;
    office.find("empty").await;
    office.click("event-new").await;
    office.click("event-submit").await;
    office.wait_text("event-name-error", "Bắt buộc").await;
    office.fill("event-name", "Ngày hội đại đoàn kết").await;
    office.fill("event-day", "30/11/2026").await;
    office.click("event-day-add").await;
    choose(&office, "event-unit", "Thôn Xuân Bắc").await;
    office.fill("event-own-day", "28/11/2026").await;
    look(&office, "event-form", &[]).await;
    office.click("event-submit").await;
    office.wait_text("events", "Thôn Xuân Bắc: 28/11/2026").await;
    look(&office, "events", &[]).await;

    office.go("/tasks/new").await;
    office.fill("new-task-title", "Chuẩn bị hội trường").await;
    office.click("due-by-event").await;
    office.click("unit-xuanbac").await;
    office.click("unit-lamhoan").await;
    office.click("new-task-submit").await;
    office.wait_text("due-event-error", "Bắt buộc").await;
    choose(&office, "due-event", "đại đoàn kết").await;
    office.wait_text("due-counted", "Thôn Xuân Bắc: thứ Bảy, 21/11/2026").await;
    office.wait_text("due-counted", "23/11/2026").await;
    look(&office, "new-task-event", &[]).await;
    office.click("new-task-submit").await;
    office.wait_text("task", "7 ngày trước Ngày hội đại đoàn kết").await;
    office.wait_text("task", "21/11/2026").await;
    look(&office, "task-of-event", &[]).await;

    // While something counts from it, it stays; its days may change.
    let phone = enter(&server, demo::COORDINATOR, PHONE).await;
    phone.go("/events").await;
    phone.wait_text("events", "1 nhiệm vụ").await;
    phone.css("[data-testid^=event-change-]").await.click().await;
    phone.wait("document.getElementById('event-name').value !== ''").await;
    look(&phone, "event-form-phone", &[]).await;
    phone.click("event-day-remove-0").await;
    phone.click("event-submit").await;
    phone.wait_text("events", "Tất cả theo ngày chung").await;
    look(&phone, "events-phone", &[]).await;
}

/// A recurrence that failed shows what to do; the retired topic is left out of the form, and once
/// that is saved the next run makes the task.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failed_recurrence_shows_its_error_and_is_corrected() {
    let server = nothing_planned();
    let scene = Scene::new(&server).await;
    let topic = tests::scene::first(&scene.chairman, "topics").await;
    let body = json!({
        "name": "Lịch phát thanh", "rule": { "kind": "weekly", "weekday": "friday" },
        "lead_days": 3, "starts_on": "2026-11-16",
        "task": {
            "title": "Phát thanh tuần", "topics": [topic],
            "units": [{ "unit_id": scene.unit, "part": "alone" }],
        },
    });
    let made = scene.chairman.post("/recurrences", body).await.expect(201).id();
    let admin = server.login(demo::ADMIN).await;
    let path = format!("/catalogues/topics/{topic}");
    let etag = admin.get(&path).await.expect(200).etag();
    admin.patch(&path, &etag, json!({ "retired": true })).await.expect(200).ok();
    server.clock().set("2026-11-17T06:00:00+07:00");
    server.home().run_ok(&["jobs", "run"], "");

    let phone = enter(&server, demo::CHAIRMAN, PHONE).await;
    phone.go("/recurrences").await;
    phone.wait_text(&format!("recurrence-failed-{made}"), "đã thôi dùng").await;
    look(&phone, "recurrence-failed-phone", &[]).await;
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.go("/recurrences").await;
    office.wait_text("recurrences", "Hằng tuần, thứ Sáu; giao trước hạn 3 ngày").await;
    look(&office, "recurrence-failed", &[]).await;
    office.click(&format!("recurrence-change-{made}")).await;
    office.find("recurrence-form").await;
    office.click("recurrence-submit").await;
    office.find("recurrences").await;
    office.wait_gone(&format!("recurrence-failed-{made}")).await;
    server.home().run_ok(&["jobs", "run"], "");
    office.go("/recurrences").await;
    office.wait_text(&format!("recurrence-made-{made}"), "1 nhiệm vụ").await;
}

//! Forms: errors are shown at their fields, and nothing that was written is lost.

use tests::browser::LAPTOP;
use tests::{Database, Scene, Server, demo};

use crate::people::{CUT_OFF, enter, look};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn incomplete_task_form_shows_errors_at_its_fields() {
    let server = Server::demo(Database::Sqlite);
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    office.go("/tasks/new").await;
    office.fill("new-task-title", "Ra quân làm sạch bãi biển").await;
    office.css("[data-testid='target-indicator-0']").await.choose_nth(1).await;
    office.fill("new-task-due", "31/02/2027").await;
    office.click("new-task-submit").await;
    office.wait_text("target-amount-0-error", "lớn hơn 0").await;
    office.wait_text("new-task-due-error", "20/11/2026").await;
    office.wait_text("units-error", "đơn vị").await;
    office.wait("document.activeElement.dataset.testid === 'error-summary'").await;
    look(&office, "new-task-wrong", &[]).await;
    // A line of the summary leads to its field.
    office.css("[data-testid=error-summary] a").await.click().await;
    office.wait("document.activeElement.id === 'new-task-due'").await;
    office.fill("new-task-due", "20/12/2026").await;
    office.fill("target-amount-0", "2").await;
    office.click("unit-xuanbac").await;
    office.click("new-task-submit").await;
    office.wait_text("task", "20/12/2026").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reason_of_a_return_is_kept_offline_and_over_a_reload() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Trả lại khi mất mạng", "2026-11-30").await;
    let report = scene.submit(&work).await;
    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.go(&format!("/review/{report}")).await;
    chairman.click("review-return").await;
    chairman.click("return-confirm").await;
    chairman.wait("document.activeElement.id === 'return-reason'").await;
    chairman.fill("return-reason", "Thiếu ảnh buổi họp.").await;
    chairman.set_offline(true).await;
    chairman.click("return-confirm").await;
    chairman.wait_text("return-problem", "mạng").await;
    look(&chairman, "reason-kept", &[CUT_OFF]).await;
    chairman.set_offline(false).await;
    // Even over a reload.
    chairman.go(&format!("/review/{report}")).await;
    chairman.click("review-return").await;
    chairman.wait("document.getElementById('return-reason').value === 'Thiếu ảnh buổi họp.'").await;
    chairman.click("return-confirm").await;
    chairman.wait_text("toast", "trả lại").await;
    let now = scene.head.read(&work.path("")).await;
    assert_eq!(now["return_reason"], "Thiếu ảnh buổi họp.");
}

/// A login name that is taken, a wrong password: the error is shown at the field.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn error_of_the_server_is_shown_at_its_field() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.go("/people/new").await;
    admin.fill("person-name", "Nguyễn Thị Mới").await;
    admin.fill("person-username", demo::VILLAGE_HEAD).await;
    crate::people::choose(&admin, "post-unit", "Thôn Xuân Nam").await;
    admin.click("person-submit").await;
    admin.wait_text("person-username-error", "đã có").await;
    admin.wait("document.getElementById('person-name').value === 'Nguyễn Thị Mới'").await;
    look(&admin, "person-taken", &["422"]).await;
    admin.go("/profile").await;
    admin.fill("password-current", "khong phai").await;
    admin.fill("password-new", "mot cau that dai de nho").await;
    admin.fill("password-again", "mot cau that dai de nho").await;
    admin.click("password-submit").await;
    admin.wait_text("password-current-error", "không đúng").await;
    admin.wait("document.getElementById('password-new').value !== ''").await;
}

/// Texts, chips, targets and units are there again after a reload, and cleared once the task is
/// sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_task_form_is_kept_over_a_reload_until_it_is_sent() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    office.go("/tasks/new").await;
    office.fill("new-task-title", "Ra quân làm sạch bãi biển").await;
    office.fill("new-task-due", "20/12/2026").await;
    let chips =
        ["topic", "channel", "audience"].map(|kind| format!("[data-testid^=new-task-{kind}-]"));
    for chip in &chips {
        office.css(chip).await.click().await;
    }
    office.click("new-task-priority").await;
    office.css("[data-testid='target-indicator-0']").await.choose_nth(2).await;
    office.fill("target-amount-0", "12").await;
    office.click("target-add").await;
    office.fill("target-amount-1", "7").await;
    office.click("unit-xuanbac").await;
    office.click("unit-vhxh").await;
    office.css("[data-testid=part-vhxh]").await.choose_nth(0).await;
    office.wait_text("unit-picker-count", "2").await;

    office.go("/tasks/new").await;
    office
        .wait("document.getElementById('new-task-title')?.value === 'Ra quân làm sạch bãi biển'")
        .await;
    office.wait("document.getElementById('new-task-due').value === '20/12/2026'").await;
    for chip in &chips {
        office.wait(&format!("document.querySelector('{chip}').ariaPressed === 'true'")).await;
        let one = format!("document.querySelectorAll('{chip}[aria-pressed=true]').length === 1");
        office.wait(&one).await;
    }
    office.wait("document.querySelector('[data-testid=new-task-priority]').checked").await;
    office.wait("document.getElementById('target-indicator-0').selectedIndex === 2").await;
    office.wait("document.getElementById('target-amount-0').value === '12'").await;
    office.wait("document.getElementById('target-amount-1').value === '7'").await;
    office.wait_text("unit-picker-count", "2").await;
    office.wait("document.querySelector('[data-testid=unit-xuanbac]').checked").await;
    office.wait("document.querySelector('[data-testid=part-vhxh]').value === 'lead'").await;
    look(&office, "new-task-kept", &[]).await;

    // What is taken back stays so too.
    office.click("target-remove-1").await;
    office.click("unit-xuanbac").await;
    office.go("/tasks/new").await;
    office.wait_text("unit-picker-count", "1").await;
    office.wait("!document.getElementById('target-amount-1')").await;
    office.click("new-task-submit").await;
    office.wait_text("task", "20/12/2026").await;
    let task = office.path().await.replace("/tasks/", "");
    let made = scene.chairman.read(&format!("/tasks/{task}")).await;
    assert_eq!(made["targets"][0]["amount"], 12, "{made}");
    for kind in ["topics", "channels", "audiences"] {
        assert_eq!(made[kind].as_array().map(Vec::len), Some(1), "{made}");
    }
    let units = scene.chairman.all(&format!("/assignments?task={task}")).await;
    assert_eq!((units.len(), units[0]["part"].as_str()), (1, Some("lead")));

    // Sent, it is forgotten.
    office.go("/tasks/new").await;
    office.wait_text("unit-picker-count", "0").await;
    office.wait("document.querySelectorAll('form .chip[aria-pressed=true]').length === 0").await;
    office.wait("document.getElementById('target-amount-0').value === ''").await;
    office.wait("!document.querySelector('[data-testid=new-task-priority]').checked").await;
}

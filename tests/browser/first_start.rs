//! From an empty database to the first approved report, without a shell after `loa serve`.

use tests::browser::{Browser, LAPTOP, PHONE, Size};
use tests::{Database, Server};

use crate::people::{choose, look, settled};

const PASSWORD: &str = "bien xanh song hien hoa";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commune_is_set_up_and_gets_its_first_approved_report() {
    let server = Server::empty(Database::Sqlite);
    let output = server.output();
    let path = setup_path(&output);
    let admin = Browser::open(server.base(), LAPTOP).await;
    set_up(&admin, &path).await;
    add_villages(&admin).await;
    let leader = add_person(&admin, "Nguyễn Văn Minh (minh họa)", "Lãnh đạo UBND").await;
    let head = add_person(&admin, "Lê Thị Hồng (minh họa)", "Thôn Đông Hải").await;
    admin.go("/people").await;
    admin.find("checklist").await;
    look(&admin, "first-people", &[]).await;

    let leader = accept(&server, &leader, LAPTOP).await;
    let head = accept(&server, &head, PHONE).await;
    leader.find("overview").await;
    look(&leader, "first-overview-empty", &[]).await;
    leader.go("/tasks/new").await;
    leader.fill("new-task-title", "Họp thôn về dịch vụ công trực tuyến").await;
    leader.fill("new-task-due", "30/11/2026").await;
    leader.click("unit-picker-all-villages").await;
    leader.click("new-task-submit").await;
    leader.find("task").await;

    head.go("/my-work").await;
    head.css("[data-testid^=ack-]").await.click().await;
    head.css("[data-testid^=write-]").await.click().await;
    head.find("report-date").await.set("2026-11-15").await;
    head.find("report-channel").await.choose_nth(1).await;
    head.find("report-add-figure").await.choose_nth(1).await;
    head.fill("report-figure-0", "45").await;
    head.click("report-submit").await;
    head.find("report-sent").await;

    leader.go("/review").await;
    leader.find("review-pane").await;
    look(&leader, "first-review", &[]).await;
    leader.click("review-approve").await;
    leader.find("empty").await;
    head.go("/my-work").await;
    head.wait("document.body.textContent.includes('Đã duyệt')").await;
    look(&head, "first-approved", &[]).await;
}

/// The path of the setup address that the server printed.
fn setup_path(output: &str) -> String {
    let (_, rest) = output.rsplit_once("/setup#").expect("an address is printed");
    format!("/setup#{}", rest.split_whitespace().next().unwrap_or_default())
}

async fn set_up(admin: &Browser, path: &str) {
    admin.go(path).await;
    admin.click("setup-submit").await;
    admin.find("error-summary").await;
    look(admin, "setup-errors", &[]).await;
    admin.fill("setup-commune-name", "xã Thử Nghiệm").await;
    admin.wait("document.getElementById('setup-place').value === 'Thử Nghiệm'").await;
    admin.fill("setup-commune-code", "99001").await;
    admin.fill("setup-province", "Hà Tĩnh").await;
    admin.fill("setup-name", "Hoàng Thị Ánh (minh họa)").await;
    admin.fill("setup-password", PASSWORD).await;
    admin.fill("setup-again", PASSWORD).await;
    look(admin, "setup", &[]).await;
    admin.click("setup-submit").await;
    admin.find("checklist").await;
    look(admin, "setup-done", &[]).await;
    // The address is spent.
    admin.go(path).await;
    admin.find("setup-refused").await;
}

async fn add_villages(admin: &Browser) {
    admin.go("/units").await;
    admin.click("villages-open").await;
    let lines = "Thôn Đông Hải; 219\nThôn Cồn Gò\nThôn Đông Hải";
    admin.find("villages-paste").await.set(lines).await;
    admin.click("villages-submit").await;
    admin.find("unit-row-congo").await;
    // The one that is there already stays to be mended, with the reason.
    admin.wait_text("villages-failed", "Thôn Đông Hải").await;
    look(admin, "first-units", &["409", "/setup/check"]).await;
    admin.click("unit-rename-congo").await;
    admin.fill("unit-new-name", "Thôn Cồn Gò Mới").await;
    admin.click("unit-new-name-save").await;
    admin.wait_text("unit-row-congo", "Thôn Cồn Gò Mới").await;
}

/// Adds a person and answers the code of the invitation.
async fn add_person(admin: &Browser, name: &str, unit: &str) -> String {
    admin.go("/people/new").await;
    admin.find("person-name").await.set(name).await;
    choose(admin, "post-unit", unit).await;
    admin.wait("document.getElementById('post-title').value !== ''").await;
    admin.click("person-submit").await;
    admin.click("person-invite").await;
    admin.find("slip-code").await.text().await
}

/// A new window in which the invited person has set the password.
async fn accept(server: &Server, code: &str, size: Size) -> Browser {
    let browser = Browser::open(server.base(), size).await;
    browser.go(&format!("/welcome#{code}")).await;
    browser.fill("welcome-password", PASSWORD).await;
    browser.fill("welcome-again", PASSWORD).await;
    browser.click("welcome-submit").await;
    browser.wait("!location.pathname.startsWith('/welcome')").await;
    settled(&browser).await;
    browser
}

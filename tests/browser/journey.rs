//! One task from the clause of a directive to the approved report, on a laptop and a phone.

use serde_json::{Value, json};
use tests::browser::{Browser, LAPTOP, PHONE};
use tests::scene::id;
use tests::{Client, Database, Scene, Server, both_databases, demo, photo, scratch};

use crate::people::{CUT_OFF, enter, look, number, settled};

both_databases!(task_goes_from_a_clause_to_an_approved_report);

const TITLE: &str = "Tuyên truyền buổi tối tại bến cá";

async fn task_goes_from_a_clause_to_an_approved_report(database: Database) {
    let server = Server::demo(database);
    let api = server.login(demo::CHAIRMAN).await;
    let shots = Shots(database);

    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.find("overview").await;
    shots.look(&chairman, "01-overview", &[]).await;
    let due_before = number(&chairman, "overview-due-soon").await;
    assign(&chairman, &api, &shots).await;
    chairman.click("nav-overview").await;
    settled(&chairman).await;
    let villages = i64::try_from(api.all("/units?kind=village").await.len()).unwrap();
    assert_eq!(number(&chairman, "overview-due-soon").await, due_before + villages);

    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    let work = own_assignment(&server, demo::VILLAGE_HEAD).await;
    report_over_a_bad_network(&head, &work, &shots).await;
    let sent = api.read(&format!("/assignments/{work}/report")).await;
    assert_eq!(sent["state"], "submitted");
    let photos = sent["activities"][0]["attachments"].as_array().map(Vec::len);
    assert_eq!(photos, Some(2), "{sent}");

    let report = id(&sent["id"]);
    give_back(&chairman, &report, &shots).await;
    mend(&head, &work, &shots).await;
    approve(&chairman, &report, &shots).await;
    let done = api.read(&format!("/assignments/{work}")).await;
    assert_eq!((&done["state"], &done["result"]), (&json!("approved"), &json!("done_on_time")));

    late_stays_late(&server, &shots).await;
}

/// The chairman makes a task of a clause, for all villages.
async fn assign(browser: &Browser, api: &Client, shots: &Shots) {
    let issued = api.all("/directives?state=issued").await;
    let letter = issued.iter().find(|item| item["clause_count"] == 6).expect("the letter");
    browser.click("nav-directives").await;
    browser.css(&format!("a[href='/directives/{}']", id(&letter["id"]))).await.click().await;
    browser.find("clause-5").await;
    shots.look(browser, "02-directive", &[]).await;

    browser.click("assign-clause-5").await;
    browser.fill("new-task-title", TITLE).await;
    browser.find("new-task-due").await.set("2026-11-18").await;
    browser.click("unit-picker-all-villages").await;
    browser.wait_text("unit-picker-count", "12").await;
    browser.css("[data-testid='target-indicator-0']").await.choose_nth(1).await;
    browser.fill("target-amount-0", "40").await;
    shots.look(browser, "03-new-task", &[]).await;
    browser.click("new-task-submit").await;
    browser.find("task").await;
    browser.wait("document.querySelectorAll('[data-testid^=task-unit-]').length === 12").await;
    shots.look(browser, "04-task", &[]).await;
}

/// The village head acknowledges, fills the form, loses the network, submits, and the report is
/// sent once the network is back.
async fn report_over_a_bad_network(browser: &Browser, work: &str, shots: &Shots) {
    browser.find(&format!("work-{work}")).await;
    shots.look(browser, "05-my-work", &[]).await;
    browser.click(&format!("ack-{work}")).await;
    browser.click(&format!("write-{work}")).await;
    browser.find("report-date").await.set("2026-11-15").await;
    browser.find("report-time").await.set("19:30").await;
    browser.fill("report-place", "Bến cá Xuân Bắc").await;
    browser.find("report-channel").await.choose_nth(1).await;
    browser.fill("report-figure-0", "62").await;
    let folder = scratch::folder("photos");
    for seed in [21, 22] {
        let path = folder.join(format!("anh-{seed}.jpg"));
        std::fs::write(&path, photo::jpeg(seed, 1200, 900)).unwrap();
        browser.find("report-photo-input").await.keys(&path.display().to_string()).await;
    }
    let sent = "document.querySelectorAll('[data-testid=photo][data-state=sent]').length";
    browser.wait(&format!("{sent} === 2")).await;
    shots.look(browser, "06-report-form", &[]).await;

    browser.set_offline(true).await;
    browser.fill("report-narrative", "Bà con hỏi nhiều về nộp hồ sơ trực tuyến.").await;
    browser.click("report-submit").await;
    browser.find("report-offline").await;
    shots.look(browser, "07-offline", &[CUT_OFF]).await;
    browser.set_offline(false).await;
    browser.find("report-sent").await;
    shots.look(browser, "08-sent", &[CUT_OFF]).await;
}

/// The chairman returns the report with a reason.
async fn give_back(browser: &Browser, report: &str, shots: &Shots) {
    browser.go("/review").await;
    browser.click(&format!("inbox-{report}")).await;
    browser.find("review-pane").await;
    browser.wait("document.querySelectorAll('[data-testid=evidence] img').length === 2").await;
    shots.look(browser, "09-review", &[]).await;
    browser.click("review-return").await;
    // Without a reason nothing happens.
    browser.click("return-confirm").await;
    browser.fill("return-reason", "Thiếu số người được hướng dẫn.").await;
    shots.look(browser, "10-return", &[]).await;
    browser.click("return-confirm").await;
    browser.wait_gone(&format!("inbox-{report}")).await;
}

/// The village head reads the reason, changes the report and submits it again.
async fn mend(browser: &Browser, work: &str, shots: &Shots) {
    browser.go("/my-work").await;
    browser.wait_text(&format!("work-{work}"), "Thiếu số người được hướng dẫn.").await;
    shots.look(browser, "11-returned", &[CUT_OFF]).await;
    browser.click(&format!("write-{work}")).await;
    browser.click("report-figure-0-more").await;
    browser.fill("report-narrative", "Đã hướng dẫn thêm một người nộp hồ sơ.").await;
    browser.click("report-submit").await;
    browser.find("report-sent").await;
    shots.look(browser, "12-sent-again", &[]).await;
}

/// The chairman approves, and the overview's figures follow.
async fn approve(browser: &Browser, report: &str, shots: &Shots) {
    browser.go("/overview").await;
    settled(browser).await;
    let waiting = number(browser, "overview-awaiting").await;
    browser.click("nav-review").await;
    browser.click(&format!("inbox-{report}")).await;
    browser.wait_text("review-pane", "Đã hướng dẫn thêm một người").await;
    shots.look(browser, "13-review-again", &[]).await;
    browser.click("review-approve").await;
    browser.wait_gone(&format!("inbox-{report}")).await;
    browser.click("nav-overview").await;
    browser.find("overview-awaiting").await;
    settled(browser).await;
    assert_eq!(number(browser, "overview-awaiting").await, waiting - 1);
    shots.look(browser, "14-overview-after", &[]).await;
}

/// Another village submits two days late: approved, it still counts as late, and is shown so.
async fn late_stays_late(server: &Server, shots: &Shots) {
    server.clock().set("2026-11-20T08:00:00+07:00");
    let scene = Scene::of(server, demo::OTHER_VILLAGE_HEAD).await;
    let assignment = own_assignment(server, demo::OTHER_VILLAGE_HEAD).await;
    let before = scene.chairman.read("/dashboard").await;
    let chairman = enter(server, demo::CHAIRMAN, LAPTOP).await;
    let overdue = number(&chairman, "overview-overdue").await;
    assert_eq!(json!(overdue), before["overdue"]);
    shots.look(&chairman, "15-overview-overdue", &[]).await;

    let work = tests::scene::Work { task: String::new(), assignment };
    scene.acknowledge(&work).await;
    let mut draft: Value = scene.draft().await;
    draft["late_explanation"] = json!("Mưa bão ba ngày");
    let etag = scene.save_draft(&work, draft).await;
    let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200);
    scene.review(&sent.id(), None, &work).await;
    let after = scene.chairman.read("/dashboard").await;
    let late = |view: &Value| view["results"]["done_late"].as_i64().unwrap();
    assert_eq!(late(&after), late(&before) + 1);
    chairman.go("/overview").await;
    settled(&chairman).await;
    assert_eq!(number(&chairman, "overview-overdue").await, overdue - 1);
    shots.look(&chairman, "16-overview-late", &[]).await;
}

/// The id of the village's assignment of the task.
async fn own_assignment(server: &Server, username: &str) -> String {
    let client = server.login(username).await;
    let mine = client.all("/assignments").await;
    let found = mine.iter().find(|item| item["task"]["name"] == TITLE).expect("the task");
    id(&found["id"])
}

/// Pictures of one run, under the database's name.
struct Shots(Database);

impl Shots {
    async fn look(&self, browser: &Browser, name: &str, expected: &[&str]) {
        look(browser, &format!("{:?}-{name}", self.0).to_lowercase(), expected).await;
    }
}

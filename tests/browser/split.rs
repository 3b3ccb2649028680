//! Splitting: a committee gives parts of its assignment to villages, reviews their reports, and
//! reports the whole.

use serde_json::{Value, json};
use tests::browser::{Browser, LAPTOP, PHONE};
use tests::scene::{Work, id};
use tests::{Client, Database, Scene, Server, demo};

use crate::people::{enter, look, settled};

/// A task that the committee leads and has acknowledged; the assignment's id.
async fn led(server: &Server) -> (Client, Work) {
    let chairman = server.login(demo::CHAIRMAN).await;
    let committee = server.login(demo::COMMITTEE).await;
    let unit = committee.read("/auth/me").await["unit_id"].clone();
    let indicator = Scene::new(server).await.indicator("người tham dự").await;
    let body = json!({ "title": "Ra quân toàn xã", "due_on": "2026-11-30", "open": true,
        "targets": [{ "indicator_id": indicator, "amount": 100 }],
        "units": [{ "unit_id": unit, "part": "lead" }] });
    let task = chairman.post("/tasks", body).await.expect(201).id();
    let list = committee.all(&format!("/assignments?task={task}")).await;
    let work = Work { task, assignment: id(&list[0]["id"]) };
    let etag = committee.get(&work.path("")).await.expect(200).etag();
    committee.act(&work.path("/acknowledge"), &etag, json!({})).await.ok();
    (committee, work)
}

/// The part of a unit.
async fn part(committee: &Client, work: &Work, unit: &str) -> Work {
    let parts = committee.all(&format!("/assignments?parent={}", work.assignment)).await;
    let own = |part: &&Value| part["unit"]["id"] == unit && part["state"] != "cancelled";
    let found = parts.iter().find(own).expect("a part");
    Work { task: work.task.clone(), assignment: id(&found["id"]) }
}

/// Gives parts to Xuân Bắc and Lâm Hoãn.
async fn share(browser: &Browser) {
    browser.click("split-open").await;
    browser.click("split-submit").await;
    browser.wait_text("split-units-error", "Chọn ít nhất một thôn").await;
    browser.click("unit-xuanbac").await;
    browser.click("unit-lamhoan").await;
    browser.find("split-due").await.set("2026-12-05").await;
    browser.fill("split-note", "Mỗi thôn một buổi, gửi ảnh.").await;
    browser.click("split-submit").await;
    browser.wait_text("split-due-error", "Không sau hạn").await;
    browser.find("split-due").await.set("2026-11-25").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn committee_splits_reviews_parts_and_reports_the_whole() {
    let server = Server::demo(Database::Sqlite);
    let (api, work) = led(&server).await;
    let (here, there) =
        (Scene::new(&server).await, Scene::of(&server, demo::OTHER_VILLAGE_HEAD).await);

    // At the desk: to two villages, of which one is taken back.
    let committee = enter(&server, demo::COMMITTEE, LAPTOP).await;
    committee.go(&format!("/assignments/{}", work.assignment)).await;
    share(&committee).await;
    settled(&committee).await;
    look(&committee, "split-form", &["422"]).await;
    committee.click("split-submit").await;
    committee.find(&format!("part-{}", here.unit)).await;
    committee.click(&format!("part-take-back-{}", there.unit)).await;
    committee.fill("take-back-reason", "Thôn bận mùa cá.").await;
    committee.click("take-back-confirm").await;
    let state = |unit: &str, state: &str| {
        format!(
            "document.querySelector('[data-testid=\"part-{unit}\"]').dataset.state === '{state}'"
        )
    };
    committee.wait(&state(&there.unit, "cancelled")).await;
    look(&committee, "split-parts", &["422"]).await;

    // In the village: whose it is, and who reviews it.
    let mine = part(&api, &work, &here.unit).await;
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.go(&format!("/assignments/{}", mine.assignment)).await;
    head.wait_text("part-of", "đơn vị chủ trì duyệt").await;
    head.wait_text("timeline", "Mỗi thôn một buổi").await;
    look(&head, "split-village", &[]).await;
    here.submit(&mine).await;

    // On the phone: the inbox of the committee holds it.
    let phone = enter(&server, demo::COMMITTEE, PHONE).await;
    phone.click("bar-nav-review").await;
    phone.css("[data-testid^=inbox-]").await.click().await;
    phone.wait_text("review-pane", "Đã tuyên truyền tại nhà văn hóa").await;
    look(&phone, "split-review-phone", &[]).await;
    phone.click("review-return").await;
    phone.fill("return-reason", "Thiếu ảnh.").await;
    phone.click("return-confirm").await;
    phone.find("empty").await;
    let etag = here.head.get(&mine.path("/report")).await.expect(200).etag();
    here.head.act(&mine.path("/report/submit"), &etag, json!({})).await.ok();

    committee.go(&format!("/assignments/{}", work.assignment)).await;
    committee.click(&format!("part-review-{}", here.unit)).await;
    committee.wait_text("review-pane", "Đã tuyên truyền tại nhà văn hóa").await;
    settled(&committee).await;
    look(&committee, "split-review", &["422"]).await;
    committee.click("review-approve").await;
    committee.wait("location.pathname === '/review'").await;

    phone.go(&format!("/assignments/{}", work.assignment)).await;
    phone.wait_text(&format!("part-{}", here.unit), "62 người").await;
    phone.css("[data-testid=split] h2").await.click().await;
    settled(&phone).await;
    look(&phone, "split-parts-phone", &[]).await;
    report(&phone, &work).await;
    let sent = api.read(&work.path("/report")).await;
    assert_eq!((&sent["state"], &sent["activities"]), (&json!("submitted"), &json!([])));
    let narrative = sent["narrative"].as_str().unwrap();
    assert!(narrative.contains("Thôn Xuân Bắc: Đã tuyên truyền"), "{narrative}");

    // The reviewer sees the whole, with what the villages brought.
    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.go(&format!("/review/{}", id(&sent["id"]))).await;
    chairman.wait_text("part-results", "Thôn Xuân Bắc").await;
    chairman.wait_text("targets", "62 người").await;
    look(&chairman, "split-whole", &[]).await;
    chairman.go(&format!("/assignments/{}", work.assignment)).await;
    chairman.wait_text("timeline", "Chia việc cho thôn").await;
    look(&chairman, "split-whole-page", &[]).await;
}

/// The committee's own report: the villages' figures and words, and nothing of its own.
async fn report(browser: &Browser, work: &Work) {
    browser.go(&format!("/assignments/{}/report", work.assignment)).await;
    browser.wait_text("report-parts", "Thôn Xuân Bắc").await;
    browser.wait_text("targets", "62 người").await;
    browser.click("report-parts-copy").await;
    browser
        .wait("document.getElementById('report-narrative').value.includes('Thôn Xuân Bắc')")
        .await;
    settled(browser).await;
    look(browser, "split-report-phone", &[]).await;
    browser.click("report-submit").await;
    browser.find("report-sent").await;
}

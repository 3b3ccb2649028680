//! The page of an activity: opened from the list, the search and the calendar, with its figures and
//! evidence.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo, photo};

use crate::people::{enter, look, settled};

const ENTER: &str = "\u{e007}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn activity_opens_from_list_search_and_calendar() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Tuyên truyền tại chùa làng", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let mut draft = scene.draft().await;
    let picture = photo::jpeg(3, 640, 480);
    let file = scene.head.upload("chùa.jpg", "image/jpeg", picture).await.expect(201).id();
    draft["activities"][0]["place"] = json!("Sân chùa Yên Lạc");
    draft["activities"][0]["note"] = json!("Bà con hỏi nhiều về nộp hồ sơ qua mạng.");
    draft["activities"][0]["attachments"] = json!([file]);
    draft["activities"][0]["links"] =
        json!(["https://vi.wikipedia.org/wiki/Thi%C3%AAn_C%E1%BA%A7m"]);
    let etag = scene.save_draft(&work, draft).await;
    let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200);
    let id = sent.body["activities"][0]["id"].as_str().unwrap().to_owned();
    let page = format!("/activities/{id}");

    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.go("/activities").await;
    let title = format!("[data-testid='activity-{id}'] a.title");
    office.wait(&format!("!!document.querySelector(\"{title}\")")).await;
    office.css(&title).await.click().await;
    office.wait(&format!("location.pathname === '{page}'")).await;
    office.wait_text("activity", "Sân chùa Yên Lạc").await;
    office.wait_text("page-title", "15/11/2026").await;
    office.wait_text("activity-figures", "62").await;
    office.wait_text("activity", "chưa tính vào số liệu").await;
    office.wait("document.querySelectorAll('[data-testid=evidence] img').length === 1").await;
    look(&office, "activity", &[]).await;
    office.click("activity-report").await;
    office.wait_text("page-title", "Tuyên truyền tại chùa làng").await;

    // By the search.
    office.click("search-open").await;
    office.fill("search-input", "chua yen lac").await;
    office.find("hit-activity").await;
    office.find("search-input").await.keys(ENTER).await;
    office.wait(&format!("location.pathname === '{page}'")).await;
    office.wait_text("activity", "Sân chùa Yên Lạc").await;

    // By the calendar, on the phone of the one who did it.
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    phone.go("/calendar?day=2026-11-15&view=day").await;
    phone.click(&format!("held-{id}")).await;
    phone.wait(&format!("location.pathname === '{page}'")).await;
    phone.wait_text("activity-figures", "62").await;
    look(&phone, "activity-phone", &[]).await;

    // Approved, it counts; without evidence that is said.
    let bare = scene.assign("Không ảnh", "2026-11-30").await;
    let report = scene.submit(&bare).await;
    scene.review(&report, None, &bare).await;
    let told = scene.head.read(&bare.path("/report")).await;
    let other = told["activities"][0]["id"].as_str().unwrap().to_owned();
    phone.go(&format!("/activities/{other}")).await;
    phone.wait_text("activity", "Không có ảnh").await;
    phone.wait_text("activity", "Đã duyệt").await;
    settled(&phone).await;
    phone.wait("!document.body.innerText.includes('chưa tính vào số liệu')").await;

    // Another village's is not there.
    let stranger = enter(&server, demo::OTHER_VILLAGE_HEAD, PHONE).await;
    stranger.go(&page).await;
    stranger.wait_text("failure", "không thuộc phần việc của bạn").await;
    look(&stranger, "activity-not-found", &["404"]).await;
}

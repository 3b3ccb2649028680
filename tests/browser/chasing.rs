//! Chasing: twelve late villages in one request, and the text for their groups.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twelve_late_villages_are_chased_in_one_request() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let villages = scene.chairman.all("/units?kind=village").await;
    let units: Vec<_> =
        villages.iter().map(|unit| json!({ "unit_id": unit["id"], "part": "alone" })).collect();
    assert_eq!(units.len(), 12);
    let body = json!({ "title": "Phát tờ rơi phòng cháy", "due_on": "2026-11-16", "open": true,
        "units": units });
    let task = scene.chairman.post("/tasks", body).await.expect(201).id();
    let other = scene.assign("Việc đã gửi báo cáo", "2026-11-30").await;
    scene.submit(&other).await;
    // A day later, at eight again: they are late, and Tuesday is a working day.
    server.clock().set("2026-11-17T08:00:00+07:00");

    // At the desk, from the rows of the task.
    let office = enter(&server, demo::COORDINATOR, LAPTOP).await;
    office.go(&format!("/tasks/{task}")).await;
    office.click("select-all").await;
    office.wait_text("selection-count", "12").await;
    // What is done comes before the rows for the keyboard, and its dialog takes the focus.
    let before = "const bar = document.querySelector('[data-testid=selection]');
        return !!(bar.compareDocumentPosition(document.querySelector('table')) & 4)";
    assert_eq!(office.run(before, json!([])).await, true);
    settled(&office).await;
    look(&office, "chase-bar", &[]).await;
    office.click("chase-open").await;
    office.wait("document.activeElement?.id === 'chase-message'").await;
    office.wait_text("chase-rows", "Thôn Xuân Bắc").await;
    office.fill("chase-message", "Gửi báo cáo trước 17 giờ hôm nay.").await;
    settled(&office).await;
    look(&office, "chase", &[]).await;
    office.click("chase-submit").await;
    office.wait_text("toast", "Đã đôn đốc 12 việc").await;
    office.wait("!document.querySelector('dialog[open]')").await;
    let mine = scene.head.all(&format!("/assignments?task={task}")).await;
    let path = format!("/assignments/{}", mine[0]["id"].as_str().unwrap());
    let timeline = scene.head.all(&format!("{path}/timeline")).await;
    let chased = timeline.iter().find(|one| one["kind"] == "chased").expect("chased");
    assert_eq!(chased["note"], "Gửi báo cáo trước 17 giờ hôm nay.");

    // From the ledger: what has been sent is not chased, and that is said.
    office.go("/tasks?view=units&q=Việc đã gửi").await;
    office.click(&format!("select-{}", other.assignment)).await;
    office.click("chase-open").await;
    office.click("chase-submit").await;
    office.wait_text("chase-skipped", "không chờ đơn vị nữa").await;
    settled(&office).await;
    look(&office, "chase-skipped", &[]).await;
    office.click("chase-cancel").await;

    // The same as text: one for each group, one for all.
    office.go(&format!("/tasks/{task}")).await;
    office.click("select-all").await;
    office.click("zalo-open").await;
    let together = "document.querySelector('[data-testid=zalo-together]')";
    office.wait(&format!("{together}?.value.includes('Thôn Xuân Bắc')")).await;
    office.fill("zalo-message", "Hết giờ hôm nay chốt số liệu.").await;
    office.wait(&format!("{together}?.value.includes('chốt số liệu')")).await;
    settled(&office).await;
    look(&office, "zalo", &[]).await;
    office.click("zalo-together-copy").await;
    office.find("toast").await;
    office.click("zalo-close").await;

    // On one assignment.
    office.go(&path).await;
    office.click("zalo-open").await;
    let one = format!("document.querySelector('[data-testid=\"zalo-{}\"]')", scene.unit);
    office.wait(&format!("{one}?.value.includes('Phát tờ rơi')")).await;
    settled(&office).await;
    look(&office, "zalo-one", &[]).await;

    // On a phone all rows are chosen at once as well; what calls off is the last and quiet.
    let phone = enter(&server, demo::CHAIRMAN, PHONE).await;
    phone.go("/tasks?view=units&q=Phát tờ rơi").await;
    phone.click("select-all-phone").await;
    phone.wait_text("selection-count", "12").await;
    let last = "const all = [...document.querySelectorAll('[data-testid=selection] button')];
        return [all.at(-1).dataset.testid, all.at(-1).classList.contains('quiet'),
            document.querySelector('[data-testid=chase-open]').classList.contains('primary')]";
    assert_eq!(phone.run(last, json!([])).await, json!(["bulk-call-off", true, true]));
    settled(&phone).await;
    look(&phone, "chase-bar-phone", &[]).await;
}

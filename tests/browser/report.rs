//! The report form beyond its usual course: several activities, other figures, documents; and what
//! a form keeps over a reload.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo, photo, scratch};

use crate::people::{enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn report_of_two_activities_keeps_evidence_over_reload_and_undo() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let browser = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    browser.go(&format!("/assignments/{}/report", work.assignment)).await;

    // The photo first, before a word is typed; then the phone kills the page.
    let folder = scratch::folder("files");
    let picture = folder.join("họp.jpg");
    std::fs::write(&picture, photo::jpeg(31, 800, 600)).unwrap();
    browser.find("report-photo-input").await.keys(&picture.display().to_string()).await;
    let sent = "document.querySelectorAll('[data-testid=photo][data-state=sent]').length";
    browser.wait(&format!("{sent} === 1")).await;
    browser.wait_text("report-saved", "máy chủ").await;
    browser.go(&format!("/assignments/{}/report", work.assignment)).await;
    browser.wait(&format!("{sent} === 1")).await;
    // Ticked by mistake, and unticked: nothing is lost by it.
    browser.click("report-nil").await;
    browser.click("report-nil").await;

    browser.find("report-date").await.set("2026-11-14").await;
    browser.find("report-channel").await.choose_nth(1).await;
    // The task asks for no figure; what was counted is told all the same.
    browser.find("report-add-figure").await.choose_nth(1).await;
    browser.fill("report-figure-0", "48").await;
    browser.click("report-add-activity").await;
    browser.find("report-date-2").await.set("2026-11-15").await;
    browser.find("report-channel-2").await.choose_nth(2).await;
    let minutes = folder.join("biên bản.pdf");
    std::fs::write(&minutes, PDF).unwrap();
    browser.find("report-photo-input-2").await.keys(&minutes.display().to_string()).await;
    browser.wait(&format!("{sent} === 2")).await;
    look(&browser, "report-two-activities", &[]).await;

    // What was taken out by mistake comes back: a file, and an activity with its evidence.
    let remove = "[data-testid=photo]:not(ul ul *) [data-testid=photo-remove]";
    browser.css(remove).await.click().await;
    browser.wait(&format!("{sent} === 1")).await;
    browser.click("toast-undo").await;
    browser.wait(&format!("{sent} === 2")).await;
    browser.click("report-remove-activity-2").await;
    browser.wait(&format!("{sent} === 1")).await;
    browser.click("toast-undo").await;
    browser.wait(&format!("{sent} === 2")).await;

    // A third one that was not meant goes again.
    browser.click("report-add-activity").await;
    browser.click("report-remove-activity-3").await;
    // Sent too soon, it is withdrawn and goes once more.
    browser.click("report-submit").await;
    browser.find("report-sent").await;
    look(&browser, "report-sent", &[]).await;
    browser.wait("document.querySelectorAll('[data-testid=toast-undo]').length > 0").await;
    let withdraw = "[...document.querySelectorAll('[data-testid=toast-undo]')].at(-1).click()";
    browser.run(withdraw, json!([])).await;
    browser.find("report-form").await;
    browser.wait(&format!("{sent} === 2")).await;
    browser.click("report-submit").await;
    browser.find("report-sent").await;

    let report = scene.chairman.read(&work.path("/report")).await;
    let told: Vec<_> = (report["activities"].as_array().unwrap().iter())
        .map(|one| {
            let files = one["attachments"].as_array().unwrap();
            let names: Vec<_> = files.iter().map(|file| file["media_type"].clone()).collect();
            json!([one["held_on"], one["values"][0]["amount"], names])
        })
        .collect();
    let expected =
        json!([["2026-11-14", 48, ["image/jpeg"]], ["2026-11-15", null, ["application/pdf"]]]);
    assert_eq!(json!(told), expected, "{report}");

    // The reviewer sees both, the document by its name; the timeline keeps what was sent.
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.go(&format!("/assignments/{}", work.assignment)).await;
    settled(&office).await;
    office.wait("document.body.textContent.includes('biên bản.pdf')").await;
    office.css("[data-testid=timeline-sent] summary").await.click().await;
    look(&office, "report-two-activities-read", &[]).await;
}

/// At a desk a date is typed as the office writes it; a wrong one is an error at the field, and
/// stays as typed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn date_field_takes_vietnamese_dates_and_keeps_wrong_ones() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let browser = enter(&server, demo::VILLAGE_HEAD, LAPTOP).await;
    browser.go(&format!("/assignments/{}/report", work.assignment)).await;
    browser.find("report-date").await.keys("31/11/2026").await;
    browser.click("report-submit").await;
    browser.wait_text("report-date-error", "20/11/2026").await;
    let value = "document.getElementById('report-date').value";
    browser.wait(&format!("{value} === '31/11/2026'")).await;
    look(&browser, "report-desk-errors", &[]).await;
    browser.fill("report-date", "14/11/2026").await;
    browser.wait_text("report-form", "Thứ Bảy, 14/11/2026").await;
    browser.find("report-date-pick").await.set("2026-11-13").await;
    browser.wait(&format!("{value} === '13/11/2026'")).await;
    browser.fill("report-time", "19h30").await;
    browser.fill("report-place", "Nhà văn hóa thôn").await;
    browser.wait("document.getElementById('report-time').value === '19:30'").await;
    browser.wait_text("report-saved", "máy chủ").await;
    let report = scene.head.read(&work.path("/report")).await;
    assert_eq!(report["activities"][0]["held_on"], "2026-11-13");
    assert_eq!(report["activities"][0]["held_at"], "19:30");
}

/// On a slow network a photo shows how much of it has been sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photo_shows_the_progress_of_its_upload() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let browser = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    browser.go(&format!("/assignments/{}/report", work.assignment)).await;
    let input = browser.find("report-photo-input").await;
    let slow = json!({
        "offline": false, "latency": 50, "downloadThroughput": 100_000, "uploadThroughput": 100_000,
    });
    browser.cdp("Network.enable", json!({})).await;
    browser.cdp("Network.emulateNetworkConditions", slow).await;
    let picture = scratch::folder("files").join("lớn.jpg");
    std::fs::write(&picture, photo::jpeg(77, 2000, 1500)).unwrap();
    input.keys(&picture.display().to_string()).await;
    browser.wait("/Đang gửi [1-9][0-9]?%/.test(document.body.textContent)").await;
    let fast = json!({
        "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    browser.cdp("Network.emulateNetworkConditions", fast).await;
    browser.wait("!!document.querySelector('[data-testid=photo][data-state=sent]')").await;
}

/// Typed text survives a reload; once it is sent the form is empty again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn directive_form_is_kept_over_a_reload_until_it_is_sent() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::COORDINATOR, LAPTOP).await;
    browser.go("/directives/new").await;
    browser.fill("directive-subject", "Kế hoạch tuyên truyền quý I").await;
    browser.fill("directive-clause-0", "Mục thứ nhất").await;
    browser.click("directive-add-clause").await;
    browser.fill("directive-clause-1", "Mục thứ hai").await;
    browser.go("/directives/new").await;
    let value = |id: &str| format!("document.querySelector('[data-testid={id}]').value");
    browser
        .wait(&format!("{} === 'Kế hoạch tuyên truyền quý I'", value("directive-subject")))
        .await;
    browser.wait(&format!("{} === 'Mục thứ hai'", value("directive-clause-1"))).await;

    let folder = scratch::folder("letters");
    let letter = folder.join("công văn.pdf");
    std::fs::write(&letter, PDF).unwrap();
    browser.find("directive-file").await.keys(&letter.display().to_string()).await;
    browser
        .wait("document.getElementById('directive-file-help').textContent.includes('.pdf')")
        .await;
    look(&browser, "new-directive", &[]).await;
    browser.click("directive-submit").await;
    browser.find("directive-letter").await;
    look(&browser, "directive-with-letter", &[]).await;
    browser.go("/directives/new").await;
    browser.wait(&format!("{} === ''", value("directive-subject"))).await;
}

/// The smallest valid PDF.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
xref\n0 4\n0000000000 65535 f \n\
0000000009 00000 n \n\
0000000052 00000 n \n\
0000000101 00000 n \n\
trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n";

/// What the page stored on the phone before an upgrade is not lost by the upgrade.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn draft_stored_by_an_older_page_is_read_after_an_upgrade() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let browser = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    // Only the phone has it.
    browser.cdp("Network.enable", json!({})).await;
    let blocked = json!({ "urls": ["*/api/v1/assignments/*/report"] });
    browser.cdp("Network.setBlockedURLs", blocked).await;
    browser.go(&work.path("/report")).await;
    browser.fill("report-narrative", "Viết trước khi nâng cấp.").await;
    browser.wait_text("report-saved", "trên máy lúc").await;
    browser.find("report-offline").await;
    // Away from the page, which would write it anew.
    browser.go("/api/v1/auth/me").await;
    let strip = "const opened = indexedDB.open('loa', 1);
        opened.onsuccess = () => {
            const change = opened.result.transaction('drafts', 'readwrite');
            change.oncomplete = () => { opened.result.close(); window.stripped = true; };
            change.objectStore('drafts').openCursor().onsuccess = event => {
                const cursor = event.target.result;
                if (!cursor) return;
                const draft = JSON.parse(cursor.value);
                for (const field of ['parts', 'may_split', 'unread_comments']) delete draft.brief[field];
                cursor.update(JSON.stringify(draft));
                cursor.continue();
            };
        };";
    browser.run(strip, json!([])).await;
    browser.wait("window.stripped").await;
    browser.go(&work.path("/report")).await;
    browser
        .wait("document.getElementById('report-narrative').value === 'Viết trước khi nâng cấp.'")
        .await;
}

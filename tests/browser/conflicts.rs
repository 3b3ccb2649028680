//! One draft changed by two people, in two tabs or without a network: nothing that was written is
//! lost, and no conflict is decided without the person.

use serde_json::{Value, json};
use tests::browser::{Browser, LAPTOP, PHONE};
use tests::scene::{Work, colleague};
use tests::{Client, Database, Scene, Server, demo};

use crate::people::{CUT_OFF, enter, look, settled};

/// What the browser logs of an answer that refuses a stale write.
const STALE: &str = "412";

async fn begun(server: &Server) -> (Scene, Work) {
    let scene = Scene::new(server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let mut draft = scene.draft().await;
    draft["activities"].as_array_mut().unwrap().truncate(1);
    scene.save_draft(&work, draft).await;
    (scene, work)
}

/// Changes the draft on the server, as another device would.
async fn changed(client: &Client, work: &Work, change: impl FnOnce(&mut Value)) {
    let answer = client.get(&work.path("/report")).await.expect(200);
    let etag = answer.etag();
    let mut body = as_draft(&answer.body);
    change(&mut body);
    client.put(&work.path("/report"), &etag, body).await.expect(200).ok();
}

/// The body of a draft from a report as it was read.
fn as_draft(report: &Value) -> Value {
    let ids = |list: &Value| -> Vec<Value> {
        list.as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
    };
    let activity = |one: &Value| {
        json!({
            "id": one["id"], "held_on": one["held_on"], "held_at": one["held_at"],
            "place": one["place"], "channel_id": one["channel"]["id"], "note": one["note"],
            "topics": ids(&one["topics"]), "audiences": ids(&one["audiences"]),
            "places_reached": ids(&one["places_reached"]), "values": one["values"],
            "attachments": ids(&one["attachments"]), "links": one["links"],
        })
    };
    let activities: Vec<Value> =
        report["activities"].as_array().unwrap().iter().map(activity).collect();
    json!({
        "narrative": report["narrative"], "shortcomings": report["shortcomings"],
        "proposals": report["proposals"], "nil_reason": report["nil_reason"],
        "late_explanation": report["late_explanation"], "activities": activities,
    })
}

async fn is(browser: &Browser, id: &str, value: &str) {
    let value = json!(value);
    browser.wait(&format!("document.getElementById('{id}').value === {value}")).await;
}

async fn open(browser: &Browser, work: &Work) {
    browser.go(&work.path("/report")).await;
    browser.find("report-form").await;
    browser.find("report-narrative").await;
}

/// An old form on a phone and a colleague's newer draft: changes that do not overlap are merged,
/// those that do are chosen by the person; a queued submit waits for the choice; the colleague's
/// activity is kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stale_draft_is_merged_or_its_conflicts_are_chosen() {
    let server = Server::demo(Database::Sqlite);
    let (scene, work) = begun(&server).await;
    let colleague = colleague(&server).await;
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    open(&phone, &work).await;
    phone.wait("document.getElementById('report-narrative').value !== ''").await;

    // Meanwhile, elsewhere: another activity, another hour, proposals.
    let mut second = scene.activity().await;
    second["place"] = json!("Bến cá");
    changed(&colleague, &work, |draft| {
        draft["activities"].as_array_mut().unwrap().push(second.clone());
        draft["activities"][0]["held_at"] = json!("20:00");
        draft["proposals"] = json!("Thêm loa.");
    })
    .await;
    phone.fill("report-place", "Sân đình").await;
    phone.wait_text("report-saved", "máy chủ").await;
    is(&phone, "report-time", "20:00").await;
    is(&phone, "report-place-2", "Bến cá").await;
    let read = async || scene.head.read(&work.path("/report")).await;
    let now = read().await;
    let places: Vec<_> = (now["activities"].as_array().unwrap().iter())
        .map(|one| json!([one["place"], one["held_at"]]))
        .collect();
    assert_eq!(json!(places), json!([["Sân đình", "20:00"], ["Bến cá", "19:30"]]), "{now}");
    assert_eq!(now["proposals"], "Thêm loa.");

    // Now the same fields on both sides, one activity deleted here and changed there, and the
    // sending already asked for while the network was away.
    phone.set_offline(true).await;
    phone.fill("report-narrative", "Trên điện thoại: 62 người dự.").await;
    phone.fill("report-place", "Nhà ông Tư").await;
    phone.click("report-remove-activity-2").await;
    phone.click("report-submit").await;
    phone.find("report-offline").await;
    server.clock().set("2026-11-16T19:42:00+07:00");
    changed(&colleague, &work, |draft| {
        draft["narrative"] = json!("Ở xã: có 70 người dự, bà con hỏi nhiều.");
        draft["activities"][0]["place"] = json!("Nhà văn hóa mới");
        draft["activities"][1]["note"] = json!("Có cán bộ xã.");
        draft["shortcomings"] = json!("Loa hỏng.");
    })
    .await;
    phone.set_offline(false).await;
    phone.find("conflicts").await;
    phone.wait("document.querySelectorAll('[data-testid=conflict]').length === 3").await;
    phone.wait_text("conflicts", "19:42").await;
    let who = colleague.read("/auth/me").await["full_name"].as_str().unwrap().to_owned();
    phone.wait_text("conflicts", &who).await;
    is(&phone, "report-shortcomings", "Loa hỏng.").await;
    look(&phone, "conflict-phone", &[CUT_OFF, STALE]).await;
    // Nothing went while the choice is owed, and it outlives a reload.
    assert_eq!(read().await["state"], "draft");
    assert_eq!(read().await["narrative"], "Ở xã: có 70 người dự, bà con hỏi nhiều.");
    phone.go("/my-work").await;
    phone.wait_text(&format!("draft-{}", work.assignment), "Chưa gửi").await;
    phone
        .wait(
            "!!document.querySelector('[data-testid=bar-nav-my-work] [data-testid=unsent-count]')",
        )
        .await;
    look(&phone, "conflict-my-work", &[]).await;
    open(&phone, &work).await;
    phone.wait("document.querySelectorAll('[data-testid=conflict]').length === 3").await;
    // Mine, theirs, and the deleted activity stays as it was changed.
    let choose = async |words: &str, side: &str| {
        let script = format!(
            "[...document.querySelectorAll('[data-testid=conflict]')]
                .find(one => one.textContent.includes({}))
                .querySelector('[data-testid=conflict-{side}]').click()",
            json!(words)
        );
        phone.run(&script, json!([])).await;
    };
    let chosen = async |n: usize| {
        let count = "document.querySelectorAll('.conflict [aria-disabled=true]').length";
        phone.wait(&format!("{count} === {n}")).await;
        phone.wait("document.querySelectorAll('[data-testid=conflict]').length === 3").await;
    };
    // A chosen card stays in place: a second tap decides nothing, and the choice can be taken back.
    choose("62 người", "mine").await;
    chosen(1).await;
    choose("62 người", "mine").await;
    choose("Nhà văn hóa mới", "mine").await;
    chosen(2).await;
    look(&phone, "conflict-chosen", &[]).await;
    choose("Nhà văn hóa mới", "theirs").await;
    chosen(1).await;
    choose("Nhà văn hóa mới", "theirs").await;
    chosen(2).await;
    is(&phone, "report-place", "Nhà ông Tư").await;
    // Who would rather read it through first can still say so.
    phone.find("report-hold").await;
    choose("Bến cá", "theirs").await;
    // The last choice lets the queued sending go.
    phone.find("report-sent").await;
    let sent = read().await;
    assert_eq!(sent["state"], "submitted");
    assert_eq!(sent["narrative"], "Trên điện thoại: 62 người dự.");
    assert_eq!(sent["shortcomings"], "Loa hỏng.");
    let told: Vec<_> = (sent["activities"].as_array().unwrap().iter())
        .map(|one| json!([one["place"], one["note"]]))
        .collect();
    assert_eq!(json!(told), json!([["Nhà văn hóa mới", ""], ["Bến cá", "Có cán bộ xã."]]));
}

/// The answer to one's own save is lost: there is no conflict, and nothing is asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_answer_to_the_own_save_is_no_conflict() {
    let server = Server::demo(Database::Sqlite);
    let (scene, work) = begun(&server).await;
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    open(&phone, &work).await;
    phone.wait("document.getElementById('report-narrative').value !== ''").await;
    // The first write arrives, and the page does not learn of it.
    let lose = "window.lost = 0; const send = window.fetch;
        window.fetch = async (request, more) => {
            const answer = await send(request, more);
            const method = more?.method ?? request.method;
            if (method === 'PUT' && window.lost++ === 0) throw new TypeError('lost');
            return answer;
        };";
    phone.run(lose, json!([])).await;
    phone.fill("report-narrative", "Lần đầu.").await;
    phone.wait("window.lost === 1").await;
    phone.fill("report-narrative", "Lần đầu, rồi viết tiếp.").await;
    phone.wait("window.lost >= 3").await;
    phone.wait_text("report-saved", "máy chủ").await;
    phone.wait_gone("conflicts").await;
    let now = scene.head.read(&work.path("/report")).await;
    assert_eq!(now["narrative"], "Lần đầu, rồi viết tiếp.");
    assert!(phone.complaints(&[]).await.is_empty());
}

/// What is typed in one tab appears in the other, and one report is submitted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_share_one_draft_and_submit_it_once() {
    let server = Server::demo(Database::Sqlite);
    let (scene, work) = begun(&server).await;
    let desk = enter(&server, demo::VILLAGE_HEAD, LAPTOP).await;
    let first = desk.tab().await;
    open(&desk, &work).await;
    let second = desk.new_tab().await;
    open(&desk, &work).await;
    desk.fill("report-narrative", "Viết ở trang thứ hai.").await;
    desk.turn_to(&first).await;
    is(&desk, "report-narrative", "Viết ở trang thứ hai.").await;
    desk.fill("report-place", "Sân đình").await;
    desk.click("report-add-activity").await;
    desk.fill("report-place-2", "Bến cá").await;
    desk.find("report-date-2").await.set("2026-11-15").await;
    desk.find("report-channel-2").await.choose_nth(1).await;
    desk.turn_to(&second).await;
    is(&desk, "report-place", "Sân đình").await;
    is(&desk, "report-place-2", "Bến cá").await;
    desk.fill("report-narrative", "Viết xong.").await;
    desk.wait_text("report-saved", "máy chủ").await;
    let now = scene.head.read(&work.path("/report")).await;
    assert_eq!(now["narrative"], "Viết xong.");
    assert_eq!(now["activities"][0]["place"], "Sân đình");
    assert_eq!(now["activities"][1]["place"], "Bến cá");
    desk.click("report-submit").await;
    desk.find("report-sent").await;
    desk.turn_to(&first).await;
    desk.find("report-sent").await;
    assert!(desk.complaints(&[]).await.is_empty());
    let timeline = scene.head.get(&work.path("/timeline")).await.expect(200);
    let sent = timeline.items().iter().filter(|one| one["kind"] == "submitted").count();
    assert_eq!(sent, 1);
}

/// A submit is queued without a network and its tab is closed: the next start sends it, on whatever
/// page, and says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queued_report_is_sent_after_its_tab_was_closed() {
    let server = Server::demo(Database::Sqlite);
    let (scene, work) = begun(&server).await;
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    let first = phone.tab().await;
    let second = phone.new_tab().await;
    phone.turn_to(&first).await;
    open(&phone, &work).await;
    phone.set_offline(true).await;
    phone.fill("report-narrative", "Viết khi mất mạng.").await;
    phone.click("report-submit").await;
    phone.wait_text("report-offline", "đóng rồi mở lại").await;
    phone.close_tab(&second).await;

    // Open again, but nothing gets through yet: it says so where one looks.
    let cut = async |urls: Value| {
        phone.cdp("Network.enable", json!({})).await;
        phone.cdp("Network.setBlockedURLs", json!({ "urls": urls })).await;
    };
    cut(json!(["*/api/v1/assignments/*/report*"])).await;
    phone.go("/my-work").await;
    let badge = format!("draft-{}", work.assignment);
    phone.wait_text(&badge, "Chưa gửi").await;
    let counts = "document.querySelectorAll('[data-testid=unsent-count]').length";
    phone.wait(&format!("{counts} > 0")).await;
    // Cut off when it was sent, and blocked since.
    look(&phone, "unsent-my-work", &["ERR_BLOCKED_BY_CLIENT", CUT_OFF]).await;
    assert_eq!(scene.head.read(&work.path("/report")).await["state"], "draft");
    // The network is back: it goes by itself, and that is said on whatever page is open.
    phone.set_offline(true).await;
    cut(json!([])).await;
    phone.set_offline(false).await;
    phone.wait_text("toast", "Đã gửi báo cáo: Họp thôn").await;
    let card = format!("[data-testid=work-{}]", work.assignment);
    phone.wait(&format!("document.querySelector('{card}').dataset.state === 'submitted'")).await;
    phone.wait(&format!("{counts} === 0")).await;
    phone.wait_gone(&badge).await;
    look(&phone, "delivered", &["ERR_BLOCKED_BY_CLIENT", CUT_OFF]).await;
    let report = scene.head.read(&work.path("/report")).await;
    assert_eq!(
        (&report["state"], &report["narrative"]),
        (&json!("submitted"), &json!("Viết khi mất mạng."))
    );
}

/// A button pressed twice sends one request, and shows that it is busy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn button_pressed_twice_sends_one_request() {
    let server = Server::demo(Database::Sqlite);
    // A second session, to be ended.
    let _other = Scene::new(&server).await;
    let desk = enter(&server, demo::VILLAGE_HEAD, LAPTOP).await;
    desk.go("/profile").await;
    desk.find("sessions-end").await;
    settled(&desk).await;
    let hold = "window.sent = 0; const send = window.fetch;
        window.fetch = async (request, more) => {
            if ((more?.method ?? request.method) !== 'GET') {
                window.sent++;
                await new Promise(done => { window.release = done; });
            }
            return send(request, more);
        };";
    desk.run(hold, json!([])).await;
    let button = "document.querySelector('[data-testid=sessions-end]')";
    desk.run(&format!("{button}.click()"), json!([])).await;
    desk.wait(&format!("window.sent === 1 && {button}.ariaBusy === 'true'")).await;
    desk.click("sessions-end").await;
    desk.run(&format!("{button}.click()"), json!([])).await;
    desk.screenshot("button-at-work").await;
    desk.run("window.release()", json!([])).await;
    desk.wait_text("toast", "").await;
    desk.wait(&format!("!{button} || {button}.ariaBusy !== 'true'")).await;
    desk.wait("window.sent === 1").await;
}

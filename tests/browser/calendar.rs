//! The calendar: what is due and what is held, by month, week and day, on a laptop and on a phone.

use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{CUT_OFF, choose, enter, look, settled};

const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn office_sees_the_calendar_by_month_week_day_and_unit() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Treo băng rôn cổ động", "2026-11-20").await;
    for n in 1..=5 {
        scene.assign(&format!("Việc cùng ngày {n}"), "2026-11-28").await;
    }
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.click("nav-calendar").await;
    office.wait_text("calendar-title", "Tháng 11/2026").await;
    office.wait_text("day-2026-11-16", "Hôm nay").await;
    let due = format!("due-{}", work.assignment);
    // How it stands is a word, not a colour alone.
    office.wait_text(&due, "Thôn Xuân Bắc").await;
    office.wait_text(&due, "hạn").await;
    look(&office, "calendar-month", &[]).await;

    // Only one unit's, and it stays so over a reload.
    choose(&office, "filter-unit", "Thôn Lâm Hoãn").await;
    office.wait_gone(&due).await;
    choose(&office, "filter-unit", "Thôn Xuân Bắc").await;
    office.find(&due).await;
    let path = office.path().await;
    office.go(&path).await;
    office.find(&due).await;

    // By keyboard, and back by the button.
    office.find("page-title").await.keys(RIGHT).await;
    office.wait_text("calendar-title", "Tháng 12/2026").await;
    office.find("page-title").await.keys(LEFT).await;
    office.find("page-title").await.keys(LEFT).await;
    office.wait_text("calendar-title", "Tháng 10/2026").await;
    office.click("calendar-today").await;
    office.wait_text("calendar-title", "Tháng 11/2026").await;
    office.click("view-week").await;
    office.wait_text("calendar-title", "16/11/2026").await;
    office.find(&due).await;
    look(&office, "calendar-week", &[]).await;
    office.click("view-month").await;

    // A full day is opened.
    office.wait_text("more-wide-2026-11-28", "Còn").await;
    office.click("more-wide-2026-11-28").await;
    office.wait_text("calendar-title", "28/11/2026").await;
    office.wait("document.querySelectorAll('[data-testid^=due-]').length >= 5").await;
    look(&office, "calendar-day", &[]).await;
    office.go("/calendar?day=2026-11-20").await;
    office.click(&due).await;
    office.find("assignment").await;

    // Nothing, and no network.
    office.go("/calendar?day=2027-09-15").await;
    office.find("empty").await;
    look(&office, "calendar-empty", &[]).await;
    office.set_offline(true).await;
    office.click("calendar-next").await;
    office.find("failure").await;
    office.find("failure-retry").await;
    // A network that is back is noticed at once.
    office.set_offline(false).await;
    office.find("empty").await;
    office.complaints(&[CUT_OFF]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn village_head_sees_the_calendar_and_manages_its_feed() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Vệ sinh đường làng", "2026-11-20").await;
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    phone.click("bar-nav-calendar").await;
    phone.wait_text(&format!("due-{}", work.assignment), "Vệ sinh").await;
    phone.wait_gone("filter-unit").await;
    // Days with nothing on them are left out.
    phone
        .wait("!document.querySelector('[data-testid=\"day-2026-11-19\"]').checkVisibility()")
        .await;
    look(&phone, "calendar-phone", &[]).await;

    phone.click("feed-make").await;
    let address = shown(&phone).await;
    look(&phone, "calendar-feed-phone", &[]).await;
    let read = async |address: &str| reqwest::get(address).await.unwrap().status().as_u16();
    assert_eq!(read(&address).await, 200);
    phone.click("feed-done").await;
    phone.wait_gone("feed-address").await;
    phone.go("/calendar").await;
    phone.wait_text("feed-state", "Đọc lần cuối").await;
    phone.wait_gone("feed-address").await;

    // Another one: the old address leads nowhere.
    phone.click("feed-renew").await;
    phone.click("feed-renewal-confirm").await;
    let other = shown(&phone).await;
    assert_ne!(address, other);
    assert_eq!(read(&address).await, 404);
    assert_eq!(read(&other).await, 200);
    phone.click("feed-revoke").await;
    settled(&phone).await;
    phone.click("feed-revocation-confirm").await;
    phone.find("feed-make").await;
    assert_eq!(read(&other).await, 404);
}

async fn shown(browser: &tests::browser::Browser) -> String {
    browser.find("feed-address").await;
    let script = "return document.getElementById('feed-address').value";
    browser.run(script, serde_json::json!([])).await.as_str().unwrap().to_owned()
}

/// Twelve villages in one task are one entry that says how many are late, and stands before what is
/// in time; it leads to the task.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn task_of_many_units_is_one_calendar_entry() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let sent = scene.assign("A. Đã gửi báo cáo", "2026-11-18").await;
    scene.submit(&sent).await;
    let villages = scene.chairman.all("/units?kind=village").await;
    let units: Vec<_> = villages
        .iter()
        .map(|unit| serde_json::json!({ "unit_id": unit["id"], "part": "alone" }))
        .collect();
    let body = serde_json::json!({ "title": "Phát tờ rơi phòng cháy", "due_on": "2026-11-18",
        "open": true, "units": units });
    let task = scene.chairman.post("/tasks", body).await.expect(201).id();
    server.clock().set("2026-11-19T08:00:00+07:00");
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    let one = format!("due-task-{task}");
    // What is late stands before what has been sent, and both before the activities. The cell of a
    // month has no room for what has been sent.
    let order = |whole: bool| {
        format!(
        "(() => {{ const all = [...document.querySelectorAll('[data-testid=\"day-2026-11-18\"] li a')]
            .map(one => one.dataset.testid);
        const at = [all.indexOf('{one}'), all.indexOf('due-{}')];
        const held = all.findIndex(id => id.startsWith('held-'));
        return at[0] >= 0 && (({} && at[1] < 0) || at[0] < at[1]) && (held < 0 || at[1] < held); }})()",
        sent.assignment,
        !whole
    )
    };
    for (path, shot, whole) in
        [("/calendar", "calendar-task", false), ("/calendar?view=week", "calendar-task-week", true)]
    {
        office.go(path).await;
        office.wait_text(&one, "12 đơn vị").await;
        office.wait_text(&one, "12 quá hạn").await;
        office.wait(&order(whole)).await;
        look(&office, shot, &[]).await;
    }
    office.click(&one).await;
    office.find("task").await;
    // A village has its own share, which is one.
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    phone.go("/calendar?view=week").await;
    phone.click("calendar-past").await;
    phone.wait("!!document.querySelector('[data-testid^=due-]')").await;
    phone.wait_gone(&one).await;
}

/// A day that is opened is read by pages, whole and once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn day_of_the_calendar_is_shown_by_pages() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    for n in 1..=55 {
        scene.assign(&format!("Việc {n}"), "2026-11-27").await;
    }
    let count = |n: &str| {
        format!("document.querySelectorAll('.happenings [data-testid^=due-]').length {n}")
    };
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    phone.go("/calendar").await;
    phone.wait_text("more-slim-2026-11-27", "Còn").await;
    look(&phone, "calendar-full-phone", &[]).await;
    phone.click("more-slim-2026-11-27").await;
    phone.wait(&count("=== 50")).await;
    phone.wait_text("list-count", "50").await;
    look(&phone, "calendar-day-phone", &[]).await;
    phone.click("list-more").await;
    phone.wait(&count(">= 55")).await;
    phone.wait("new Set([...document.querySelectorAll('.happenings a')].map(one => one.href)).size === document.querySelectorAll('.happenings a').length").await;
    // Another day is another list.
    phone.click("calendar-next").await;
    phone.wait(&count("< 50")).await;
    phone.set_offline(true).await;
    phone.click("calendar-previous").await;
    phone.find("failure-retry").await;
    phone.set_offline(false).await;
    phone.wait(&count("=== 50")).await;
    phone.complaints(&[CUT_OFF]).await;
}

/// Coming days stand first; past days are folded away, and a month that is over is shown whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calendar_on_a_phone_begins_with_today() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Vệ sinh đường làng", "2026-11-20").await;
    let done = scene.assign("Họp thôn", "2026-11-30").await;
    scene.submit(&done).await;
    let late = scene.assign("Treo cờ", "2026-11-17").await;
    server.clock().set("2026-11-18T08:00:00+07:00");
    let seen = |day: &str| {
        format!("document.querySelector('[data-testid=\"day-{day}\"]')?.checkVisibility() === true")
    };
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    phone.go("/calendar").await;
    phone.wait(&seen("2026-11-18")).await;
    phone.wait(&seen("2026-11-20")).await;
    phone.wait(&format!("!({}) && !({})", seen("2026-11-15"), seen("2026-11-17"))).await;
    phone.wait(
        "[...document.querySelectorAll('.month td')].find(day => day.checkVisibility()).dataset.testid === 'day-2026-11-18'",
    )
    .await;
    phone.wait_text("calendar-past", "ngày đã qua").await;
    phone.wait_text("calendar-past", "việc quá hạn").await;
    look(&phone, "calendar-today-phone", &[]).await;
    phone.click("calendar-past").await;
    phone.wait(&format!("{} && {}", seen("2026-11-15"), seen("2026-11-17"))).await;
    phone.wait_text(&format!("due-{}", late.assignment), "Treo cờ").await;
    phone.wait_text("calendar-past", "Ẩn").await;
    look(&phone, "calendar-past-phone", &[]).await;
    phone.click("calendar-past").await;
    phone.wait(&format!("!({})", seen("2026-11-17"))).await;
    phone.wait_text(&format!("due-{}", work.assignment), "Vệ sinh").await;

    // From December all of November is over.
    server.clock().set("2026-12-01T08:00:00+07:00");
    let phone = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    phone.go("/calendar?day=2026-11-01").await;
    phone.wait(&format!("{} && {}", seen("2026-11-15"), seen("2026-11-17"))).await;
    phone.wait_gone("calendar-past").await;

    // At a desk every day has its place.
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.go("/calendar?day=2026-12-01").await;
    office.find("calendar-grid").await;
    office.wait("[...document.querySelectorAll('[data-testid=calendar-past]')].every(button => !button.checkVisibility())").await;
}

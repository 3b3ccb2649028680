//! Extensions: asked for by the village, answered by the office, by one of two leaders.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::scene::{Work, id};
use tests::{Database, Scene, Server, demo};

use crate::people::{CUT_OFF, enter, look, settled};

/// Asks for an extension by the API; its id.
async fn asked(scene: &Scene, work: &Work, day: &str) -> String {
    let etag = scene.head.get(&work.path("")).await.expect(200).etag();
    let body = json!({ "due_on": day, "reason": "Loa thôn hỏng, chờ sửa." });
    scene.head.act(&work.path("/extensions"), &etag, body).await.expect(201).id()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extension_is_asked_for_offered_another_day_and_accepted() {
    let server = Server::demo(Database::Sqlite);
    // Two days before it is due.
    server.clock().set("2026-11-18T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    let work = scene.assign("Sửa loa rồi tuyên truyền", "2026-11-20").await;

    // In the village: a suggestion, a reason, a reload, a lost network.
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.go("/my-work").await;
    head.find(&format!("extend-{}", work.assignment)).await;
    settled(&head).await;
    look(&head, "extension-my-work-ask", &[]).await;
    head.click(&format!("extend-{}", work.assignment)).await;
    head.find("extend-form").await;
    head.wait("document.activeElement?.id === 'gia-han'").await;
    head.click("extend-submit").await;
    head.wait_text("extend-reason-error", "Bắt buộc").await;
    head.wait_text("extend-day-error", "Bắt buộc").await;
    head.find("extend-day").await.set("2026-11-20").await;
    head.fill("extend-reason", "Loa thôn hỏng, chờ sửa.").await;
    head.click("extend-submit").await;
    head.wait_text("extend-day-error", "sau hạn hiện tại").await;
    head.click("extend-plus-7").await;
    head.wait("document.getElementById('extend-day').value === '2026-11-27'").await;
    settled(&head).await;
    look(&head, "extension-ask", &[]).await;
    head.go(&work.path("")).await;
    head.wait("document.getElementById('extend-reason').value.includes('chờ sửa')").await;
    head.set_offline(true).await;
    head.click("extend-submit").await;
    head.wait_text("error-summary", "mất mạng").await;
    head.set_offline(false).await;
    head.click("extend-submit").await;
    head.wait_text("extension-open", "27/11/2026").await;
    head.wait_gone("extend-form").await;
    settled(&head).await;
    look(&head, "extension-asked", &[CUT_OFF]).await;
    head.go("/my-work").await;
    head.wait_text(&format!("asked-{}", work.assignment), "27/11/2026, chờ duyệt").await;
    head.wait_gone(&format!("extend-{}", work.assignment)).await;
    settled(&head).await;
    look(&head, "extension-my-work-asked", &[CUT_OFF]).await;

    // In the office: the overview leads to it; another day is offered in place.
    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.click("overview-extensions").await;
    let open = scene.chairman.all("/extensions?state=asked").await;
    let one = id(&open[0]["id"]);
    chairman.wait_text("extensions", "chờ sửa").await;
    chairman.go(&format!("/tasks/{}", work.task)).await;
    chairman.wait_text("extension-waits", "Xin gia hạn đến 27/11/2026").await;
    look(&chairman, "extension-task-waits", &[]).await;
    chairman.go("/review/extensions").await;
    chairman.click(&format!("extension-offer-{one}")).await;
    chairman.fill("extension-day", "19/11/2026").await;
    chairman.click("extension-submit").await;
    chairman.wait_text("extension-day-error", "sau hạn hiện tại").await;
    chairman.fill("extension-day", "24/11/2026").await;
    chairman.fill("extension-note", "Báo cáo tuần cần trước thứ Tư.").await;
    settled(&chairman).await;
    look(&chairman, "extension-offer", &["422"]).await;
    chairman.click("extension-submit").await;
    chairman.wait_text("extensions", "Chờ đơn vị hoặc người khác").await;
    settled(&chairman).await;
    look(&chairman, "extension-offered", &["422"]).await;

    // In the village the days stand side by side; the offered one is taken.
    head.go("/my-work").await;
    head.wait_text(&format!("answer-{}", work.assignment), "24/11/2026, chờ bạn trả lời").await;
    settled(&head).await;
    look(&head, "extension-my-work-offered", &[CUT_OFF]).await;
    head.click(&format!("answer-{}", work.assignment)).await;
    head.wait_text("extension-days", "24/11/2026").await;
    head.wait_text("extension-days", "27/11/2026").await;
    settled(&head).await;
    look(&head, "extension-answer", &[]).await;
    head.click("extension-accept").await;
    head.wait_text("assignment", "24/11/2026 (hạn gốc 20/11/2026)").await;
    head.wait_text("extended", "Gia hạn 1 lần").await;
    head.wait_text("timeline", "Đồng ý ngày được đề nghị").await;
    settled(&head).await;
    look(&head, "extension-taken", &[]).await;
    head.go("/my-work").await;
    head.wait_text(&format!("work-{}", work.assignment), "hạn gốc 20/11/2026").await;
    settled(&head).await;
    look(&head, "extension-my-work", &[]).await;

    // The rows of the office say both days as well; one more extension is allowed.
    chairman.go(&format!("/tasks/{}", work.task)).await;
    let row = format!("task-unit-{}", work.assignment);
    chairman.wait_text(&row, "hạn gốc 20/11/2026").await;
    chairman.wait_text(&row, "Gia hạn 1 lần").await;
    look(&chairman, "extension-task", &[]).await;
    chairman.go(&work.path("")).await;
    chairman.find("extension-limit").await.choose_nth(2).await;
    chairman.click("extension-limit-save").await;
    chairman.wait_text("extension", "1 trên 2 lần").await;
    settled(&chairman).await;
    look(&chairman, "extension-limit", &[]).await;
    head.go(&work.path("")).await;
    head.find("extend-open").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn second_decision_on_an_extension_names_who_was_faster() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let deputy = coordinator.read("/auth/me").await;
    let lent = json!({ "to_post_id": deputy["post_id"], "powers": ["extend"],
        "valid_from": "2026-11-16", "valid_to": "2026-11-30", "reason": "Đi công tác" });
    scene.chairman.post("/delegations", lent).await.expect(201).ok();
    let work = scene.assign("Hai người cùng quyết", "2026-11-20").await;
    let one = asked(&scene, &work, "2026-11-25").await;

    let slow = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    slow.go("/review/extensions").await;
    slow.click(&format!("extension-refuse-{one}")).await;
    slow.fill("extension-reason", "Việc gấp, không lùi được.").await;
    let fast = enter(&server, demo::COORDINATOR, PHONE).await;
    fast.go("/review/extensions").await;
    fast.find(&format!("extension-grant-{one}")).await;
    settled(&fast).await;
    look(&fast, "extension-deputy", &[]).await;
    fast.click(&format!("extension-grant-{one}")).await;
    fast.wait_gone(&format!("extension-grant-{one}")).await;

    slow.click("extension-submit").await;
    let name = deputy["full_name"].as_str().unwrap();
    slow.wait_text("extension-told", name).await;
    slow.wait_text("extension-told", "không được ghi").await;
    slow.wait_gone(&format!("extension-grant-{one}")).await;
    settled(&slow).await;
    look(&slow, "extension-overtaken", &["412", "409"]).await;
    let there = scene.chairman.read(&work.path("")).await;
    assert_eq!(there["extensions"], 1, "{there}");
}

/// A request that is answered too late cannot be granted: another day is offered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extension_to_a_day_that_has_passed_cannot_be_granted() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Xin rồi mới được xem", "2026-11-17").await;
    let one = asked(&scene, &work, "2026-11-18").await;
    server.clock().set("2026-11-19T08:00:00+07:00");
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.go("/review/extensions").await;
    office.wait_text(&format!("extension-passed-{one}"), "đã qua").await;
    office.wait_gone(&format!("extension-grant-{one}")).await;
    settled(&office).await;
    look(&office, "extension-passed", &[]).await;
    office.click(&format!("extension-offer-{one}")).await;
    office.fill("extension-day", "20/11/2026").await;
    office.click("extension-submit").await;
    office.wait_text("extensions", "Chờ đơn vị hoặc người khác").await;
    // The unit answers too late as well: the day offered is not there to be taken.
    server.clock().set("2026-11-23T08:00:00+07:00");
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.go(&work.path("")).await;
    head.wait_text("extension-open", "đã qua").await;
    head.wait_gone("extension-accept").await;
    head.click("extension-withdraw").await;
    head.wait_text("extension-past", "1").await;
}

/// A village asks the committee that gave it its part, which answers on a phone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn committee_grants_extensions_of_its_parts() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let committee = server.login(demo::COMMITTEE).await;
    let unit = committee.read("/auth/me").await["unit_id"].clone();
    let body = json!({ "title": "Ra quân toàn xã", "due_on": "2026-11-30", "open": true,
        "units": [{ "unit_id": unit, "part": "lead" }] });
    let task = scene.chairman.post("/tasks", body).await.expect(201).id();
    let list = committee.all(&format!("/assignments?task={task}")).await;
    let whole = Work { task: task.clone(), assignment: id(&list[0]["id"]) };
    let etag = committee.get(&whole.path("")).await.expect(200).etag();
    committee.act(&whole.path("/acknowledge"), &etag, json!({})).await.ok();
    let etag = committee.get(&whole.path("")).await.expect(200).etag();
    let split = json!({ "unit_ids": [scene.unit], "due_on": "2026-11-20" });
    committee.act(&whole.path("/split"), &etag, split).await.ok();
    let list = scene.head.all(&format!("/assignments?task={task}")).await;
    let part = Work { task, assignment: id(&list[0]["id"]) };
    let one = asked(&scene, &part, "2026-11-24").await;

    let phone = enter(&server, demo::COMMITTEE, PHONE).await;
    phone.click("bar-nav-review").await;
    phone.wait_text("tab-extensions", "1").await;
    phone.click("tab-extensions").await;
    phone.find(&format!("extension-grant-{one}")).await;
    settled(&phone).await;
    look(&phone, "extension-committee", &[]).await;
    phone.click(&format!("extension-grant-{one}")).await;
    phone.find("empty").await;
    phone.go(&whole.path("")).await;
    let row = format!("part-{}", scene.unit);
    phone.wait_text(&row, "24/11/2026").await;
    phone.wait_text(&row, "hạn gốc 20/11/2026").await;
    look(&phone, "extension-part", &[]).await;
}

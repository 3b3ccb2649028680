//! The calendar feed, read by an independent parser.

use chrono::Duration;
use icalendar::{Calendar, CalendarComponent, Component, Event};
use serde_json::json;
use tests::{Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    feed_lists_own_deadlines_and_activities,
    feed_is_valid_icalendar_and_304_when_unchanged,
    feed_address_is_kept_as_a_hash_and_void_once_replaced,
    feed_is_404_once_the_login_or_the_post_has_ended,
    guessing_feed_addresses_is_429,
    feed_is_404_while_a_required_second_factor_is_missing,
);

async fn feed(client: &Client) -> String {
    let made = client.post("/calendar/feed", json!(null)).await.expect(201);
    tests::scene::id(&made.body["path"])
}

async fn text(server: &Server, path: &str) -> String {
    let answer = server.anonymous().get(path).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    String::from_utf8(answer.bytes).unwrap()
}

fn events(text: &str) -> Vec<Event> {
    let calendar: Calendar = text.parse().unwrap();
    let event = |one: CalendarComponent| match one {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    };
    calendar.components.into_iter().filter_map(event).collect()
}

fn named(events: &[Event], uid: &str) -> Event {
    let uid = format!("{uid}@loa");
    events.iter().find(|event| event.get_uid() == Some(&uid)).expect("the event").clone()
}

async fn feed_lists_own_deadlines_and_activities(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Phát tờ rơi; đủ mọi nhà, kể cả hộ đi biển", "2026-11-20").await;
    let held = scene.head.post("/activities", scene.activity().await).await.expect(201);
    let mut hourless = scene.activity().await;
    hourless["held_at"] = json!(null);
    let hourless = scene.head.post("/activities", hourless).await.expect(201);
    let path = feed(&scene.head).await;
    let text = text(&server, &path).await;
    assert!(text.contains("X-WR-CALNAME:Loa – Thôn Xuân Bắc\r\n"), "{text}");
    let all = events(&text);

    let deadline = named(&all, &work.assignment);
    let value = |event: &Event, name: &str| event.property_value(name).unwrap().to_owned();
    // Commas and semicolons come back as they were.
    assert_eq!(deadline.get_summary(), Some("Hạn: Phát tờ rơi; đủ mọi nhà, kể cả hộ đi biển"));
    assert_eq!(value(&deadline, "DTSTART"), "20261120");
    assert_eq!(value(&deadline, "DTEND"), "20261121");
    let kind = deadline.properties()["DTSTART"].params()["VALUE"].value();
    assert_eq!(kind, "DATE");
    assert_eq!(value(&deadline, "STATUS"), "CONFIRMED");
    assert!(value(&deadline, "URL").ends_with(&format!("/assignments/{}", work.assignment)));
    assert!(value(&deadline, "DESCRIPTION").contains("Trạng thái: chưa tiếp nhận"));

    let evening = named(&all, &held.id());
    assert_eq!(value(&evening, "DTSTART"), "20261115T193000");
    assert_eq!(value(&evening, "DTEND"), "20261115T203000");
    let zone = evening.properties()["DTSTART"].params()["TZID"].value();
    assert_eq!(zone, "Asia/Ho_Chi_Minh");
    assert_eq!(value(&evening, "LOCATION"), "Nhà văn hóa thôn");
    assert_eq!(value(&evening, "STATUS"), "TENTATIVE");
    assert_eq!(value(&named(&all, &hourless.id()), "DTSTART"), "20261115");

    // Only one's own; the same id after a change, with a higher number.
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let others = self::text(&server, &feed(&other).await).await;
    assert!(!others.contains(&work.assignment));
    scene.acknowledge(&work).await;
    let after = named(&events(&self::text(&server, &path).await), &work.assignment);
    assert_eq!(value(&after, "SEQUENCE"), "1");
    assert_eq!(value(&deadline, "SEQUENCE"), "0");
    assert!(value(&after, "DESCRIPTION").contains("đã tiếp nhận"));

    // The commune's for whoever sees all of it.
    let whole = self::text(&server, &feed(&scene.chairman).await).await;
    let deadline = named(&events(&whole), &work.assignment);
    assert!(deadline.get_summary().unwrap().ends_with(" – Thôn Xuân Bắc"));
    // An administrator's shows nothing of the work.
    let admin = server.login(demo::ADMIN).await;
    assert!(events(&self::text(&server, &feed(&admin).await).await).is_empty());
}

async fn feed_is_valid_icalendar_and_304_when_unchanged(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    scene.assign(&"Tuyên truyền cải cách hành chính ".repeat(7), "2026-11-20").await;
    let path = feed(&scene.chairman).await;
    let answer = server.anonymous().get(&path).await.expect(200);
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    assert!(text.lines().any(|line| line.starts_with(' ')), "something is folded");
    for line in [
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh\r\nBEGIN:STANDARD\r\n",
        "TZOFFSETTO:+0700\r\n",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n",
    ] {
        assert!(text.contains(line), "{line}");
    }
    let all = events(&text);
    assert!(all.len() > 20);
    for event in &all {
        for name in ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "URL"] {
            assert!(event.property_value(name).is_some(), "{name}: {event:?}");
        }
    }
    let uids: std::collections::BTreeSet<_> = all.iter().filter_map(Event::get_uid).collect();
    assert_eq!(uids.len(), all.len());

    // Nothing new is not sent again; what moves is.
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let etag = answer.etag();
    let again = server.anonymous().call(reqwest::Method::GET, &path).header("if-none-match", &etag);
    assert!(again.send().await.expect(304).bytes.is_empty());
    scene.assign("Việc mới", "2026-11-25").await;
    let again = server.anonymous().call(reqwest::Method::GET, &path).header("if-none-match", &etag);
    assert_ne!(again.send().await.expect(200).etag(), etag);
}

async fn feed_address_is_kept_as_a_hash_and_void_once_replaced(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let none = scene.head.read("/calendar/feed").await;
    assert_eq!(none, json!({ "active": false, "made_at": null, "last_read_at": null }));
    scene
        .head
        .call(reqwest::Method::DELETE, "/calendar/feed")
        .send()
        .await
        .problem(404, "not_found");
    let first = feed(&scene.head).await;
    let secret = first.rsplit('/').next().unwrap().trim_end_matches(".ics");
    assert_eq!(secret.len(), 22, "128 bits");
    let kept = server.home().store().query("SELECT secret_hash FROM calendar_feeds");
    assert!(kept.len() == 64 && !kept.contains(secret), "{kept}");
    let there = scene.head.read("/calendar/feed").await;
    assert_eq!((&there["active"], &there["last_read_at"]), (&json!(true), &json!(null)));
    text(&server, &first).await;
    let there = scene.head.read("/calendar/feed").await;
    assert_eq!(there["last_read_at"], "2026-11-16T01:00:00Z");

    // A new one puts the old out of force; a repeat of a request makes another, too.
    let call =
        || scene.head.call(reqwest::Method::POST, "/calendar/feed").key("k").json(json!(null));
    let (second, third) = (call().send().await.expect(201), call().send().await.expect(201));
    assert_ne!(second.body["path"], third.body["path"]);
    server.anonymous().get(&first).await.problem(404, "not_found");
    let third = tests::scene::id(&third.body["path"]);
    text(&server, &third).await;
    server.anonymous().get(&third.replace(".ics", "")).await.problem(404, "not_found");
    let all = server.home().store().query("SELECT count(*) FROM idempotency_keys");
    assert_eq!(all, "0");

    let revoke = scene.head.call(reqwest::Method::DELETE, "/calendar/feed").send().await;
    revoke.expect(204).ok();
    server.anonymous().get(&third).await.problem(404, "not_found");
    assert_eq!(scene.head.read("/calendar/feed").await["active"], false);
    let log = scene.chairman.all("/audit?limit=200").await;
    assert!(!json!(log).to_string().contains(secret));
    assert!(!server.output().contains(secret));
}

async fn feed_is_404_once_the_login_or_the_post_has_ended(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let path = feed(&scene.head).await;
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let others = feed(&other).await;
    text(&server, &path).await;
    let _ = server
        .home()
        .store()
        .query("UPDATE users SET disabled_at = created_at WHERE username = 'xuanbac'");
    server.anonymous().get(&path).await.problem(404, "not_found");
    let _ = server.home().store().query(
        "UPDATE posts SET valid_to = '2026-11-16' WHERE user_id =
             (SELECT id FROM users WHERE username = 'lamhoan')",
    );
    text(&server, &others).await;
    server.clock().advance(Duration::days(1));
    server.anonymous().get(&others).await.problem(404, "not_found");
}

async fn guessing_feed_addresses_is_429(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let path = feed(&scene.head).await;
    for _ in 0..30 {
        text(&server, &path).await;
    }
    let guess = format!("/calendar/feed/{}.ics", "a".repeat(22));
    for _ in 0..30 {
        server.anonymous().get(&guess).await.problem(404, "not_found");
    }
    server.anonymous().get(&guess).await.problem(429, "too_many_requests");
    server.clock().advance(Duration::seconds(3));
    text(&server, &path).await;
}

async fn feed_is_404_while_a_required_second_factor_is_missing(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let path = feed(&scene.chairman).await;
    text(&server, &path).await;
    let admin = server.login(demo::ADMIN).await;
    let etag = admin.get("/settings").await.expect(200).etag();
    let values = json!({ "values": { "second_factor_roles": ["chairman"] } });
    admin.patch("/settings", &etag, values).await.expect(200).ok();
    server.anonymous().get(&path).await.problem(404, "not_found");
    let again = scene.chairman.post("/calendar/feed", json!(null)).await;
    again.problem(403, "second_factor_missing");
    scene.chairman.get("/calendar/feed").await.problem(403, "second_factor_missing");
}

//! The calendar: deadlines and activities by day, of what one may see.

use serde_json::{Value, json};
use tests::scene::first;
use tests::server::Home;
use tests::{Client, Database, Scene, Server, both_databases, demo};

use crate::platform::permissions::machine;

both_databases!(
    calendar_lists_deadlines_and_activities_by_day,
    calendar_shows_only_what_the_person_may_see,
    api_client_sees_only_the_entries_of_its_scopes,
    calendar_over_more_than_two_months_is_400,
    calendar_tells_counts_and_the_first_entries_of_each_day,
    units_that_share_a_task_are_one_entry_of_the_office,
    day_of_more_than_2000_entries_is_counted_exactly_and_paged_whole,
);

/// All entries of November, each with its day; the counts of the days say the same.
async fn november(client: &Client, rest: &str) -> Vec<Value> {
    let path = format!("/calendar?from=2026-11-01&to=2026-11-30&each=20{rest}");
    let found = client.read(&path).await;
    let days = found["days"].as_array().unwrap();
    let mut all = Vec::new();
    for told in days {
        let day = told["day"].as_str().unwrap();
        let entries = whole_day(client, day, rest).await;
        let (held, due): (Vec<_>, Vec<_>) =
            entries.iter().partition(|one| one["kind"] == "activity");
        assert_eq!(told["entries"], entries.len(), "{told}");
        assert_eq!(told["activities"], held.len(), "{told}");
        assert_eq!(told["deadlines"], due.iter().map(|one| shares(one)).sum::<u64>(), "{told}");
        assert_eq!(told["overdue"], due.iter().map(|one| late(one)).sum::<u64>(), "{told}");
        // Deadlines stand first, then activities by hour.
        let hour = |one: &Value| match one["kind"].as_str() {
            Some("activity") => Some(one["hour"].as_str().unwrap_or_default().to_owned()),
            _ => None,
        };
        assert!(entries.iter().map(hour).is_sorted(), "{entries:?}");
        let first = told["first"].as_array().unwrap();
        assert_eq!(first.len(), entries.len().min(20), "{told}");
        assert_eq!(first[..], entries[..first.len()]);
        all.extend(entries.into_iter().map(|mut one| {
            one["day"] = json!(day);
            one
        }));
    }
    all
}

/// How many assignments an entry stands for.
fn shares(entry: &Value) -> u64 {
    entry["units"].as_u64().unwrap_or(1)
}

/// How many of them are overdue.
fn late(entry: &Value) -> u64 {
    entry["overdue"].as_u64().unwrap_or(u64::from(entry["timeliness"] == "overdue"))
}

/// All entries of a day, read by small pages.
async fn whole_day(client: &Client, day: &str, rest: &str) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/calendar/{day}?limit=3&include_total=true{rest}{cursor}");
        let page = client.read(&path).await;
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else {
            assert_eq!(page["total"], all.len());
            return all;
        };
        assert_eq!(page["items"].as_array().map(Vec::len), Some(3));
        cursor = format!("&cursor={next}");
    }
}

async fn calendar_lists_deadlines_and_activities_by_day(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let channel = first(&scene.chairman, "channels").await;
    let mut task = scene.task("Phát tờ rơi", "2026-11-20");
    task["channels"] = json!([channel]);
    task["priority"] = json!("high");
    let task = scene.chairman.post("/tasks", task).await.expect(201);
    let mut draft = scene.task("Còn dự thảo", "2026-11-21");
    draft["open"] = json!(false);
    scene.chairman.post("/tasks", draft).await.expect(201).ok();
    let held = scene.activity().await;
    let held = scene.head.post("/activities", held).await.expect(201);

    let all = november(&scene.head, "").await;
    let day = |entry: &Value| entry["day"].as_str().unwrap().to_owned();
    assert!(all.iter().map(day).collect::<Vec<_>>().is_sorted(), "{all:?}");
    let deadline = all.iter().find(|one| one["task"]["id"] == task.body["id"]).unwrap();
    assert_eq!(deadline["kind"], "deadline");
    assert_eq!(deadline["day"], "2026-11-20");
    assert_eq!(deadline["due_at"], "2026-11-20T16:59:59Z");
    assert_eq!(deadline["original_due_at"], deadline["due_at"]);
    assert_eq!(
        (&deadline["state"], &deadline["timeliness"]),
        (&json!("assigned"), &json!("on_track"))
    );
    assert_eq!((&deadline["priority"], &deadline["part"]), (&json!("high"), &json!("alone")));
    assert_eq!(deadline["unit"]["id"], scene.unit.as_str());
    let activity = all.iter().find(|one| one["activity_id"] == held.body["id"]).unwrap();
    assert_eq!(activity["kind"], "activity");
    assert_eq!((&activity["day"], &activity["hour"]), (&json!("2026-11-15"), &json!("19:30")));
    assert_eq!(activity["place"], "Nhà văn hóa thôn");
    assert_eq!(activity["channel"]["id"], channel.as_str());
    assert_eq!(activity["units"][0]["id"], scene.unit.as_str());
    assert_eq!(activity["state"], "draft");
    assert!(!json!(all).to_string().contains("Còn dự thảo"));

    // By channel: what is asked of it and what was done by it.
    let some = november(&scene.head, &format!("&channel={channel}")).await;
    assert!(some.len() < all.len() && some.contains(deadline) && some.contains(activity));

    // A deadline that was cancelled is none.
    let path = format!("/tasks/{}", task.id());
    let etag = scene.chairman.get(&path).await.etag();
    let cancel = json!({ "reason": "Thôi" });
    scene.chairman.act(&format!("{path}/cancel"), &etag, cancel).await.expect(200).ok();
    assert_eq!(november(&scene.head, "").await.len(), all.len() - 1);

    // What was returned is due when it is to be sent again; the other deadline stands beside it.
    let work = scene.assign("Họp thôn", "2026-11-16").await;
    let report = scene.submit(&work).await;
    scene.review(&report, Some("Thiếu ảnh"), &work).await;
    let all = november(&scene.head, "").await;
    let returned = all.iter().find(|one| one["assignment_id"] == work.assignment.as_str()).unwrap();
    assert_eq!(returned["day"], "2026-11-18");
    assert_eq!(returned["original_due_at"], "2026-11-16T16:59:59Z");
}

async fn calendar_shows_only_what_the_person_may_see(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let held = scene.activity().await;
    let draft = scene.head.post("/activities", held).await.expect(201);
    let work = scene.assign("Phát tờ rơi", "2026-11-20").await;
    let mine = november(&scene.head, "").await;
    let deadlines = mine.iter().filter(|one| one["kind"] == "deadline");
    assert!(deadlines.clone().all(|one| one["unit"]["id"] == scene.unit.as_str()), "{mine:?}");
    let all = november(&scene.chairman, "").await;
    assert!(all.len() > mine.len());
    let of_unit = november(&scene.chairman, &format!("&unit={}", scene.unit)).await;
    let has = |list: &[Value], field: &str, id: &str| list.iter().any(|one| one[field] == id);
    assert!(has(&of_unit, "assignment_id", &work.assignment));
    assert!(has(&mine, "activity_id", &draft.id()), "one's own draft");
    assert!(!has(&of_unit, "activity_id", &draft.id()), "another's draft");
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let other = november(&other, "").await;
    assert!(!has(&other, "assignment_id", &work.assignment));
    // The same as the lists say.
    let due = "/assignments?due_from=2026-11-01&due_to=2026-11-30";
    let listed = scene.chairman.all(due).await;
    let listed = listed.iter().filter(|one| one["state"] != "cancelled").count();
    let deadlines = all.iter().filter(|one| one["kind"] != "activity");
    assert_eq!(deadlines.map(shares).sum::<u64>(), listed as u64);
    let listed = scene.chairman.all("/activities?from=2026-11-01&to=2026-11-30").await.len();
    assert_eq!(all.iter().filter(|one| one["kind"] == "activity").count(), listed);
}

async fn api_client_sees_only_the_entries_of_its_scopes(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let whole = november(&scene.chairman, "").await;
    assert!(whole.iter().any(|one| one["kind"] == "activity"), "{whole:?}");
    let seen = november(&machine(&server, "assignments:read").await, "").await;
    assert!(!seen.is_empty() && seen.iter().all(|one| one["kind"] != "activity"));
    let seen = november(&machine(&server, "assignments:read activities:read").await, "").await;
    assert_eq!(seen.len(), whole.len());
}

async fn calendar_over_more_than_two_months_is_400(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    for (query, good) in [
        ("from=2026-11-01&to=2027-01-01", true),
        ("from=2026-11-01&to=2027-01-02", false),
        ("from=2026-11-01&to=2026-11-01", true),
        ("from=2026-11-02&to=2026-11-01", false),
        ("from=2026-11-01", false),
        ("from=2026-11-01&to=hôm+nay", false),
        ("from=2026-11-01&to=2026-11-02&unit=x", false),
        ("from=2026-11-01&to=2026-11-02&each=20", true),
        ("from=2026-11-01&to=2026-11-02&each=21", false),
    ] {
        let answer = chairman.get(&format!("/calendar?{query}")).await;
        if good {
            answer.expect(200).ok();
        } else {
            answer.problem(400, "malformed_query");
        }
    }
    let nobody = uuid::Uuid::now_v7();
    let none = november(&chairman, &format!("&unit={nobody}")).await;
    assert_eq!(none.len(), 0);
    chairman.get("/calendar/today").await.problem(404, "not_found");
    chairman.get("/calendar/2026-11-31").await.problem(404, "not_found");
    chairman.get("/calendar/2026-11-30?unit=x").await.problem(400, "malformed_query");
    let foreign = chairman.read("/activities?limit=1").await;
    let foreign =
        format!("/calendar/2026-11-30?cursor={}", foreign["next_cursor"].as_str().unwrap());
    chairman.get(&foreign).await.problem(400, "invalid_cursor");
    chairman.get("/calendar/2026-11-30?cursor=x").await.problem(400, "invalid_cursor");
}

async fn calendar_tells_counts_and_the_first_entries_of_each_day(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    for n in 1..=4 {
        scene.assign(&format!("Việc {n}"), "2026-11-16").await;
    }
    // One without an hour stands before those that have one.
    for hour in [json!("19:30"), json!("08:00"), Value::Null] {
        let mut held = scene.activity().await;
        held["held_on"] = json!("2026-11-16");
        held["held_at"] = hour;
        scene.head.post("/activities", held).await.expect(201).ok();
    }
    let told = async |rest: &str| {
        let found =
            scene.head.read(&format!("/calendar?from=2026-11-15&to=2026-11-17{rest}")).await;
        found["days"].as_array().unwrap().iter().find(|one| one["day"] == "2026-11-16").cloned()
    };
    let day = told("").await.unwrap();
    let [due, held, entries] =
        ["deadlines", "activities", "entries"].map(|of| day[of].as_u64().unwrap());
    assert!(due >= 4 && held >= 3 && entries == due + held, "{day}");
    let first = day["first"].as_array().unwrap();
    assert!(first.len() == 3 && first.iter().all(|one| one["kind"] == "deadline"), "{day}");
    assert_eq!(told("&each=0").await.unwrap()["first"], json!([]));
    let all = told("&each=20").await.unwrap();
    let hours: Vec<&Value> = (all["first"].as_array().unwrap().iter())
        .filter(|one| one["kind"] == "activity")
        .map(|one| &one["hour"])
        .collect();
    assert_eq!(hours.len() as u64, held);
    assert!(hours[0].is_null() && hours.contains(&&json!("08:00")), "{hours:?}");
}

async fn units_that_share_a_task_are_one_entry_of_the_office(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let villages = scene.chairman.all("/units?kind=village").await;
    let units: Vec<_> =
        villages.iter().map(|unit| json!({ "unit_id": unit["id"], "part": "alone" })).collect();
    let body =
        json!({ "title": "Phát tờ rơi", "due_on": "2026-11-18", "open": true, "units": units });
    let task = scene.chairman.post("/tasks", body).await.expect(201).id();
    let entry = async |client: &Client, rest: &str| {
        let day = whole_day(client, "2026-11-18", rest).await;
        let at = day.iter().position(|one| one["task"]["id"] == task.as_str()).unwrap();
        (at, day[at].clone())
    };
    let (_, one) = entry(&scene.chairman, "").await;
    assert_eq!((&one["kind"], &one["units"]), (&json!("task"), &json!(villages.len())));
    assert_eq!((&one["overdue"], &one["timeliness"]), (&json!(0), &json!("due_soon")));
    let (_, one) = entry(&scene.chairman, &format!("&unit={}", scene.unit)).await;
    assert_eq!((&one["kind"], &one["unit"]["id"]), (&json!("deadline"), &json!(scene.unit)));
    // A unit has its own, which is one.
    let (_, mine) = entry(&scene.head, "").await;
    assert_eq!(mine, one);

    // What is late stands before what has been sent.
    let sent = scene.assign("A. Đã gửi", "2026-11-18").await;
    scene.submit(&sent).await;
    server.clock().set("2026-11-19T08:00:00+07:00");
    let chairman = server.login(demo::CHAIRMAN).await;
    let (at, one) = entry(&chairman, "").await;
    assert_eq!((&one["overdue"], &one["timeliness"]), (&json!(villages.len()), &json!("overdue")));
    let day = whole_day(&chairman, "2026-11-18", "").await;
    let sent = day.iter().position(|one| one["assignment_id"] == sent.assignment.as_str()).unwrap();
    assert!(at < sent, "{day:?}");
    assert_eq!(day[sent]["timeliness"], "waiting");
}

async fn day_of_more_than_2000_entries_is_counted_exactly_and_paged_whole(database: Database) {
    let home = Home::new(database);
    let load = ["demo", "load", "--units", "30", "--users", "30", "--tasks", "100"];
    let rest = ["--assignments", "2900", "--reports", "10", "--activities", "2100"];
    home.run_ok(&[load.as_slice(), &rest].concat(), "");
    let store = home.store();
    let _ =
        store.query("UPDATE assignments SET due_key = 1795190399000 WHERE state <> 'cancelled'");
    let _ = store.query(
        "UPDATE activities SET state = 'approved', day_key = 739940, held_on = '2026-11-20'",
    );
    let _ = store.query("UPDATE activity_units SET day_key = 739940");
    let server = home.serve(false);
    let chairman = server.login("load-1").await;
    let found = chairman.read("/calendar?from=2026-11-16&to=2026-11-30").await;
    let [day] = found["days"].as_array().unwrap().as_slice() else { panic!("{found}") };
    assert_eq!((&day["day"], &day["activities"]), (&json!("2026-11-20"), &json!(2100)));
    let listed = chairman.all("/assignments?due_from=2026-11-20&due_to=2026-11-20").await;
    let listed = listed.iter().filter(|one| one["state"] != "cancelled").count();
    assert!(listed > 2000);
    assert_eq!(day["deadlines"], listed);

    let all = chairman.all("/calendar/2026-11-20").await;
    assert_eq!(day["entries"], all.len());
    let id =
        |one: &Value| one["activity_id"].as_str().or(one["task"]["id"].as_str()).map(String::from);
    let ids: std::collections::HashSet<_> = all.iter().map(id).collect();
    assert_eq!(ids.len(), all.len());
    let deadlines = all.iter().filter(|one| one["kind"] != "activity");
    assert_eq!(deadlines.map(shares).sum::<u64>(), listed as u64);
}

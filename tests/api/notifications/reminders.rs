//! Reminders and escalation over some weeks: who gets which notice at which hour, and only once.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::scene::Work;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    reminder_steps_by_state_of_the_assignment_come_once,
    reminders_avoid_weekends_holidays_and_closed_hours,
    waiting_review_reminds_the_reviewer_then_the_assigner,
    waiting_extension_is_reminded_granted_one_moves_reminders,
    missed_reminders_are_made_up_once_after_downtime,
    reminders_go_to_who_acknowledged_then_to_the_units_head,
    leaders_get_one_digest_each_working_morning,
    late_work_stays_late_in_figures_list_and_digest,
);

fn run_jobs(server: &Server) {
    let _ = server.home().run_ok(&["jobs", "run"], "");
}

/// Moves the clock through the hours at which something may be sent, a day at a time.
fn live_through(server: &Server, days: &[&str]) {
    for day in days {
        for hour in ["06:30", "07:00", "12:00", "20:00"] {
            server.clock().set(&format!("2026-11-{day}T{hour}:00+07:00"));
            run_jobs(server);
        }
    }
}

/// "day hour user kind number" of every reminder of an assignment, in order.
fn sent(server: &Server, work: &Work) -> Vec<String> {
    reminders(server)
        .into_iter()
        .filter(|(id, _)| *id == work.assignment.replace('-', ""))
        .map(|(_, it)| it)
        .collect()
}

fn reminders(server: &Server) -> Vec<(String, String)> {
    let store = server.home().store();
    let id = store.uuid_text("n.assignment_id");
    let rows = store.query(&format!(
        "SELECT {id} || '|' || u.username || '|' || n.kind || '|' || n.at || '|' || n.facts
         FROM notices n JOIN users u ON u.id = n.user_id
         WHERE n.kind IN ('due_soon', 'overdue', 'waiting', 'extension_waiting')
         ORDER BY n.at, u.username"
    ));
    let line = |row: &str| {
        let parts: Vec<&str> = row.splitn(5, '|').collect();
        let facts: Value = serde_json::from_str(parts[4]).unwrap();
        let at = parts[3].replace(' ', "T");
        let at = chrono::DateTime::parse_from_str(&at, "%Y-%m-%dT%H:%M:%S%.f%#z").unwrap();
        let at = at.with_timezone(&chrono::FixedOffset::east_opt(7 * 3600).unwrap());
        let (user, kind, number) = (parts[1], parts[2], &facts["number"]);
        (parts[0].to_owned(), format!("{} {user} {kind} {number}", at.format("%d %H:%M")))
    };
    rows.lines().filter(|row| !row.is_empty()).map(line).collect()
}

async fn reminder_steps_by_state_of_the_assignment_come_once(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    // Due on Wednesday the eighteenth; today is Monday the sixteenth, after the opening.
    let due = "2026-11-20";
    let assigned = scene.assign("Chưa tiếp nhận", due).await;
    let acknowledged = scene.assign("Đã tiếp nhận", due).await;
    scene.acknowledge(&acknowledged).await;
    let submitted = scene.assign("Đã gửi", due).await;
    scene.submit(&submitted).await;
    // Sent again by the same day: that is the later of its deadline and two working days.
    let returned = scene.assign("Trả lại", due).await;
    let report = scene.submit(&returned).await;
    scene.review(&report, Some("Thiếu ảnh"), &returned).await;
    let approved = scene.assign("Đã duyệt", due).await;
    let report = scene.submit(&approved).await;
    scene.review(&report, None, &approved).await;
    let cancelled = scene.assign("Đã hủy", due).await;
    let etag = scene.chairman.get(&cancelled.path("")).await.expect(200).etag();
    let reason = json!({ "reason": "Thôi" });
    scene.chairman.act(&cancelled.path("/cancel"), &etag, reason).await.ok();
    let undated = json!({ "title": "Không hạn", "open": true,
        "units": [{ "unit_id": scene.unit, "part": "alone" }] });
    let task = scene.chairman.post("/tasks", undated).await.expect(201).id();
    let found = scene.head.all(&format!("/assignments?task={task}")).await;
    let undated = Work { task, assignment: found[0]["id"].as_str().unwrap().into() };

    live_through(
        &server,
        &["17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28"],
    );
    // A second server scans as well: nothing is sent twice.
    live_through(&server, &["28"]);
    let escalation = [
        "17 07:00 xuanbac due_soon 3",
        "19 07:00 xuanbac due_soon 1",
        "21 07:00 chutich overdue 1",
        "21 07:00 xuanbac overdue 1",
        // The third day is Monday; the sixth Thursday.
        "23 07:00 xuanbac overdue 3",
        "26 07:00 xuanbac overdue 6",
    ];
    assert_eq!(sent(&server, &assigned), escalation);
    assert_eq!(sent(&server, &acknowledged), escalation);
    assert_eq!(sent(&server, &returned), escalation);
    for quiet in [&approved, &cancelled, &undated] {
        assert!(sent(&server, quiet).is_empty(), "{:?}", sent(&server, quiet));
    }
    // Sent work is never chased as late; its review is.
    let waits = ["18 12:00 chutich waiting 52", "20 12:00 chutich waiting 100"];
    assert_eq!(sent(&server, &submitted), waits);
}

async fn reminders_avoid_weekends_holidays_and_closed_hours(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let off = json!({ "day": "2026-11-23", "name": "Nghỉ bù" });
    admin.post("/holidays", off).await.expect(201).ok();
    // Due on a Sunday: one day before is Saturday morning; the day after is a holiday.
    let sunday = scene.assign("Chủ nhật", "2026-11-22").await;
    live_through(&server, &["18", "19", "20", "21", "22", "23", "24", "25", "26"]);
    assert_eq!(
        sent(&server, &sunday),
        [
            "19 07:00 xuanbac due_soon 3",
            "21 07:00 xuanbac due_soon 1",
            "24 07:00 chutich overdue 2",
            "24 07:00 xuanbac overdue 2",
            "25 07:00 xuanbac overdue 3",
        ]
    );
    let hours: BTreeSet<String> = reminders(&server)
        .iter()
        .map(|(_, line)| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    for at in hours {
        let (day, hour) = at.split_once(' ').unwrap();
        assert!(!["22", "23"].contains(&day), "{at}");
        assert!(("07:00".."17:00").contains(&hour), "{at}");
        assert!(day != "21" || hour < "11:30", "{at}");
    }
}

async fn waiting_review_reminds_the_reviewer_then_the_assigner(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    // The coordinator gives it in the chairman's name.
    let coordinator = server.login(demo::COORDINATOR).await;
    let reviewer = scene.chairman.read("/auth/me").await["post_id"].clone();
    let mut body = scene.task("Họp thôn", "2026-11-30");
    body["reviewer_post_id"] = reviewer;
    let task = coordinator.post("/tasks", body).await.expect(201).id();
    let found = scene.head.all(&format!("/assignments?task={task}")).await;
    let work = Work { task, assignment: found[0]["id"].as_str().unwrap().into() };
    scene.submit(&work).await;
    live_through(&server, &["17", "18", "19", "20", "21"]);
    let waits = ["18 12:00 chutich waiting 52", "20 12:00 tonghop waiting 100"];
    assert_eq!(sent(&server, &work), waits);
}

async fn waiting_extension_is_reminded_granted_one_moves_reminders(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-18").await;
    let ask = json!({ "due_on": "2026-11-26", "reason": "Bận mùa cá" });
    let id = scene.head.act(&work.path("/extensions"), "\"1\"", ask).await.expect(201).id();
    live_through(&server, &["17", "18"]);
    let first = ["17 07:00 xuanbac due_soon 1", "18 12:00 chutich extension_waiting 52"];
    assert_eq!(sent(&server, &work), first);
    let chairman = server.login(demo::CHAIRMAN).await;
    chairman.act(&format!("/extensions/{id}/grant"), "\"1\"", json!({})).await.ok();
    live_through(&server, &["19", "20", "21", "22", "23", "24", "25", "26", "27"]);
    assert_eq!(
        sent(&server, &work)[2..],
        [
            "23 07:00 xuanbac due_soon 3",
            "25 07:00 xuanbac due_soon 1",
            "27 07:00 chutich overdue 1",
            "27 07:00 xuanbac overdue 1",
        ]
    );
    both_deadlines_stand_everywhere(&server, &work).await;
}

/// Asserts that the original deadline stands beside the working one in notices, digests, the text
/// of a chase and the calendar.
async fn both_deadlines_stand_everywhere(server: &Server, work: &Work) {
    let (due, original) = ("2026-11-26T16:59:59Z", json!("2026-11-18T16:59:59Z"));
    let scene = Scene::new(server).await;
    let told = scene.head.all("/notices?kind=overdue").await;
    let told = told.iter().find(|one| one["assignment_id"] == work.assignment.as_str()).unwrap();
    assert_eq!((&told["due_at"], &told["moved_from"]), (&json!(due), &original));
    let digest = scene.chairman.read("/digests/2026-11-26").await;
    let rows = digest["due_this_week"]["rows"].as_array().unwrap();
    let row = rows.iter().find(|one| one["assignment_id"] == work.assignment.as_str()).unwrap();
    assert_eq!((&row["due_at"], &row["moved_from"]), (&json!(due), &original));
    let body = json!({ "assignment_ids": [work.assignment] });
    let text = scene.chairman.post("/chases/text", body).await.expect(200).body.to_string();
    assert!(text.contains("hạn 26/11/2026, hạn gốc 18/11/2026, quá hạn 1 ngày"), "{text}");
    let entries = scene.head.read("/calendar?from=2026-11-23&to=2026-11-29").await.to_string();
    assert!(entries.contains(due) && entries.contains(original.as_str().unwrap()), "{entries}");
}

/// The server is off from before the deadline to a week after: one notice each, by what is true
/// then.
async fn missed_reminders_are_made_up_once_after_downtime(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-18").await;
    server.clock().set("2026-11-26T09:00:00+07:00");
    run_jobs(&server);
    run_jobs(&server);
    let made_up = ["26 09:00 chutich overdue 8", "26 09:00 xuanbac overdue 8"];
    assert_eq!(sent(&server, &work), made_up);
}

async fn reminders_go_to_who_acknowledged_then_to_the_units_head(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let admin = server.login(demo::ADMIN).await;
    let scene = Scene::of(&server, demo::COMMITTEE).await;
    // A second person of the committee, who takes the work; the first one heads it.
    let body = json!({ "username": "canbovh", "full_name": "Cán bộ văn hóa (minh họa)",
        "post": { "unit_id": scene.unit, "role": "committee", "title": "Chuyên viên" } });
    admin.post("/users", body).await.expect(201).ok();
    let hash = "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE \
                username = 'vhxh') WHERE username = 'canbovh'";
    let _ = server.home().store().query(hash);
    let work = scene.assign("Pano", "2026-11-20").await;
    let officer = server.login("canbovh").await;
    let etag = officer.get(&work.path("")).await.expect(200).etag();
    officer.act(&work.path("/acknowledge"), &etag, json!({})).await.ok();
    live_through(&server, &["17", "19", "21", "23"]);
    assert_eq!(
        sent(&server, &work),
        [
            "17 07:00 canbovh due_soon 3",
            "19 07:00 canbovh due_soon 1",
            "21 07:00 canbovh overdue 1",
            "21 07:00 chutich overdue 1",
            "23 07:00 canbovh overdue 3",
            "23 07:00 vhxh overdue 3",
        ]
    );
}

async fn leaders_get_one_digest_each_working_morning(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let late = scene.assign("Trễ", "2026-11-17").await;
    let sent = scene.assign("Đã gửi", "2026-11-30").await;
    scene.submit(&sent).await;
    live_through(&server, &["25"]);
    // Twice the same morning makes one.
    run_jobs(&server);
    let chairman = server.login(demo::CHAIRMAN).await;
    let digests = chairman.all("/digests").await;
    assert_eq!(digests.len(), 1);
    let view = chairman.read("/digests/2026-11-25").await;
    let holds = |list: &str, work: &Work| {
        let rows = view[list]["rows"].as_array().unwrap();
        rows.iter().any(|row| row["assignment_id"] == work.assignment.as_str())
    };
    // Said once, though the figure counts all.
    assert!(!holds("overdue", &late) && holds("escalated", &late), "{view}");
    assert!(holds("awaiting_me", &sent) && !holds("overdue", &sent), "{view}");
    let listed = chairman.all("/assignments?timeliness=overdue").await;
    assert_eq!(view["overdue"]["count"], listed.len());
    let notices = chairman.all("/notices?kind=digest").await;
    assert_eq!(notices[0]["path"], "/digests/2026-11-25");
    let head = server.login(demo::VILLAGE_HEAD).await;
    assert!(head.all("/digests").await.is_empty());
    chairman.get("/digests/2026-11-24").await.problem(404, "not_found");
    live_through(&server, &["26"]);
    let chairman = server.login(demo::CHAIRMAN).await;
    let first = chairman.read("/digests?limit=1").await;
    let next = format!("/digests?limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
    let second = chairman.read(&next).await;
    assert_eq!(
        (&first["items"][0]["day"], &second["items"][0]["day"]),
        (&json!("2026-11-26"), &json!("2026-11-25"))
    );
    assert_eq!(second["next_cursor"], Value::Null);
    // Sunday has no morning.
    live_through(&server, &["29"]);
    let chairman = server.login(demo::CHAIRMAN).await;
    assert_eq!(chairman.all("/digests").await.len(), 2);
}

/// The assignment, the list, the figures and the digest agree that late work stays late.
async fn late_work_stays_late_in_figures_list_and_digest(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Trễ", "2026-11-17").await;
    let figures = async |scene: &Scene| {
        let rows = scene.chairman.read("/statistics/timeliness").await;
        let all = rows["units"].as_array().unwrap().clone();
        let row = all.into_iter().find(|row| row["unit"]["id"] == scene.unit.as_str()).unwrap();
        row["results"]["done_late"].as_i64().unwrap()
    };
    let before = figures(&scene).await;
    server.clock().set("2026-11-20T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    scene.acknowledge(&work).await;
    let mut draft = scene.draft().await;
    draft["late_explanation"] = json!("Mất điện");
    let etag = scene.save_draft(&work, draft).await;
    let report = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200);
    scene.review(&report.id(), None, &work).await;
    server.clock().set("2026-11-24T08:00:00+07:00");
    run_jobs(&server);
    let scene = Scene::new(&server).await;
    assert_eq!(scene.head.read(&work.path("")).await["result"], "done_late");
    assert_eq!(figures(&scene).await, before + 1);
    let listed = scene.chairman.all(&format!("/assignments?task={}", work.task)).await;
    assert_eq!(listed[0]["result"], "done_late");
    let digest = scene.chairman.read("/digests/2026-11-24").await.to_string();
    assert!(!digest.contains(&work.assignment), "what is done is not overdue: {digest}");
    assert!(sent(&server, &work).iter().all(|line| line < &"20 08:00".to_owned()));
}

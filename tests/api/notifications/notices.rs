//! Notices: whom each is for, that each comes once, how they are read and muted.

use futures_util::StreamExt;
use serde_json::{Value, json};
use tests::scene::Work;
use tests::wait::PATIENCE;
use tests::{Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    each_step_notifies_the_people_concerned_once,
    nobody_is_notified_of_the_own_actions,
    recipients_are_determined_when_the_notice_is_made,
    draft_task_notifies_nobody_until_it_is_opened,
    notices_are_marked_read_one_up_to_one_or_all,
    overdue_notices_cannot_be_muted,
    deputy_gets_the_notices_instead_of_the_leader,
    reviews_and_notices_of_an_ended_post_go_to_its_successor,
    notice_stream_sends_each_new_unread_count,
    separate_worker_makes_notices_and_wakes_the_stream,
    reading_the_notice_count_does_not_extend_the_session,
    comment_notifies_participants_and_mentioned_people,
    comment_does_not_notify_who_moved_to_another_unit,
);

/// Runs all jobs to their end.
fn run_jobs(server: &Server) {
    let _ = server.home().run_ok(&["jobs", "run"], "");
}

/// The kinds of a person's notices of an assignment, sorted by name: in a test all are of one
/// instant.
async fn notice_kinds(client: &Client, work: &Work) -> Vec<String> {
    let all = client.all("/notices").await;
    let of = |one: &&Value| one["assignment_id"] == work.assignment.as_str();
    let mut kinds: Vec<String> =
        all.iter().filter(of).map(|one| one["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds
}

async fn each_step_notifies_the_people_concerned_once(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    scene.review(&report, Some("Thiếu ảnh"), &work).await;
    run_jobs(&server);
    assert_eq!(notice_kinds(&scene.head, &work).await, ["assigned", "returned"]);
    assert_eq!(notice_kinds(&scene.chairman, &work).await, ["submitted"]);
    let newest = scene.head.all("/notices?kind=returned").await[0].clone();
    assert_eq!(newest["note"], "Thiếu ảnh");
    assert_eq!(newest["task"]["name"], "Họp thôn");
    assert_eq!(newest["path"], work.path(""));
    assert!(newest["by"].as_str().unwrap().contains("Chủ tịch"), "{newest}");
    // Done again, nothing is told again.
    run_jobs(&server);
    assert_eq!(notice_kinds(&scene.head, &work).await.len(), 2);
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    assert!(notice_kinds(&other, &work).await.is_empty());
    assert_eq!(server.home().store().query("SELECT count(*) FROM outbox"), "0");
}

async fn nobody_is_notified_of_the_own_actions(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.submit(&work).await;
    run_jobs(&server);
    assert!(!notice_kinds(&scene.head, &work).await.contains(&"submitted".to_owned()));
    assert!(!notice_kinds(&scene.chairman, &work).await.contains(&"assigned".to_owned()));
}

/// A person who is disabled or leaves between the change and the making of its notice gets none.
async fn recipients_are_determined_when_the_notice_is_made(database: Database) {
    let mut server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let gone = Scene::of(&server, demo::OTHER_VILLAGE_HEAD).await;
    let (work, other) =
        (scene.assign("Một", "2026-11-30").await, gone.assign("Hai", "2026-11-30").await);
    let store = server.home().store();
    let _ = store.query("UPDATE users SET disabled_at = created_at WHERE username = 'lamhoan'");
    let _ = store.query(
        "UPDATE posts SET valid_to = '2026-11-15' WHERE user_id IN \
         (SELECT id FROM users WHERE username = 'xuanbac')",
    );
    run_jobs(&server);
    let count = "SELECT count(*) FROM notices WHERE kind = 'assigned'";
    assert_eq!(server.home().store().query(count), "0");
    let _ = (work, other);
    server.kill9();
}

async fn draft_task_notifies_nobody_until_it_is_opened(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut body = scene.task("Dự thảo", "2026-11-30");
    body["open"] = json!(false);
    let draft = scene.chairman.post("/tasks", body).await.expect(201);
    run_jobs(&server);
    let assigned = async || {
        let all = scene.head.all("/notices?kind=assigned").await;
        all.iter().filter(|one| one["task"]["name"] == "Dự thảo").count()
    };
    assert_eq!(assigned().await, 0);
    let path = format!("/tasks/{}/open", draft.id());
    scene.chairman.act(&path, &draft.etag(), json!({})).await.ok();
    run_jobs(&server);
    assert_eq!(assigned().await, 1);
}

async fn notices_are_marked_read_one_up_to_one_or_all(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    for title in ["Một", "Hai", "Ba"] {
        scene.assign(title, "2026-11-30").await;
    }
    run_jobs(&server);
    let unread = async || scene.head.read("/notices/count").await["unread"].as_i64().unwrap();
    let before = unread().await;
    assert!(before >= 3, "{before}");
    let all = scene.head.all("/notices?unread=true").await;
    let path = |one: &Value| format!("/notices/{}/read", one["id"].as_str().unwrap());
    scene.head.post(&path(&all[0]), json!({})).await.expect(204).ok();
    scene.head.post(&path(&all[0]), json!({})).await.expect(204).ok();
    assert_eq!(unread().await, before - 1);
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    other.post(&path(&all[1]), json!({})).await.problem(404, "not_found");
    let up_to = json!({ "up_to": all[2]["id"] });
    scene.head.post("/notices/read", up_to).await.expect(204).ok();
    assert_eq!(unread().await, 1);
    scene.head.post("/notices/read", json!({})).await.expect(204).ok();
    assert_eq!(unread().await, 0);
    scene.head.get("/notices?kind=nonsense").await.problem(400, "malformed_query");
}

async fn overdue_notices_cannot_be_muted(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let choices = scene.head.get("/notices/choices").await.expect(200);
    assert_eq!(choices.body["mail_configured"], false);
    let etag = choices.etag();
    let late = json!({ "muted": [{ "kind": "overdue", "channel": "app" }] });
    scene.head.patch("/notices/choices", &etag, late).await.field_error("muted");
    let letters = json!({ "phone": "12ab" });
    scene.head.patch("/notices/choices", &etag, letters).await.field_error("phone");
    let quiet = json!({ "muted": [{ "kind": "assigned", "channel": "app" }] });
    let changed = scene.head.patch("/notices/choices", &etag, quiet.clone()).await.expect(200);
    assert_eq!(changed.body["muted"], quiet["muted"]);
    scene.head.patch("/notices/choices", &etag, quiet).await.problem(412, "stale_version");
    let work = scene.assign("Họp thôn", "2026-11-17").await;
    server.clock().set("2026-11-18T07:00:00+07:00");
    run_jobs(&server);
    let head = server.login(demo::VILLAGE_HEAD).await;
    assert_eq!(notice_kinds(&head, &work).await, ["overdue"]);
}

async fn deputy_gets_the_notices_instead_of_the_leader(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let to = coordinator.read("/auth/me").await["post_id"].clone();
    let body = json!({ "to_post_id": to, "powers": ["notices"], "valid_from": "2026-11-16",
        "valid_to": "2026-11-18", "reason": "Đi công tác" });
    scene.chairman.post("/delegations", body).await.expect(201).ok();
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.submit(&work).await;
    run_jobs(&server);
    assert!(notice_kinds(&scene.chairman, &work).await.is_empty());
    assert_eq!(notice_kinds(&coordinator, &work).await, ["submitted"]);
    let notice = coordinator.all("/notices?kind=submitted").await[0].clone();
    assert!(notice["for_post"].as_str().unwrap().contains("Chủ tịch"), "{notice}");
    // Back from the journey.
    server.clock().set("2026-11-19T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    let later = scene.assign("Họp nữa", "2026-11-30").await;
    scene.submit(&later).await;
    run_jobs(&server);
    assert_eq!(notice_kinds(&scene.chairman, &later).await, ["submitted"]);
}

/// A leader leaves: reviews and notices of what the leader assigned go to the successor.
async fn reviews_and_notices_of_an_ended_post_go_to_its_successor(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let me = scene.chairman.read("/auth/me").await;
    let (user, post, unit) = (&me["user_id"], &me["post_id"], &me["unit_id"]);
    let body = json!({ "username": "chutichmoi", "full_name": "Chủ tịch mới (minh họa)",
        "post": { "unit_id": unit, "role": "chairman", "title": "Chủ tịch" } });
    let newcomer = admin.post("/users", body).await.expect(201).body;
    let hash = "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE \
                username = 'chutich') WHERE username = 'chutichmoi'";
    let _ = server.home().store().query(hash);
    let path = format!("/users/{}", user.as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    let posts = format!("{path}/posts/{}", post.as_str().unwrap());
    let village = scene.head.read("/auth/me").await["post_id"].clone();
    let to = |post: &Value| json!({ "valid_to": "2026-11-16", "successor_post_id": post });
    admin.patch(&posts, &etag, to(&village)).await.field_error("successor_post_id");
    admin.patch(&posts, &etag, to(post)).await.field_error("successor_post_id");
    admin.patch(&posts, &etag, to(&newcomer["posts"][0]["id"])).await.expect(200).ok();
    server.clock().set("2026-11-17T08:00:00+07:00");
    let scene_head = server.login(demo::VILLAGE_HEAD).await;
    let scene = Scene { head: scene_head, ..scene };
    scene.submit(&work).await;
    run_jobs(&server);
    let successor = server.login("chutichmoi").await;
    assert_eq!(notice_kinds(&successor, &work).await, ["submitted"]);
    let mine = successor.all("/reports?mine=true").await;
    let awaits = |one: &Value| one["assignment"]["task"]["name"] == "Họp thôn";
    assert!(mine.iter().any(awaits), "{} others", mine.len());
}

/// The next event's data.
async fn event(lines: &mut (impl StreamExt<Item = String> + Unpin)) -> Value {
    loop {
        let next = tokio::time::timeout(PATIENCE, lines.next()).await;
        let line = next.expect("an event in time").expect("the stream goes on");
        if let Some(data) = line.strip_prefix("data: ") {
            return serde_json::from_str(data).unwrap();
        }
    }
}

async fn notice_stream_sends_each_new_unread_count(database: Database) {
    let mut server = Server::demo(database);
    let scene = Scene::new(&server).await;
    run_jobs(&server);
    let call = scene.head.call(reqwest::Method::GET, "/notices/stream");
    let stream = call.start().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut lines = lines(stream);
    let first = event(&mut lines).await["unread"].as_i64().unwrap();
    scene.assign("Họp thôn", "2026-11-30").await;
    // The server's own jobs tell of it, nobody asks.
    let next = event(&mut lines).await["unread"].as_i64().unwrap();
    assert_eq!(next, first + 1);
    scene.head.post("/notices/read", json!({})).await.expect(204).ok();
    assert_eq!(event(&mut lines).await["unread"], 0);
    // A server that is told to stop does not wait for the streams.
    let began = std::time::Instant::now();
    assert_eq!(server.process().unwrap().terminate(), Some(0));
    assert!(began.elapsed().as_secs() < 15, "{:?}", began.elapsed());
}

/// Where `serve` runs no jobs, `worker` does; on a signal to stop, it ends with success.
async fn separate_worker_makes_notices_and_wakes_the_stream(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let call = scene.head.call(reqwest::Method::GET, "/notices/stream");
    let mut lines = lines(call.start().await.unwrap());
    let first = event(&mut lines).await["unread"].as_i64().unwrap();
    let mut worker = server.home().spawn(&["worker"]);
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    // The bell of this server learns what the other has written.
    while event(&mut lines).await["unread"].as_i64().unwrap() <= first {}
    while !notice_kinds(&scene.head, &work).await.contains(&"assigned".to_owned()) {
        let _ = event(&mut lines).await;
    }
    let admin = server.login(demo::ADMIN).await;
    let jobs = admin.read("/jobs").await;
    let outbox = jobs["jobs"].as_array().unwrap().iter().find(|job| job["job"] == "outbox");
    let by = outbox.unwrap()["worker"].as_str().unwrap().to_owned();
    assert!(by.ends_with(&format!(":{}", worker.id())), "{by}");
    let told_to_stop = std::process::Command::new("kill").arg(worker.id().to_string()).status();
    assert!(told_to_stop.unwrap().success());
    assert!(worker.wait().unwrap().success());
}

fn lines(response: reqwest::Response) -> impl StreamExt<Item = String> + Unpin {
    let chunks = response.bytes_stream();
    Box::pin(chunks.flat_map(|chunk| {
        let text = String::from_utf8(chunk.unwrap_or_default().to_vec()).unwrap();
        futures_util::stream::iter(text.lines().map(str::to_owned).collect::<Vec<_>>())
    }))
}

async fn reading_the_notice_count_does_not_extend_the_session(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    for _ in 0..5 {
        server.clock().advance(chrono::Duration::minutes(8));
        if chairman.get("/notices/count").await.status == 401 {
            return;
        }
    }
    panic!("the bell has kept a login open for forty minutes");
}

async fn comment_notifies_participants_and_mentioned_people(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let me = coordinator.read("/auth/me").await["user_id"].clone();
    let said = json!({ "text": "Loa hỏng rồi.", "mentions": [me] });
    scene.head.post(&work.path("/comments"), said).await.expect(201).ok();
    run_jobs(&server);
    assert_eq!(notice_kinds(&scene.chairman, &work).await, ["commented"]);
    assert_eq!(notice_kinds(&coordinator, &work).await, ["mentioned"]);
    assert_eq!(notice_kinds(&scene.head, &work).await, ["assigned"]);
}

/// A participant who moved to another unit may no longer see the assignment, nor comments on it.
async fn comment_does_not_notify_who_moved_to_another_unit(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let other = Scene::of(&server, demo::OTHER_VILLAGE_HEAD).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.head.post(&work.path("/comments"), json!({ "text": "Đã rõ." })).await.ok();
    run_jobs(&server);
    let before = notice_kinds(&scene.head, &work).await;
    let id = server.home().store().uuid_text("id");
    let unit = other.unit.replace('-', "");
    let moved = format!(
        "UPDATE posts SET unit_id = (SELECT id FROM units WHERE {id} = '{unit}') WHERE user_id IN \
         (SELECT id FROM users WHERE username = 'xuanbac')"
    );
    let _ = server.home().store().query(&moved);
    let said = json!({ "text": "Việc của thôn Xuân Bắc." });
    scene.chairman.post(&work.path("/comments"), said).await.expect(201).ok();
    run_jobs(&server);
    let moved = server.login(demo::VILLAGE_HEAD).await;
    assert_eq!(notice_kinds(&moved, &work).await, before);
}

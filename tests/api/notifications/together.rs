//! Notices that are gathered for one person: of many units of a task, and in the morning's mail and
//! digest.

use serde_json::{Value, json};
use tests::mailbox::{Mailbox, give_address};
use tests::wait::until;
use tests::{Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    overdue_units_of_a_task_make_one_notice_for_the_leader,
    waiting_reports_of_a_task_make_one_notice,
    daily_mail_waits_for_the_reminders_of_the_morning,
    daily_mail_leaves_out_settled_chases_and_requests,
    digest_of_a_deputy_lists_only_what_the_deputy_may_decide,
);

fn serve(database: Database, mailbox: &Mailbox) -> Server {
    let url = mailbox.url();
    let server = Server::demo_with(
        database,
        &[
            ("LOA_JOBS", "false"),
            ("LOA_SMTP_URL", &url),
            ("LOA_MAIL_FROM", "loa@example.vn"),
            ("LOA_PUBLIC_URL", "https://loa.example.vn"),
        ],
    );
    run_jobs(&server);
    server
}

fn run_jobs(server: &Server) {
    let _ = server.home().run_ok(&["jobs", "run"], "");
}

/// Sets the choices of notices; an address of e-mail counts as confirmed.
async fn mail_to(server: &Server, client: &Client, mut choices: Value) {
    if let Some(email) = choices.as_object_mut().unwrap().remove("email") {
        let me = client.read("/auth/me").await;
        give_address(server, me["username"].as_str().unwrap(), email.as_str().unwrap());
    }
    let etag = client.get("/notices/choices").await.expect(200).etag();
    client.patch("/notices/choices", &etag, choices).await.ok();
}

/// A task for all twelve villages; its id.
async fn for_all_villages(chairman: &Client, title: &str, due_on: &str) -> String {
    let units = chairman.all("/units?kind=village").await;
    let shares: Vec<Value> =
        units.iter().map(|unit| json!({ "unit_id": unit["id"], "part": "alone" })).collect();
    let body = json!({ "title": title, "due_on": due_on, "open": true, "units": shares });
    chairman.post("/tasks", body).await.expect(201).id()
}

/// A person's notices of a kind about a task.
async fn notices_of(client: &Client, kind: &str, task: &str) -> Vec<Value> {
    let all = client.all(&format!("/notices?kind={kind}")).await;
    all.into_iter().filter(|one| one["task"]["id"] == task).collect()
}

async fn overdue_units_of_a_task_make_one_notice_for_the_leader(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &mailbox);
    let scene = Scene::new(&server).await;
    let to = "chutich@example.vn";
    mail_to(&server, &scene.chairman, json!({ "email": to, "mail": "single" })).await;
    let task = for_all_villages(&scene.chairman, "Ngày hội", "2026-11-17").await;
    let units = scene.chairman.all(&format!("/assignments?task={task}")).await;
    let called_off = units.iter().find(|one| one["unit"]["id"] != scene.unit.as_str()).unwrap();
    let path = format!("/assignments/{}", called_off["id"].as_str().unwrap());
    let etag = scene.chairman.get(&path).await.expect(200).etag();
    let reason = json!({ "reason": "Thôi" });
    scene.chairman.act(&format!("{path}/cancel"), &etag, reason).await.ok();

    server.clock().set("2026-11-18T07:00:00+07:00");
    run_jobs(&server);
    run_jobs(&server);
    let scene = Scene::new(&server).await;
    let watched = notices_of(&scene.chairman, "overdue", &task).await;
    let [one] = watched.as_slice() else { panic!("{watched:?}") };
    assert_eq!(one["path"], format!("/tasks/{task}"));
    assert_eq!(one["assignment_id"], Value::Null);
    assert_eq!((&one["number"], one["other_units"].as_array().unwrap().len()), (&json!(1), 10));
    assert!(!one.to_string().contains(called_off["unit"]["name"].as_str().unwrap()), "{one}");
    // Who does it is told of the own work, which the notice leads to.
    let done = notices_of(&scene.head, "overdue", &task).await;
    let [one] = done.as_slice() else { panic!("{done:?}") };
    assert_eq!((&one["unit"]["id"], &one["other_units"]), (&json!(scene.unit), &json!([])));
    assert!(one["path"].as_str().unwrap().starts_with("/assignments/"), "{one}");

    let late = |subject: &str| subject.starts_with("Quá hạn 1 ngày: Ngày hội (");
    let mails = mailbox.of(to);
    let mails: Vec<_> = mails.iter().filter(|mail| late(&mail.subject)).collect();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert!(mail.subject.ends_with(" và 10 đơn vị khác)"), "{}", mail.subject);
    assert!(mail.text.contains("Xuân Bắc") && mail.text.contains(&format!("/tasks/{task}")));
}

async fn waiting_reports_of_a_task_make_one_notice(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &mailbox);
    let scene = Scene::new(&server).await;
    let task = for_all_villages(&scene.chairman, "Hai thôn gửi", "2026-11-27").await;
    for head in [demo::VILLAGE_HEAD, demo::OTHER_VILLAGE_HEAD] {
        let scene = Scene::of(&server, head).await;
        let work = scene.head.all(&format!("/assignments?task={task}")).await;
        let assignment = tests::scene::id(&work[0]["id"]);
        scene.submit(&tests::scene::Work { task: task.clone(), assignment }).await;
    }
    server.clock().set("2026-11-18T08:30:00+07:00");
    run_jobs(&server);
    let scene = Scene::new(&server).await;
    let waiting = notices_of(&scene.chairman, "waiting", &task).await;
    let [one] = waiting.as_slice() else { panic!("{waiting:?}") };
    assert_eq!(one["other_units"].as_array().unwrap().len(), 1, "{one}");
}

/// Another server holds the lease of the reminders and is slow: the morning's mail waits for them,
/// so that they do not come a day late.
async fn daily_mail_waits_for_the_reminders_of_the_morning(database: Database) {
    let mailbox = Mailbox::start().await;
    let mut server = serve(database, &mailbox);
    let scene = Scene::new(&server).await;
    let to = "xuanbac@example.vn";
    mail_to(&server, &scene.head, json!({ "email": to })).await;
    scene.assign("Phát tờ rơi", "2026-11-20").await;
    run_jobs(&server);
    let elsewhere = "INSERT INTO job_leases (job, worker, leased_until, looked_at)
                     VALUES ('reminders', 'other', 9999999999999, '2026-11-16 01:00:00+00:00')";
    let _ = server.home().store().query(elsewhere);
    server.clock().set("2026-11-17T07:00:00+07:00");
    server.restart_with(&[("LOA_JOBS", "true"), ("LOA_TEST_HASTE", "20")]);
    until("a mail", || !mailbox.of(to).is_empty()).await;
    let mail = &mailbox.of(to)[0];
    assert!(mail.text.contains("Còn 3 ngày: Phát tờ rơi"), "{}", mail.text);
}

async fn daily_mail_leaves_out_settled_chases_and_requests(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &mailbox);
    let scene = Scene::new(&server).await;
    let (leader, head) = ("chutich@example.vn", "xuanbac@example.vn");
    mail_to(&server, &scene.chairman, json!({ "email": leader })).await;
    mail_to(&server, &scene.head, json!({ "email": head })).await;
    let work = scene.assign("Họp thôn", "2026-11-18").await;
    let chase = json!({ "assignment_ids": [work.assignment], "message": "Gấp." });
    scene.chairman.post("/chases", chase).await.expect(201).ok();
    let ask = json!({ "due_on": "2026-11-26", "reason": "Bận mùa cá" });
    let id = scene.head.act(&work.path("/extensions"), "\"1\"", ask).await.expect(201).id();
    run_jobs(&server);
    let grant = format!("/extensions/{id}/grant");
    scene.chairman.act(&grant, "\"1\"", json!({})).await.ok();
    run_jobs(&server);
    server.clock().set("2026-11-17T07:00:00+07:00");
    run_jobs(&server);
    let mails = mailbox.of(head);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert!(mail.text.contains("Đã gia hạn: Họp thôn"), "{}", mail.text);
    assert!(!mail.text.contains("Đôn đốc: Họp thôn"), "{}", mail.text);
    let mails = mailbox.of(leader);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert!(!mail.text.contains("đề nghị gia hạn: Họp thôn"), "{}", mail.text);
}

/// A deputy for notices alone cannot decide: the digest lists nothing to decide.
async fn digest_of_a_deputy_lists_only_what_the_deputy_may_decide(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &mailbox);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let to = coordinator.read("/auth/me").await["post_id"].clone();
    let lend = |powers: Value, day: &str| json!({ "to_post_id": to, "powers": powers, "valid_from": day, "valid_to": day });
    for (powers, day) in
        [(json!(["notices"]), "2026-11-17"), (json!(["notices", "review", "extend"]), "2026-11-18")]
    {
        scene.chairman.post("/delegations", lend(powers, day)).await.expect(201).ok();
    }
    let mut seen = Vec::new();
    for day in ["2026-11-17", "2026-11-18"] {
        server.clock().set(&format!("{day}T07:00:00+07:00"));
        run_jobs(&server);
        let coordinator = server.login(demo::COORDINATOR).await;
        let view = coordinator.read(&format!("/digests/{day}")).await;
        let count = |list: &str| view[list]["count"].as_i64().unwrap();
        let waited = view["extensions"]["rows"][0]["days"].clone();
        seen.push((count("awaiting_me") > 0, count("extensions"), waited));
    }
    // The demo's request was made on the fifteenth.
    assert_eq!(seen, [(false, 0, Value::Null), (true, 1, json!(3))]);
}

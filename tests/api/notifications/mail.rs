//! Mail as it arrives, at a mail server of the test's own.

use serde_json::{Value, json};
use tests::mailbox::{Mail, Mailbox, give_address};
use tests::{Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    single_mail_is_sent_for_each_notice_in_vietnamese,
    daily_mail_gathers_notices_each_morning,
    mails_wait_while_the_mail_server_is_down,
    mails_wait_while_the_mail_server_refuses_the_login,
    mails_wait_while_the_mail_server_offers_no_tls,
    mail_to_an_invalid_address_fails_and_others_are_sent,
    daily_mail_leaves_out_chases_of_submitted_work,
    disabled_person_gets_no_waiting_mail,
    one_click_unsubscribe_mutes_mail_of_that_kind,
    no_mail_is_queued_without_a_mail_server,
    gateway_messages_are_signed_and_retried_with_one_id,
);

const TO: &str = "xuanbac@example.vn";

fn settings(mailbox: &Mailbox) -> Vec<(&'static str, String)> {
    vec![
        ("LOA_JOBS", "false".into()),
        ("LOA_SMTP_URL", mailbox.url()),
        ("LOA_MAIL_FROM", "Loa xã Cẩm Nhượng <loa@example.vn>".into()),
        ("LOA_PUBLIC_URL", "https://loa.example.vn".into()),
    ]
}

fn serve(database: Database, settings: &[(&'static str, String)]) -> Server {
    let settings: Vec<(&str, &str)> =
        settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let server = Server::demo_with(database, &settings);
    // What the demo itself has to say is said first.
    run_jobs(&server);
    server
}

fn run_jobs(server: &Server) {
    let _ = server.home().run_ok(&["jobs", "run"], "");
}

/// Sets the choices of notices; an address of e-mail counts as confirmed.
async fn choose(server: &Server, client: &Client, mut choices: Value) {
    if let Some(email) = choices.as_object_mut().unwrap().remove("email") {
        let me = client.read("/auth/me").await;
        give_address(server, me["username"].as_str().unwrap(), email.as_str().unwrap());
    }
    let etag = client.get("/notices/choices").await.expect(200).etag();
    client.patch("/notices/choices", &etag, choices).await.ok();
}

async fn single_mail_is_sent_for_each_notice_in_vietnamese(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "email": TO, "mail": "single" })).await;
    let title = "Tuyên truyền <dịch vụ công> & chữ ký số: đợt 1, tại nhà văn hóa các thôn ven biển";
    let work = scene.assign(title, "2026-11-20").await;
    run_jobs(&server);
    let mails = mailbox.of(TO);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(mail.subject, format!("Giao việc: {title}"));
    let from = mail.header("From").unwrap();
    assert!(from.contains("<loa@example.vn>") && from.is_ascii(), "{from}");
    assert!(mail.text.contains("Hạn: 20/11/2026") && mail.text.contains("Đơn vị: "), "{mail:?}");
    let link = format!("https://loa.example.vn{}", work.path(""));
    assert!(mail.text.contains(&link) && mail.html.contains(&format!("href=\"{link}\"")));
    assert!(mail.html.contains("&lt;dịch vụ công&gt; &amp; chữ ký số"), "{}", mail.html);
    assert!(mail.raw.lines().all(|line| line.len() <= 998 && line.is_ascii()), "{}", mail.raw);
    assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(mail.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    // What is late may not be unsubscribed from.
    server.clock().set("2026-11-21T07:00:00+07:00");
    run_jobs(&server);
    let overdue: Vec<Mail> =
        mailbox.of(TO).into_iter().filter(|mail| mail.subject.starts_with("Quá hạn")).collect();
    assert!(!overdue.is_empty());
    assert!(overdue.iter().all(|mail| mail.header("List-Unsubscribe").is_none()));
}

async fn daily_mail_gathers_notices_each_morning(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    run_jobs(&server);
    choose(&server, &scene.head, json!({ "email": TO })).await;
    choose(&server, &scene.chairman, json!({ "email": "chutich@example.vn" })).await;
    scene.assign("Một", "2026-11-30").await;
    let sent = scene.assign("Hai", "2026-11-17").await;
    scene.submit(&sent).await;
    run_jobs(&server);
    assert!(mailbox.all().is_empty(), "nothing before the morning");
    server.clock().set("2026-11-17T07:00:00+07:00");
    run_jobs(&server);
    run_jobs(&server);
    let mails = mailbox.of(TO);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(mail.subject, "Loa ngày 17/11/2026: việc cần làm");
    assert!(mail.text.contains("Giao việc: Một") && mail.text.contains("Giao việc: Hai"));
    let mails = mailbox.of("chutich@example.vn");
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert!(mail.text.contains("Chờ tôi duyệt: "), "{}", mail.text);
    assert!(mail.text.contains("https://loa.example.vn/digests/2026-11-17"), "{}", mail.text);
}

async fn mails_wait_while_the_mail_server_is_down(database: Database) {
    let mut mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "email": TO, "mail": "single" })).await;
    mailbox.go_down();
    for title in ["Một", "Hai", "Ba"] {
        scene.assign(title, "2026-11-30").await;
    }
    run_jobs(&server);
    let admin = server.login(demo::ADMIN).await;
    let standing = admin.read("/jobs").await;
    assert_eq!(standing["mail"]["waiting"], 3, "{standing}");
    assert!(standing["mail"]["last_error"].is_string(), "{standing}");
    for _ in 0..5 {
        server.clock().advance(chrono::Duration::hours(1));
        run_jobs(&server);
    }
    mailbox.come_back().await;
    server.clock().advance(chrono::Duration::hours(1));
    run_jobs(&server);
    run_jobs(&server);
    let mut subjects: Vec<String> = mailbox.of(TO).into_iter().map(|mail| mail.subject).collect();
    subjects.sort();
    assert_eq!(subjects, ["Giao việc: Ba", "Giao việc: Hai", "Giao việc: Một"]);
    let admin = server.login(demo::ADMIN).await;
    let standing = admin.read("/jobs").await;
    assert_eq!((&standing["mail"]["waiting"], &standing["mail"]["failed"]), (&json!(0), &json!(0)));
    let runs = admin.all("/jobs/runs?job=mail").await;
    assert_eq!(runs[0]["done"], 3, "{runs:?}");
    assert!(runs.iter().any(|run| run["failed"] == 1), "{runs:?}");
}

/// An expired password of the server is no fault of the mails: none is given up.
async fn mails_wait_while_the_mail_server_refuses_the_login(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "email": TO, "mail": "single" })).await;
    mailbox.refuse(Some("530 5.7.0 Authentication required"));
    scene.assign("Một", "2026-11-30").await;
    scene.assign("Hai", "2026-11-30").await;
    for _ in 0..3 {
        run_jobs(&server);
        server.clock().advance(chrono::Duration::hours(1));
    }
    mailbox.refuse(None);
    run_jobs(&server);
    server.clock().advance(chrono::Duration::hours(7));
    run_jobs(&server);
    assert_eq!(mailbox.of(TO).len(), 2);
}

/// The mail server knows no encryption although it is required: a fault of the settings, not of the
/// mails.
async fn mails_wait_while_the_mail_server_offers_no_tls(database: Database) {
    let mailbox = Mailbox::start().await;
    let mut server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "email": TO, "mail": "single" })).await;
    let demanding = format!("{}?tls=required", mailbox.url());
    server.restart_with(&[("LOA_SMTP_URL", &demanding)]);
    Scene::new(&server).await.assign("Một", "2026-11-30").await;
    run_jobs(&server);
    let standing = server.login(demo::ADMIN).await.read("/jobs").await;
    assert_eq!(standing["mail"]["waiting"], 1, "{standing}");
    assert_eq!(standing["mail"]["failed"], 0, "{standing}");
    server.restart_with(&[("LOA_SMTP_URL", &mailbox.url())]);
    server.clock().advance(chrono::Duration::hours(1));
    run_jobs(&server);
    assert_eq!(mailbox.of(TO).len(), 1);
}

async fn mail_to_an_invalid_address_fails_and_others_are_sent(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    let other = Scene::of(&server, demo::OTHER_VILLAGE_HEAD).await;
    for head in [&scene.head, &other.head] {
        choose(&server, head, json!({ "email": TO, "mail": "single" })).await;
    }
    // As an older version may have let it in.
    let bad = "UPDATE users SET email = 'không-phải' WHERE username = 'xuanbac'";
    let _ = server.home().store().query(bad);
    scene.assign("Một", "2026-11-30").await;
    other.assign("Hai", "2026-11-30").await;
    run_jobs(&server);
    assert_eq!(mailbox.all().len(), 1, "{:?}", mailbox.all());
    let failed = server.home().store().query("SELECT count(*) FROM mails WHERE state = 'failed'");
    assert_eq!(failed, "1");
    // Mended, it is sent once more, where the administrator says so.
    choose(&server, &scene.head, json!({ "email": "xuanbac2@example.vn" })).await;
    let admin = server.login(demo::ADMIN).await;
    let again = admin.post("/jobs/mail/again", Value::Null).await.expect(200);
    assert_eq!(again.body["mails"], 1);
    run_jobs(&server);
    assert_eq!(mailbox.of("xuanbac2@example.vn").len(), 1);
    let again = admin.post("/jobs/mail/again", Value::Null).await.expect(200);
    assert_eq!(again.body["mails"], 0);
}

/// Chased, then submitted on the same day: the next morning's mail does not name it.
async fn daily_mail_leaves_out_chases_of_submitted_work(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    server.clock().set("2026-11-17T07:00:00+07:00");
    run_jobs(&server);
    let scene = Scene { head: server.login(demo::VILLAGE_HEAD).await, ..scene };
    let chairman = server.login(demo::CHAIRMAN).await;
    let scene = Scene { chairman, ..scene };
    choose(&server, &scene.head, json!({ "email": TO })).await;
    let (open, sent) =
        (scene.assign("Còn chờ", "2026-11-30").await, scene.assign("Đã gửi", "2026-11-30").await);
    let both = json!({ "assignment_ids": [open.assignment, sent.assignment] });
    scene.chairman.post("/chases", both).await.expect(201).ok();
    run_jobs(&server);
    scene.submit(&sent).await;
    server.clock().set("2026-11-18T07:00:00+07:00");
    run_jobs(&server);
    let mails = mailbox.of(TO);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert!(mail.text.contains("Đôn đốc: Còn chờ"), "{}", mail.text);
    let told = mail.text.lines().find(|line| line.starts_with("Đôn đốc")).unwrap();
    assert_eq!(told, "Đôn đốc: Còn chờ", "{}", mail.text);
    assert!(mail.text.contains(&format!("https://loa.example.vn{}", open.path(""))));
}

async fn disabled_person_gets_no_waiting_mail(database: Database) {
    let mut mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "email": TO, "mail": "single" })).await;
    mailbox.go_down();
    scene.assign("Một", "2026-11-30").await;
    run_jobs(&server);
    let bar = "UPDATE users SET disabled_at = created_at WHERE username = 'xuanbac'";
    let _ = server.home().store().query(bar);
    mailbox.come_back().await;
    server.clock().advance(chrono::Duration::minutes(10));
    run_jobs(&server);
    assert!(mailbox.all().is_empty(), "{:?}", mailbox.all());
    let waiting = "SELECT count(*) FROM mails WHERE state = 'waiting'";
    assert_eq!(server.home().store().query(waiting), "0");
}

async fn one_click_unsubscribe_mutes_mail_of_that_kind(database: Database) {
    let mailbox = Mailbox::start().await;
    let server = serve(database, &settings(&mailbox));
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "email": TO, "mail": "single" })).await;
    scene.assign("Một", "2026-11-30").await;
    run_jobs(&server);
    let link = mailbox.of(TO)[0].header("List-Unsubscribe").unwrap();
    let link = link.trim_matches(['<', '>']).strip_prefix("https://loa.example.vn").unwrap();
    // As a mail program does: no cookie, no origin, a form for a body.
    let call = server.anonymous().call(reqwest::Method::POST, link).origin(None);
    let form = call.bytes("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click");
    assert_eq!(form.send().await.expect(200).body["kind"], "assigned");
    scene.assign("Hai", "2026-11-30").await;
    run_jobs(&server);
    assert_eq!(mailbox.of(TO).len(), 1);
    // In the app it is still told.
    let notices = scene.head.all("/notices?kind=assigned").await;
    assert!(notices.iter().any(|one| one["task"]["name"] == "Hai"), "{notices:?}");
    let choices = scene.head.read("/notices/choices").await;
    assert_eq!(choices["muted"], json!([{ "kind": "assigned", "channel": "mail" }]));
    let token = link.rsplit('/').next().unwrap();
    let late = token.replace("assigned", "overdue");
    for bad in ["x", "x.assigned", late.as_str()] {
        let body = json!({ "token": bad });
        let answer = server.anonymous().post("/notices/unsubscribe", body).await;
        answer.problem(404, "not_found");
    }
    let again = json!({ "token": token });
    server.anonymous().post("/notices/unsubscribe", again).await.expect(200).ok();
}

async fn no_mail_is_queued_without_a_mail_server(database: Database) {
    let server = serve(database, &[("LOA_JOBS", "false".into())]);
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "email": TO, "mail": "single" })).await;
    scene.assign("Một", "2026-11-30").await;
    run_jobs(&server);
    assert_eq!(server.home().store().query("SELECT count(*) FROM mails"), "0");
    let admin = server.login(demo::ADMIN).await;
    assert_eq!(admin.read("/jobs").await["mail"]["configured"], false);
    assert_eq!(scene.head.read("/notices/choices").await["mail_configured"], false);
}

/// The gateway is posted each message signed; one that it refuses for now is tried again under the
/// same id.
async fn gateway_messages_are_signed_and_retried_with_one_id(database: Database) {
    let gateway = tests::gateway::Gateway::start().await;
    let settings = [
        ("LOA_JOBS", "false".to_owned()),
        ("LOA_GATEWAY_URL", gateway.url()),
        ("LOA_GATEWAY_SECRET", "mot bi mat that dai".to_owned()),
        ("LOA_PUBLIC_URL", "https://loa.example.vn".to_owned()),
    ];
    let server = serve(database, &settings);
    let scene = Scene::new(&server).await;
    choose(&server, &scene.head, json!({ "phone": "0912 345 678" })).await;
    // At night nothing rings.
    server.clock().set("2026-11-16T22:00:00+07:00");
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-20").await;
    run_jobs(&server);
    assert!(gateway.all().is_empty());
    server.clock().set("2026-11-17T07:00:00+07:00");
    gateway.answer(503);
    run_jobs(&server);
    gateway.answer(202);
    server.clock().advance(chrono::Duration::minutes(2));
    run_jobs(&server);
    run_jobs(&server);
    let mut posts = gateway.all();
    posts.retain(|post| post.body.contains(&work.assignment) && post.body.contains("assigned"));
    assert_eq!(posts.len(), 2, "{posts:?}");
    assert_eq!(posts[0].id, posts[1].id, "the same message under the same id");
    let body: Value = serde_json::from_str(&posts[1].body).unwrap();
    assert_eq!((&body["to"], &body["kind"]), (&json!("0912345678"), &json!("assigned")));
    assert!(body["text"].as_str().unwrap().contains("Hạn: 20/11/2026"), "{body}");
    assert_eq!(body["link"], format!("https://loa.example.vn{}", work.path("")));
    assert!(posts.iter().all(|post| post.is_signed_with("mot bi mat that dai")), "{posts:?}");
}

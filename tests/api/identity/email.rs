//! A new address of e-mail: asked for with the password, confirmed by a code that is sent there;
//! the old address is informed.

use chrono::Duration;
use serde_json::{Value, json};
use tests::mailbox::{Mail, Mailbox};
use tests::{Answer, Client, Database, Server, both_databases};

both_databases!(
    email_address_is_used_once_its_code_is_confirmed,
    email_code_ends_by_time_guesses_or_a_new_password
);

const PASSWORD: &str = "mot cau that dai de nho";
const FIRST: &str = "dau@example.vn";
const SECOND: &str = "sau@example.vn";

/// A server that sends mail, and its administrator.
async fn office(database: Database, mailbox: &Mailbox) -> (Server, Client) {
    let mut server = Server::empty(database);
    let arguments =
        ["admin", "create", "--commune", "18676", "--commune-name", "xã", "--username", "quantri"];
    server.home().run_ok(&arguments, PASSWORD);
    let client = server.anonymous();
    client.login("quantri", PASSWORD).await;
    // Without a mail server no address can be confirmed.
    ask(&client, FIRST).await.problem(409, "wrong_state");
    server.restart_with(&[
        ("LOA_JOBS", "false"),
        ("LOA_SMTP_URL", &mailbox.url()),
        ("LOA_MAIL_FROM", "Loa <loa@example.vn>"),
        ("LOA_PUBLIC_URL", "https://loa.example.vn"),
    ]);
    let client = client.at(server.base());
    (server, client)
}

async fn ask(client: &Client, email: &str) -> Answer {
    client.post("/auth/email", json!({ "email": email, "current_password": PASSWORD })).await
}

async fn confirm(client: &Client, code: &str) -> Answer {
    client.post("/auth/email/confirm", json!({ "code": code })).await
}

fn run_jobs(server: &Server) {
    let _ = server.home().run_ok(&["jobs", "run"], "");
}

/// The code of the last mail to an address.
fn code(server: &Server, mailbox: &Mailbox, to: &str) -> String {
    run_jobs(server);
    let mails = mailbox.of(to);
    let text = &mails.last().unwrap_or_else(|| panic!("no mail to {to}")).text;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("Mã: "));
    line.unwrap_or_else(|| panic!("{text}")).to_owned()
}

fn subjects(mailbox: &Mailbox, to: &str) -> Vec<String> {
    mailbox.of(to).into_iter().map(|mail: Mail| mail.subject).collect()
}

async fn email_address_is_used_once_its_code_is_confirmed(database: Database) {
    let mailbox = Mailbox::start().await;
    let (server, client) = office(database, &mailbox).await;
    let wrong = json!({ "email": FIRST, "current_password": "sai-mat-khau-roi" });
    client.post("/auth/email", wrong).await.field_error("current_password");
    for bad in ["khong-phai-thu", "nguyễn@xa.vn", "a@b.vn\r\nBcc: x@y.vn"] {
        ask(&client, bad).await.field_error("email");
    }
    // Nor is there a way round by the other choices.
    let etag = client.get("/notices/choices").await.expect(200).etag();
    let patch = client.patch("/notices/choices", &etag, json!({ "email": FIRST })).await;
    patch.problem(400, "malformed_body");

    let asked = ask(&client, FIRST).await.expect(200);
    assert_eq!((&asked.body["email"], &asked.body["email_waiting"]), (&Value::Null, &json!(FIRST)));
    let first = code(&server, &mailbox, FIRST);
    assert_eq!(subjects(&mailbox, FIRST), ["Mã xác nhận địa chỉ e-mail"]);
    // What was sent is kept nowhere.
    let kept = "SELECT count(*) FROM mails WHERE recipient IS NOT NULL AND body <> ''";
    assert_eq!(server.home().store().query(kept), "0");
    let log = server.home().store().query("SELECT changes FROM audit_entries");
    assert!(!log.contains(&first), "{log}");
    confirm(&client, "AAAA-AAAA").await.field_error("code");
    let now = confirm(&client, &first.to_lowercase()).await.expect(200);
    assert_eq!((&now.body["email"], &now.body["email_waiting"]), (&json!(FIRST), &Value::Null));
    confirm(&client, &first).await.problem(409, "wrong_state");

    // The next one: the old is told at once, and stays in use until then.
    ask(&client, FIRST).await.field_error("email");
    ask(&client, SECOND).await.expect(200).ok();
    let second = code(&server, &mailbox, SECOND);
    assert_eq!(client.read("/notices/choices").await["email"], FIRST);
    let told = subjects(&mailbox, FIRST);
    assert_eq!(told.last().map(String::as_str), Some("Có yêu cầu đổi địa chỉ e-mail"), "{told:?}");
    let text = mailbox.of(FIRST).pop().unwrap().text;
    assert!(text.contains("s…@example.vn") && !text.contains(&second), "{text}");
    confirm(&client, &second).await.expect(200).ok();
    run_jobs(&server);
    let told = subjects(&mailbox, FIRST);
    assert_eq!(told.last().map(String::as_str), Some("Địa chỉ e-mail đã được đổi"), "{told:?}");
    assert_eq!(client.read("/notices/choices").await["email"], SECOND);

    // Taken out at once, and told.
    let out = ask(&client, "").await.expect(200);
    assert_eq!(out.body["email"], Value::Null);
    run_jobs(&server);
    let told = subjects(&mailbox, SECOND);
    assert_eq!(told.last().map(String::as_str), Some("Địa chỉ e-mail đã được đổi"), "{told:?}");
    // The log says that there was another address, never which.
    let log = server.home().store().query("SELECT changes FROM audit_entries");
    assert!(!log.contains(FIRST) && !log.contains(SECOND), "{log}");
}

async fn email_code_ends_by_time_guesses_or_a_new_password(database: Database) {
    let mailbox = Mailbox::start().await;
    let (server, client) = office(database, &mailbox).await;
    // Half an hour, and not longer.
    ask(&client, FIRST).await.expect(200).ok();
    let late = code(&server, &mailbox, FIRST);
    for _ in 0..4 {
        server.clock().advance(Duration::minutes(8));
        client.read("/auth/me").await;
    }
    confirm(&client, &late).await.problem(409, "wrong_state");
    assert_eq!(client.read("/notices/choices").await["email_waiting"], Value::Null);

    // Whoever has guessed five waits, and finds no code any more.
    ask(&client, FIRST).await.expect(200).ok();
    let right = code(&server, &mailbox, FIRST);
    let mut guesses = 0;
    while guesses < 10 && confirm(&client, "AAAA-AAAA").await.status == 422 {
        guesses += 1;
    }
    assert!((1..=5).contains(&guesses), "{guesses}");
    confirm(&client, &right).await.problem(429, "too_many_requests");

    // A changed password calls it off: somebody else may have asked.
    let next = "mot cau khac cung that dai";
    let change = json!({ "current_password": PASSWORD, "new_password": next });
    client.post("/auth/password", change).await.expect(204).ok();
    assert_eq!(client.read("/notices/choices").await["email_waiting"], Value::Null);

    // Nobody's box is filled: five codes, then a pause that grows.
    let mut sent = 0;
    loop {
        let body = json!({ "email": format!("{sent}@example.vn"), "current_password": next });
        let answer = client.post("/auth/email", body).await;
        if answer.status == 429 {
            break;
        }
        answer.expect(200).ok();
        sent += 1;
        assert!(sent <= 5, "{sent}");
    }
}

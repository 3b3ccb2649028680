//! Setting the own address of e-mail.

use serde_json::json;
use tests::browser::{LAPTOP, PHONE};
use tests::mailbox::Mailbox;
use tests::{Database, Server, demo};

use crate::people::{enter, look};

const ADDRESS: &str = "lanhdao@example.vn";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn email_address_is_confirmed_by_the_code_in_the_mail() {
    let mailbox = Mailbox::start().await;
    let mut server = Server::empty(Database::Sqlite);
    let arguments =
        ["admin", "create", "--commune", "18676", "--commune-name", "xã", "--username", "quantri"];
    server.home().run_ok(&arguments, demo::PASSWORD);
    server.restart_with(&[
        ("LOA_JOBS", "false"),
        ("LOA_SMTP_URL", &mailbox.url()),
        ("LOA_MAIL_FROM", "Loa <loa@example.vn>"),
        ("LOA_PUBLIC_URL", "https://loa.example.vn"),
    ]);
    let admin = server.login("quantri").await;
    let unit = admin.all("/units").await[0]["id"].clone();
    let leader = json!({ "username": "lanhdao", "full_name": "Nguyễn Văn A (minh họa)",
        "post": { "unit_id": unit, "role": "chairman", "title": "Chủ tịch" } });
    let leader = admin.post("/users", leader).await.expect(201).id();
    let invited = admin.post(&format!("/users/{leader}/invitation"), json!(null)).await.expect(201);
    let accept = json!({ "code": invited.body["code"], "password": demo::PASSWORD });
    server.anonymous().post("/auth/accept", accept).await.expect(200).ok();

    let phone = enter(&server, "lanhdao", PHONE).await;
    phone.go("/profile").await;
    phone.wait_text("email-now", "Chưa có").await;
    phone.click("email-change").await;
    phone.fill("email-new", "lanhdao").await;
    phone.fill("email-password", demo::PASSWORD).await;
    phone.click("email-ask").await;
    phone.wait_text("email-new-error", "không đúng").await;
    look(&phone, "email-ask", &["422"]).await;
    phone.fill("email-new", ADDRESS).await;
    phone.click("email-ask").await;
    phone.wait_text("email-waiting", ADDRESS).await;
    server.home().run_ok(&["jobs", "run"], "");
    let text = mailbox.of(ADDRESS).pop().expect("a mail").text;
    let code = text.lines().find_map(|line| line.trim().strip_prefix("Mã: ")).expect("a code");
    phone.fill("email-code", "AAAA-AAAA").await;
    phone.click("email-confirm").await;
    phone.wait_text("email-code-error", "không đúng").await;
    look(&phone, "email-code", &["422"]).await;
    // On another device the code is asked for as well.
    let laptop = enter(&server, "lanhdao", LAPTOP).await;
    laptop.go("/profile").await;
    laptop.wait_text("email-waiting", ADDRESS).await;
    look(&laptop, "email-code-office", &[]).await;
    laptop.fill("email-code", code).await;
    laptop.click("email-confirm").await;
    laptop.wait_text("toast", "Đã đổi").await;
    laptop.wait_text("email-now", ADDRESS).await;
    // The other forms of the card go on with what was changed.
    laptop.click("choice-save").await;
    laptop.wait_text("toast", "Đã lưu").await;
    look(&laptop, "email-confirmed", &[]).await;
}

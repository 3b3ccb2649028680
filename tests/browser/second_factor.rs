//! The second factor: turned on, asked for at the login, reset, required.

use chrono::Duration;
use serde_json::json;
use tests::browser::{Browser, LAPTOP, PHONE};
use tests::{Database, Server, demo};
use totp_rs::{Builder, Secret};

use crate::people::{NOT_LOGGED_IN, enter, look};

/// The code for the secret that the page shows, and the secret.
async fn code(server: &Server, browser: &Browser) -> (String, String) {
    browser.find("factor-secret").await;
    let read = "return document.getElementById('factor-secret').value";
    let secret = browser.run(read, json!([])).await.as_str().unwrap().to_owned();
    (totp(server, &secret), secret)
}

fn totp(server: &Server, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("a").build().unwrap();
    totp.generate(u64::try_from(server.clock().now().timestamp()).unwrap()).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn second_factor_is_turned_on_asked_for_and_reset() {
    let server = Server::demo(Database::Sqlite);
    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.go("/profile").await;
    chairman.click("factor-begin").await;
    chairman.fill("factor-password", "khong phai mat khau").await;
    chairman.click("factor-next").await;
    chairman.wait_text("factor-password-error", "không đúng").await;
    chairman.fill("factor-password", demo::PASSWORD).await;
    chairman.click("factor-next").await;
    let (now, secret) = code(&server, &chairman).await;
    chairman.fill("factor-code", "000000").await;
    chairman.click("factor-confirm").await;
    chairman.wait_text("factor-code-error", "không đúng").await;
    look(&chairman, "factor-phone", &["422"]).await;
    chairman.fill("factor-code", &now).await;
    chairman.click("factor-confirm").await;
    chairman.wait("document.querySelectorAll('[data-testid=factor-codes] li').length === 10").await;
    look(&chairman, "factor-codes", &["422"]).await;
    let first = "return document.querySelector('[data-testid=factor-codes] li').textContent";
    let recovery = chairman.run(first, json!([])).await.as_str().unwrap().to_owned();
    chairman.click("factor-done").await;
    chairman.wait_text("factor", "Còn 10 mã").await;
    // Eight characters are enough for the password from now on.
    chairman.wait_text("profile", "Từ 8 đến 128").await;
    look(&chairman, "factor-on", &["422"]).await;

    server.clock().advance(Duration::seconds(60));
    let login = ["/auth/login", NOT_LOGGED_IN];
    let phone = Browser::open(server.base(), PHONE).await;
    phone.go("/login").await;
    phone.fill("login-username", demo::CHAIRMAN).await;
    phone.fill("login-password", demo::PASSWORD).await;
    phone.click("login-submit").await;
    phone.fill("login-code", "000000").await;
    look(&phone, "login-code", &login).await;
    phone.click("login-submit").await;
    phone.wait_text("login-error", "Mã không đúng").await;
    look(&phone, "login-code-wrong", &login).await;
    phone.fill("login-code", &totp(&server, &secret)).await;
    phone.click("login-submit").await;
    phone.wait("location.pathname === '/overview'").await;

    // The phone is lost: a code from the paper, and then the admin takes it off.
    let lost = Browser::open(server.base(), PHONE).await;
    lost.go("/login").await;
    lost.fill("login-username", demo::CHAIRMAN).await;
    lost.fill("login-password", demo::PASSWORD).await;
    lost.click("login-submit").await;
    lost.click("login-recovery").await;
    lost.fill("login-code", &recovery).await;
    lost.click("login-submit").await;
    lost.wait("location.pathname === '/overview'").await;

    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.css(&format!("[data-testid=person-row-{}] a", demo::CHAIRMAN)).await.click().await;
    admin.click("person-factor").await;
    admin.find("factor-reset-confirm").await;
    look(&admin, "factor-reset", &[]).await;
    admin.click("factor-reset-confirm").await;
    admin.wait_text("toast", "Đã gỡ").await;
    enter(&server, demo::CHAIRMAN, LAPTOP).await.find("overview").await;
}

/// Where the role requires a second factor, nothing else is shown until it is on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn required_second_factor_is_set_up_before_anything_else() {
    let server = Server::demo(Database::Sqlite);
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.go("/settings").await;
    admin.click("setting-roles-village_head").await;
    admin.click("settings-save").await;
    admin.wait_text("toast", "Đã lưu").await;

    // Who is at work already is led there as soon as something is asked for.
    head.go("/activities").await;
    head.wait_text("guarded", "Trưởng thôn").await;
    look(&head, "factor-guarded", &["403"]).await;
    head.click("factor-begin").await;
    head.fill("factor-password", demo::PASSWORD).await;
    head.click("factor-next").await;
    let (now, _) = code(&server, &head).await;
    look(&head, "factor-phone-small", &["403"]).await;
    head.fill("factor-code", &now).await;
    head.click("factor-confirm").await;
    head.find("factor-codes").await;
    head.click("factor-done").await;
    head.wait_gone("guarded").await;
    head.go("/my-work").await;
    head.find("my-work").await;
    look(&head, "factor-done", &["403"]).await;
}

//! Every screen of every role: it opens, hinders nobody, and survives a reload.

use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Server, demo};

use crate::people::{NOT_LOGGED_IN, enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn office() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    for page in
        ["overview", "tasks", "tasks/new", "review", "directives", "activities", "units", "profile"]
    {
        browser.go(&format!("/{page}")).await;
        settled(&browser).await;
        look(&browser, &format!("office-{}", page.replace('/', "-")), &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn village() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    for page in ["my-work", "activities", "directives", "profile"] {
        browser.go(&format!("/{page}")).await;
        settled(&browser).await;
        look(&browser, &format!("village-{page}"), &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admin_has_no_business_with_the_work() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::ADMIN, LAPTOP).await;
    browser.go("/units").await;
    look(&browser, "admin-units", &[]).await;
    browser.go("/overview").await;
    browser.find("forbidden").await;
    look(&browser, "admin-forbidden", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_said_in_words() {
    let server = Server::demo(Database::Sqlite);
    let browser = tests::browser::Browser::open(server.base(), PHONE).await;
    browser.go("/tasks").await;
    browser.fill("login-username", demo::CHAIRMAN).await;
    browser.fill("login-password", "sai-mat-khau-roi").await;
    browser.click("login-submit").await;
    browser.wait_text("login-error", "không đúng").await;
    look(&browser, "login-error", &[NOT_LOGGED_IN, "/auth/login"]).await;
    // After the login the page that was asked for opens.
    browser.fill("login-password", demo::PASSWORD).await;
    browser.click("login-submit").await;
    browser.find("tasks").await;
    assert_eq!(browser.path().await, "/tasks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_address_says_so() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    browser.go("/no-such-page").await;
    browser.find("not-found").await;
    look(&browser, "not-found", &["404"]).await;
}

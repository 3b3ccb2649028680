//! Every screen of every role opens, is accessible and survives a reload.

use tests::browser::{Browser, LAPTOP, PHONE};
use tests::{Database, Server, demo};

use crate::people::{NOT_LOGGED_IN, enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn office_screens_open_on_a_laptop() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    for page in OFFICE {
        see(&browser, "office", page).await;
    }
}

const OFFICE: [&str; 11] = [
    "overview",
    "tasks",
    "tasks/new",
    "review",
    "review/extensions",
    "directives",
    "activities",
    "units",
    "notices",
    "digests",
    "profile",
];

async fn see(browser: &Browser, who: &str, page: &str) {
    browser.go(&format!("/{page}")).await;
    settled(browser).await;
    // A row's own page is called after its kind.
    let kind = page.split('/').filter(|part| part.len() < 36).collect::<Vec<_>>().join("-");
    look(browser, &format!("{who}-{kind}"), &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn office_screens_open_on_a_phone() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, PHONE).await;
    for page in OFFICE {
        see(&browser, "office-phone", page).await;
    }
}

/// The screens of planning: on a phone as it is, on a laptop in English and the dark theme.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planning_screens_open_on_a_phone_and_in_dark_english() {
    const PAGES: [&str; 5] = ["templates", "recurrences", "recurrences/new", "events", "calendar"];
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::COORDINATOR, PHONE).await;
    for page in PAGES {
        see(&browser, "phone", page).await;
    }
    let coordinator = server.login(demo::COORDINATOR).await;
    let me = coordinator.get("/auth/me").await;
    let other = serde_json::json!({ "language": "en", "theme": "dark" });
    coordinator.patch("/auth/me", &me.etag(), other).await.expect(200).ok();
    let browser = enter(&server, demo::COORDINATOR, LAPTOP).await;
    for page in PAGES {
        see(&browser, "english-dark", page).await;
    }
}

/// The pages of single rows: on a laptop in English and the dark theme, on a phone as they are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_single_rows_open_on_a_phone_and_in_dark_english() {
    let server = Server::demo(Database::Sqlite);
    let chairman = server.login(demo::CHAIRMAN).await;
    let first = async |list: &str| {
        let page = chairman.get(&format!("{list}&limit=1")).await.expect(200);
        tests::scene::id(&page.items()[0]["id"])
    };
    let task = first("/tasks?state=open").await;
    let returned = first("/assignments?state=returned").await;
    let approved = first("/assignments?state=approved").await;
    let directive = first("/directives?state=issued").await;
    let pages = [
        format!("tasks/{task}"),
        format!("assignments/{returned}"),
        format!("assignments/{approved}"),
        format!("directives/{directive}"),
    ];
    let browser = enter(&server, demo::CHAIRMAN, PHONE).await;
    for page in &pages {
        see(&browser, "phone", page).await;
    }
    let me = chairman.get("/auth/me").await;
    let other = serde_json::json!({ "language": "en", "theme": "dark" });
    chairman.patch("/auth/me", &me.etag(), other).await.expect(200).ok();
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    for page in &pages {
        see(&browser, "english-dark", page).await;
    }
    for page in OFFICE {
        see(&browser, "english-dark", page).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn village_screens_open_on_a_phone() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    for page in ["my-work", "calendar", "activities", "directives", "notices", "profile"] {
        see(&browser, "village", page).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admin_screens_open_and_the_overview_is_forbidden() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::ADMIN, LAPTOP).await;
    for page in [
        "people",
        "people/new",
        "units",
        "catalogues",
        "catalogues?kind=indicators",
        "settings",
        "api-clients",
        "jobs",
        "audit",
        "roles",
    ] {
        browser.go(&format!("/{page}")).await;
        settled(&browser).await;
        look(&browser, &format!("admin-{}", page.replace(['/', '?', '='], "-")), &[]).await;
    }
    browser.go("/overview").await;
    browser.find("forbidden").await;
    look(&browser, "admin-forbidden", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_password_shows_an_error_and_login_goes_on_to_the_page() {
    let server = Server::demo(Database::Sqlite);
    let browser = Browser::open(server.base(), PHONE).await;
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
async fn unknown_address_shows_not_found() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    browser.go("/no-such-page").await;
    browser.find("not-found").await;
    look(&browser, "not-found", &["404"]).await;
}

/// A pressed link changes the address, so that back, reload and a copied address work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_change_the_address() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    browser.find("overview-inbox").await;
    browser.find("nav-directives").await.click().await;
    browser.find("directives").await;
    browser.wait("location.pathname === '/directives'").await;
    browser.find("nav-tasks").await.click().await;
    browser.find("tasks").await;
    browser.wait("location.pathname === '/tasks'").await;
    browser.run("history.back()", serde_json::json!([])).await;
    browser.find("directives").await;
    assert_eq!(browser.path().await, "/directives");
}

/// The office's screens are files that are fetched when first opened: without a network the page
/// says so, and loads them by the button or, once the network is back, by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn page_area_that_fails_to_load_is_retried() {
    let server = Server::demo(Database::Sqlite);
    let browser = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    browser.find("overview-inbox").await;
    browser.set_offline(true).await;
    browser.find("nav-directives").await.click().await;
    browser.find("failure").await;
    browser.find("failure-retry").await;
    browser.set_offline(false).await;
    browser.find("directives").await;
    assert_eq!(browser.path().await, "/directives");
}

//! The description of the API in a browser.

use tests::browser::{Browser, LAPTOP};
use tests::{Database, Server};

/// Swagger UI works under a policy that lets no inline script or style run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_description_of_the_api_opens_without_inline_code() {
    let server = Server::demo(Database::Sqlite);
    let policy = server.anonymous().get("/api/docs/").await.expect(200);
    assert!(!policy.header("content-security-policy").contains("unsafe"), "{:?}", policy.headers);
    let browser = Browser::open(server.base(), LAPTOP).await;
    browser.go("/api/docs/").await;
    browser.wait("document.querySelectorAll('.opblock').length > 50").await;
    let open = "document.querySelector('.opblock-summary-control').click(); return true";
    browser.run(open, serde_json::json!([])).await;
    browser.wait("document.querySelector('.opblock.is-open .responses-table')").await;
    browser.screenshot("api-docs").await;
    let complaints = browser.complaints(&[]).await;
    assert!(complaints.is_empty(), "{complaints:?}");
}

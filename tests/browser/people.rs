//! Steps that many journeys share: logging in, looking at a page, choosing from a list.

use tests::browser::{Browser, Size};
use tests::{Server, demo};

/// The answer of the server to "who am I" before the login is no fault of the page.
pub const NOT_LOGGED_IN: &str = "/auth/me";
/// What the browser logs of every request while the network is cut.
pub const CUT_OFF: &str = "ERR_INTERNET_DISCONNECTED";

/// Opens a window and logs in with name and password.
pub async fn enter(server: &Server, username: &str, size: Size) -> Browser {
    let browser = Browser::open(server.base(), size).await;
    browser.go("/login").await;
    browser.fill("login-username", username).await;
    browser.fill("login-password", demo::PASSWORD).await;
    browser.click("login-submit").await;
    browser.wait("!location.pathname.startsWith('/login')").await;
    let said = browser.complaints(&[NOT_LOGGED_IN]).await;
    assert!(said.is_empty(), "login: {said:#?}");
    browser
}

/// Takes a picture of what is shown and asserts that it has no serious accessibility violation, no
/// CSP violation, no error in the console and no sideways scrolling.
pub async fn look(browser: &Browser, name: &str, expected: &[&str]) {
    settled(browser).await;
    browser.screenshot(name).await;
    let violations = browser.accessibility_violations().await;
    assert!(violations.is_empty(), "{name}:\n{}", violations.join("\n"));
    let said = browser.complaints(expected).await;
    assert!(said.is_empty(), "{name}: {said:#?}");
    browser.wait("document.documentElement.scrollWidth <= window.innerWidth").await;
}

/// Waits until nothing on the page is still loading or moving.
pub async fn settled(browser: &Browser) {
    browser
        .wait(
            "!!document.querySelector('h1') && !document.querySelector('[data-testid=loading]')
             && [...document.images].every(i => i.complete || i.loading === 'lazy' &&
                 (!i.checkVisibility() || i.getBoundingClientRect().top > innerHeight))
             && document.getAnimations().every(a => a.playState !== 'running')",
        )
        .await;
}

/// The whole number that stands in an element.
pub async fn number(browser: &Browser, test_id: &str) -> i64 {
    let text = browser.text(test_id).await;
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number in {test_id}: {text:?}"))
}

/// Chooses an entry of a list by its words.
pub async fn choose(browser: &Browser, id: &str, words: &str) {
    browser.find(id).await;
    let find = format!(
        "return [...document.getElementById('{id}').options].findIndex(o => o.text.includes('{words}'))"
    );
    let place = browser.run(&find, serde_json::json!([])).await;
    let place = usize::try_from(place.as_i64().unwrap()).expect("there is such an entry");
    browser.find(id).await.choose_nth(place).await;
}

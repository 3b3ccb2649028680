//! New people: added and invited by the admin, they set their own password on a phone.

use tests::browser::{Browser, LAPTOP, PHONE};
use tests::{Database, Server, demo};

use crate::people::{choose, enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invited_village_head_sets_a_password_until_disabled() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.find("people").await;
    look(&admin, "people", &[]).await;
    admin.click("people-new").await;
    admin.click("person-submit").await;
    admin.wait_text("person-name-error", "Bắt buộc").await;
    look(&admin, "person-new-errors", &[]).await;

    let value = |id: &str| format!("document.getElementById('{id}').value");
    admin.fill("person-name", "Lê Thị Hồng").await;
    admin.wait(&format!("{} === 'hongle'", value("person-username"))).await;
    choose(&admin, "post-unit", "Thôn Xuân Nam").await;
    admin.wait(&format!("{} === 'Trưởng thôn'", value("post-title"))).await;
    admin.click("person-submit").await;
    admin.click("person-invite").await;
    admin.find("slip").await;
    look(&admin, "person-slip", &[]).await;
    let code = admin.find("slip-code").await.text().await;

    let phone = Browser::open(server.base(), PHONE).await;
    phone.go(&format!("/welcome#{code}")).await;
    phone.wait_text("welcome-name", "Lê Thị Hồng").await;
    phone.fill("welcome-password", "ngan").await;
    phone.click("welcome-submit").await;
    phone.find("error-summary").await;
    look(&phone, "welcome-errors", &[]).await;
    phone.fill("welcome-password", "bien xanh song hien hoa").await;
    phone.fill("welcome-again", "bien xanh song hien hoa").await;
    look(&phone, "welcome", &[]).await;
    phone.click("welcome-submit").await;
    phone.wait("location.pathname === '/my-work'").await;
    settled(&phone).await;
    look(&phone, "welcome-in", &[]).await;

    // The code is spent, and says so.
    let other = Browser::open(server.base(), PHONE).await;
    other.go(&format!("/welcome#{code}")).await;
    other.wait_text("welcome-error", "đã dùng").await;
    look(&other, "welcome-spent", &["404"]).await;

    // Barred, after it was said what hangs on her, she is out on the next request.
    admin.click("person-disable").await;
    admin.find("disable-confirm").await;
    look(&admin, "person-disable", &[]).await;
    admin.click("disable-confirm").await;
    admin.find("person-enable").await;
    phone.go("/my-work").await;
    phone.wait("location.pathname === '/login'").await;
}

/// A person with two posts chooses in the profile by which one to act.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn person_with_two_posts_chooses_one_in_the_profile() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    let row = format!("[data-testid=person-row-{}] a", demo::OTHER_COMMITTEE);
    admin.css(&row).await.click().await;
    admin.click("post-add").await;
    choose(&admin, "post-unit", "Thôn Xuân Nam").await;
    admin.click("post-submit").await;
    admin.find("post-row-1").await;
    look(&admin, "person-two-posts", &[]).await;

    let person = enter(&server, demo::OTHER_COMMITTEE, LAPTOP).await;
    person.go("/profile").await;
    person.find("profile-post").await.choose_nth(1).await;
    person.wait("document.body.textContent.includes('Trưởng thôn')").await;
    person.wait("location.pathname === '/my-work'").await;
}

//! A leader lends powers for some days; the deputy acts on the leader's behalf.

use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo};

use crate::people::{choose, enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn delegation_is_made_used_and_ended() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let name = coordinator.read("/auth/me").await["full_name"].as_str().unwrap().to_owned();
    let lender = scene.chairman.read("/auth/me").await["full_name"].as_str().unwrap().to_owned();
    let work = scene.assign("Vệ sinh bãi biển", "2026-11-20").await;
    let report = scene.submit(&work).await;

    // Whoever was lent nothing does not review.
    let before = enter(&server, demo::COORDINATOR, LAPTOP).await;
    before.go("/review").await;
    before.wait_gone("review").await;

    let chairman = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    chairman.go("/profile").await;
    chairman.click("lend-open").await;
    chairman.click("lend-submit").await;
    chairman.wait_text("lend-to-error", "Bắt buộc").await;
    chairman.wait_text("lend-powers-error", "ít nhất một việc").await;
    choose(&chairman, "lend-to", &name).await;
    chairman.click("lend-powers-review").await;
    chairman.fill("lend-until", "01/11/2026").await;
    chairman.click("lend-submit").await;
    chairman.wait_text("lend-until-error", "Không trước ngày").await;
    chairman.fill("lend-until", "30/11/2026").await;
    chairman.fill("lend-reason", "Đi công tác").await;
    settled(&chairman).await;
    look(&chairman, "lend-form", &["422"]).await;
    chairman.click("lend-submit").await;
    chairman.wait_text("delegations", "Đang hiệu lực").await;
    look(&chairman, "lent", &["422"]).await;

    // On whose behalf, until when; and what can be done by it.
    let acting = enter(&server, demo::COORDINATOR, LAPTOP).await;
    acting.wait_text("acting", "phê duyệt, trả lại báo cáo").await;
    acting.go("/profile").await;
    acting.wait_text("acting-for", &lender).await;
    acting.wait_text("acting-for", "30/11/2026").await;
    look(&acting, "acting", &[]).await;
    acting.click("nav-review").await;
    acting.click(&format!("inbox-{report}")).await;
    acting.wait_text("review-pane", "Đã tuyên truyền").await;
    acting.click("review-approve").await;
    acting.wait_gone(&format!("inbox-{report}")).await;
    acting.go(&format!("/assignments/{}", work.assignment)).await;
    acting.wait_text("timeline", &format!("thay mặt {lender}")).await;
    settled(&acting).await;
    look(&acting, "acting-timeline", &[]).await;

    // On the phone it is taken back, and over at once.
    let phone = enter(&server, demo::CHAIRMAN, PHONE).await;
    phone.go("/profile").await;
    phone.css("[data-testid^=delegation-end-]").await.click().await;
    phone.click("lend-end-confirm").await;
    phone.wait_text("delegations", "Đã hết").await;
    settled(&phone).await;
    look(&phone, "lent-phone", &[]).await;
    acting.go("/overview").await;
    acting.find("overview").await;
    acting.wait_gone("acting").await;
    acting.wait_gone("nav-review").await;
}

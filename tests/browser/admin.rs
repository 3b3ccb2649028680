//! The admin's catalogues, holidays and units, and a person's own sessions.

use tests::browser::{LAPTOP, PHONE};
use tests::{Database, Server, demo};

use crate::people::{choose, enter, look, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admin_adds_renames_orders_and_retires_catalogue_entries() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.click("nav-catalogues").await;
    admin.click("filter-kind-indicators").await;
    admin.find("entry-nguoi_tham_du").await;
    admin.click("entry-add").await;
    admin.fill("new-entry-name", "Lượt tư vấn").await;
    admin.click("entry-submit").await;
    admin.wait_text("new-entry-measure-error", "Bắt buộc").await;
    admin.fill("new-entry-measure", "lượt").await;
    admin.click("entry-submit").await;
    admin.find("entry-luot_tu_van").await;
    let order = |first: &str, second: &str| {
        format!(
            "[...document.querySelectorAll('tr')].map(r => r.dataset.testid).join().includes('entry-{first},entry-{second}')"
        )
    };
    admin.wait(&order("nguoi_dvctt", "luot_tu_van")).await;
    admin.click("entry-up-luot_tu_van").await;
    admin.wait(&order("luot_tu_van", "nguoi_dvctt")).await;
    admin.click("entry-rename-luot_tu_van").await;
    admin.fill("entry-name", "Lượt tư vấn tại thôn").await;
    admin.click("entry-name-save").await;
    admin.wait_text("entry-luot_tu_van", "tại thôn").await;
    admin.click("entry-retire-luot_tu_van").await;
    admin.wait_text("entry-luot_tu_van", "Ngừng dùng").await;
    settled(&admin).await;
    look(&admin, "catalogue-kept", &[]).await;

    admin.click("filter-kind-holidays").await;
    admin.fill("holiday-day", "02/09/2027").await;
    admin.fill("holiday-name", "Quốc khánh").await;
    admin.click("holiday-submit").await;
    admin.find("holiday-2027-09-02").await;
    admin.click("holiday-remove-2027-09-02").await;
    admin.wait_gone("holiday-2027-09-02").await;
    admin.click("toast-undo").await;
    admin.find("holiday-2027-09-02").await;
    look(&admin, "holidays", &[]).await;

    // Each step is in the log, in words.
    admin.click("nav-audit").await;
    admin.wait_text("audit", "Thêm mục danh mục").await;
    admin.css("[data-testid=audit] details summary").await.click().await;
    look(&admin, "audit-opened", &[]).await;
    admin.click("filter-action-unit").await;
    admin.find("empty").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn person_ends_the_own_other_sessions() {
    let server = Server::demo(Database::Sqlite);
    let lost = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    let here = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    here.go("/profile").await;
    here.wait_text("sessions", "máy này").await;
    let end = here.find("sessions-end").await;
    look(&here, "profile-sessions", &[]).await;
    end.click().await;
    here.wait_gone("sessions-end").await;
    lost.go("/my-work").await;
    lost.wait("location.pathname === '/login'").await;
}

/// A village is merged into another, whose head gets the open work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn village_ends_only_with_a_successor_who_gets_its_work() {
    let server = Server::demo(Database::Sqlite);
    let admin = enter(&server, demo::ADMIN, LAPTOP).await;
    admin.go("/units").await;
    admin.click("unit-end-xuanbac").await;
    admin.click("unit-end-confirm").await;
    // Work is under way there: it has to go to somebody.
    admin.wait_text("unit-end-into-error", "kế tục").await;
    choose(&admin, "unit-end-into", "Thôn Lâm Hoãn").await;
    settled(&admin).await;
    look(&admin, "unit-end", &["409"]).await;
    admin.click("unit-end-confirm").await;
    admin.wait_text("unit-row-xuanbac", "→ Thôn Lâm Hoãn").await;
    admin.find("unit-row-xuanbac").await;
    look(&admin, "unit-ended", &["409"]).await;

    let head = enter(&server, demo::OTHER_VILLAGE_HEAD, PHONE).await;
    head.go("/my-work").await;
    head.css("[data-testid^=work-] a").await.click().await;
    head.wait_text("timeline", "Giao").await;
}

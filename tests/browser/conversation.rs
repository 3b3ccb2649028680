//! Comments on an assignment, mostly from a phone in the village.

use chrono::Duration;
use serde_json::json;
use tests::browser::{Browser, LAPTOP, PHONE};
use tests::{Database, Scene, Server, demo, photo, scratch};

use crate::people::{CUT_OFF, enter, look, settled};

const ENTER: &str = "\u{E007}";

async fn comments(browser: &Browser, count: usize) {
    let all = "document.querySelectorAll('[data-testid=comment]').length";
    browser.wait(&format!("{all} === {count}")).await;
}

/// Waits until the box for a comment contains this text.
async fn written(browser: &Browser, text: &str) {
    let says = json!(text);
    browser
        .wait(&format!(
            "document.querySelector('[data-testid=comment-text]').value.includes({says})"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn comment_with_mention_and_photo_is_sent_over_a_bad_network() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Hỏi về loa", "2026-11-30").await;
    let asked = json!({ "text": "Tối mai thôn có đủ loa không?" });
    scene.chairman.post(&work.path("/comments"), asked).await.expect(201).ok();

    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.css(&format!("[data-testid=work-{}] [data-testid=unread]", work.assignment))
        .await
        .click()
        .await;
    comments(&head, 1).await;
    head.wait_text("comments-new", "1").await;
    look(&head, "conversation-new", &[]).await;
    // Seen once it was in sight.
    head.wait("performance.getEntriesByType('resource').some(e => e.name.endsWith('/comments/read') && e.responseEnd > 0)").await;
    head.go(&work.path("")).await;
    comments(&head, 1).await;
    head.wait_gone("comments-new").await;

    // A person is addressed, a photo goes with it; the page is loaded anew, the network is lost.
    head.find("comment-text").await.keys("Thiếu một bộ, @ngu").await;
    head.find("comment-text-person").await;
    look(&head, "conversation-address", &[]).await;
    head.find("comment-text").await.keys(ENTER).await;
    head.find("comment-text").await.keys("cho mượn giúp.").await;
    let folder = scratch::folder("comment");
    let picture = folder.join("loa.jpg");
    std::fs::write(&picture, photo::jpeg(7, 640, 480)).unwrap();
    head.find("report-photo-input").await.keys(&picture.display().to_string()).await;
    let gone = "!!document.querySelector('[data-testid=photo][data-state=sent]')";
    head.wait(gone).await;
    head.go(&work.path("")).await;
    written(&head, "cho mượn giúp.").await;
    head.wait(gone).await;
    head.set_offline(true).await;
    head.click("comment-send").await;
    head.wait_text("comment-text-error", "mất mạng").await;
    written(&head, "cho mượn giúp.").await;
    head.set_offline(false).await;
    head.click("comment-send").await;
    comments(&head, 2).await;
    head.wait("document.querySelector('[data-testid=comment-text]').value === ''").await;
    look(&head, "conversation-answered", &[CUT_OFF]).await;
    let all = scene.chairman.all(&work.path("/comments")).await;
    assert_eq!(all[1]["mentions"].as_array().map(Vec::len), Some(1), "{all:?}");
    assert_eq!(all[1]["attachments"].as_array().map(Vec::len), Some(1), "{all:?}");

    // The office sees that there is something new, on the task's rows too.
    let office = enter(&server, demo::CHAIRMAN, LAPTOP).await;
    office.go(&format!("/tasks/{}", work.task)).await;
    office.click("unread").await;
    comments(&office, 2).await;
    look(&office, "conversation-office", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_comment_can_be_edited_or_removed_for_a_while() {
    let server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Sửa lời", "2026-11-30").await;
    let head = enter(&server, demo::VILLAGE_HEAD, PHONE).await;
    head.go(&work.path("")).await;
    head.click("comment-send").await;
    head.wait_text("comment-text-error", "Bắt buộc").await;
    head.wait("document.activeElement.id === 'comment-text'").await;
    for text in ["Mai họp.", "Mai họp thôn."] {
        head.fill("comment-text", text).await;
        head.click("comment-send").await;
        head.wait("document.querySelector('[data-testid=comment-text]').value === ''").await;
    }
    comments(&head, 2).await;
    head.click("comment-edit").await;
    head.fill("comment-edited", "Tối mai họp lúc 19:30.").await;
    head.click("comment-save").await;
    head.wait_text("comment", "19:30").await;
    head.wait_text("comment", "đã sửa").await;
    head.click("comment-remove").await;
    head.find("comment-back-confirm").await;
    look(&head, "conversation-take-back", &[]).await;
    head.click("comment-back-confirm").await;
    head.wait_text("comment", "Đã thu hồi").await;
    settled(&head).await;
    head.find("comment-edit").await;

    server.clock().advance(Duration::minutes(16));
    head.go(&work.path("")).await;
    comments(&head, 2).await;
    head.wait_gone("comment-edit").await;
}

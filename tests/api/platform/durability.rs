//! Acknowledged writes survive a power cut, and a request that is sent again happens once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use reqwest::Method;
use serde_json::json;
use tests::{Client, Database, Scene, Server, both_databases, deep, photo};
use tokio::task::JoinSet;

both_databases!(
    acknowledged_submits_survive_kill_9_and_happen_once,
    acknowledged_uploads_survive_kill_9_whole
);

/// How many submits are answered before each kill; varied, so that each kill interrupts the others
/// at another point.
const BEFORE_KILL: [usize; 5] = [1, 4, 2, 7, 3];

/// One submit that has to happen exactly once.
#[derive(Clone)]
struct Submit {
    path: String,
    etag: String,
    key: String,
}

async fn acknowledged_submits_survive_kill_9_and_happen_once(database: Database) {
    let kills = if deep() { 50 } else { BEFORE_KILL.len() };
    let mut server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut waiting = VecDeque::new();
    for number in 0..kills * 7 {
        let work = scene.assign(&format!("Việc {number}"), "2026-11-30").await;
        scene.acknowledge(&work).await;
        let etag = scene.save_draft(&work, scene.draft().await).await;
        waiting.push_back(Submit {
            path: work.path(""),
            etag,
            key: uuid::Uuid::now_v7().to_string(),
        });
    }
    let all: Vec<Submit> = waiting.iter().cloned().collect();

    let mut head = scene.head.clone();
    for kill in 0..kills {
        let acknowledged =
            submit_until(&mut server, &head, &mut waiting, BEFORE_KILL[kill % 5]).await;
        server.restart();
        head = head.at(server.base());
        for submit in &acknowledged {
            let view = head.read(&submit.path).await;
            assert_eq!(view["state"], "submitted", "kill {kill}: acknowledged, then lost: {view}");
        }
    }
    // The sender knows nothing of those in between: it sends every one of them again.
    for submit in &all {
        let again = send(&head, submit).await.unwrap().expect(200);
        assert_eq!(again.body["revision"], 1, "{again}");
        let timeline = head.get(&format!("{}/timeline", submit.path)).await;
        let sent = timeline.items().iter().filter(|entry| entry["kind"] == "submitted");
        assert_eq!(sent.count(), 1, "{timeline}");
    }
}

async fn send(head: &Client, submit: &Submit) -> Result<tests::Answer, reqwest::Error> {
    let call = head.call(Method::POST, &format!("{}/report/submit", submit.path));
    call.key(&submit.key).if_match(&submit.etag).json(json!({})).try_send().await
}

/// Eight senders at once, until `answered` submits are acknowledged; then the power cut. What was
/// not acknowledged goes back to the queue.
async fn submit_until(
    server: &mut Server,
    head: &Client,
    waiting: &mut VecDeque<Submit>,
    answered: usize,
) -> Vec<Submit> {
    let mut senders = JoinSet::new();
    for submit in waiting.drain(..8.min(waiting.len())) {
        let head = head.clone();
        senders.spawn(async move { (send(&head, &submit).await, submit) });
    }
    let (mut acknowledged, mut lost) = (Vec::new(), Vec::new());
    while let Some(done) = senders.join_next().await {
        match done.unwrap() {
            (Ok(answer), submit) => {
                answer.expect(200).ok();
                acknowledged.push(submit);
            }
            (Err(_), submit) => lost.push(submit),
        }
        if acknowledged.len() == answered {
            server.kill9();
        }
    }
    waiting.extend(lost);
    acknowledged
}

/// A file that was answered 201 is there whole.
async fn acknowledged_uploads_survive_kill_9_whole(database: Database) {
    let mut server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut head = scene.head.clone();
    for kill in 0..3_u8 {
        let done = Arc::new(Mutex::new(Vec::new()));
        let mut senders = JoinSet::new();
        for number in 0..6 {
            let (head, done) = (head.clone(), Arc::clone(&done));
            senders.spawn(async move {
                let picture = photo::jpeg(kill * 6 + number, 640, 480);
                if let Ok(answer) = head.try_upload("anh.jpg", "image/jpeg", picture).await {
                    done.lock().unwrap().push(answer.expect(201).id());
                }
            });
        }
        for _ in 0..=kill {
            senders.join_next().await;
        }
        server.kill9();
        senders.join_all().await;
        server.restart();
        head = head.at(server.base());
        let done = done.lock().unwrap().clone();
        for id in done {
            let file = head.get(&format!("/attachments/{id}")).await.expect(200);
            image::load_from_memory(&file.bytes).expect("the whole picture");
        }
    }
}

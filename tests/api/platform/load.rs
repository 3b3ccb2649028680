//! Many writers at once: none is refused because the database is locked, and no write is lost.

use reqwest::Method;
use serde_json::json;
use tests::{Database, Scene, Server, both_databases, deep};
use tokio::task::JoinSet;

both_databases!(thirty_two_concurrent_writers_all_succeed);

async fn thirty_two_concurrent_writers_all_succeed(database: Database) {
    let each = if deep() { 200 } else { 8 };
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let before = scene.head.all("/activities?limit=200").await.len();
    let body = scene.activity().await;
    let mut writers = JoinSet::new();
    for writer in 0..32 {
        let (head, mut body) = (scene.head.clone(), body.clone());
        writers.spawn(async move {
            for number in 0..each {
                body["place"] = json!(format!("Nơi {writer}-{number}"));
                let call = head.call(Method::POST, "/activities").json(body.clone());
                call.send().await.expect(201).ok();
                // Readers are not kept waiting by writers.
                head.get("/activities?limit=1").await.expect(200).ok();
            }
        });
    }
    writers.join_all().await;
    let after = scene.head.all("/activities?limit=200").await;
    assert_eq!(after.len(), before + 32 * each);
}

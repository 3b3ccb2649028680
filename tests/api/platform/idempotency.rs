//! A request that is sent again, because its answer was lost, happens once.

use reqwest::Method;
use serde_json::json;
use tests::{Database, Scene, Server, both_databases};
use uuid::Uuid;

both_databases!(
    repeated_request_gets_the_same_answer,
    key_with_another_body_is_422,
    same_key_of_another_person_is_another_request,
    same_key_by_another_post_is_another_request,
    twenty_concurrent_requests_with_one_key_make_one_task,
    repeated_request_is_answered_before_its_etag_is_checked,
    fifty_concurrent_changes_of_one_version_have_one_success,
);

async fn repeated_request_gets_the_same_answer(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let key = Uuid::now_v7().to_string();
    let body = scene.task("Một việc", "2026-11-30");
    let send = || scene.chairman.call(Method::POST, "/tasks").key(&key).json(body.clone()).send();
    let first = send().await.expect(201);
    let second = send().await.expect(201);
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(first.etag(), second.etag());
}

async fn key_with_another_body_is_422(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let key = Uuid::now_v7().to_string();
    let send = |title| {
        let body = scene.task(title, "2026-11-30");
        scene.chairman.call(Method::POST, "/tasks").key(&key).json(body).send()
    };
    send("Một việc").await.expect(201).ok();
    send("Việc khác").await.problem(422, "idempotency_mismatch");
}

async fn same_key_of_another_person_is_another_request(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let key = Uuid::now_v7().to_string();
    let body = scene.task("Một việc", "2026-11-30");
    let made =
        scene.chairman.call(Method::POST, "/tasks").key(&key).json(body.clone()).send().await;
    let office = server.login(tests::demo::COORDINATOR).await;
    let other = office.call(Method::POST, "/tasks").key(&key).json(body).send().await.expect(201);
    assert_ne!(made.expect(201).id(), other.id());
}

/// The same person acting by another post sends another request, even if it is word for word the
/// same.
async fn same_key_by_another_post_is_another_request(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(tests::demo::ADMIN).await;
    let me = scene.head.read("/auth/me").await;
    let path = format!("/users/{}", me["user_id"].as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    let other = admin.all("/units").await;
    let other = other.iter().find(|unit| unit["kind"] == "village" && unit["id"] != scene.unit);
    let post = json!({
        "unit_id": other.unwrap()["id"], "role": "village_head", "title": "Phụ trách",
        "valid_from": "2026-11-01",
    });
    let made = admin.act(&format!("{path}/posts"), &etag, post).await.expect(201);
    let posts = made.body["posts"].as_array().unwrap();
    let other = posts.iter().find(|post| post["id"] != me["post_id"]).unwrap()["id"].clone();
    let key = Uuid::now_v7().to_string();
    let body = json!({ "note": "Một buổi" });
    let send = || scene.head.call(Method::POST, "/activities").key(&key).json(body.clone()).send();
    let first = send().await.expect(201);
    assert_eq!(send().await.expect(201).id(), first.id());
    scene.head.post("/auth/post", json!({ "post_id": other })).await.expect(200).ok();
    assert_ne!(send().await.expect(201).id(), first.id());
    scene.head.post("/auth/post", json!({ "post_id": me["post_id"] })).await.expect(200).ok();
    assert_eq!(send().await.expect(201).id(), first.id());
}

async fn twenty_concurrent_requests_with_one_key_make_one_task(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let key = Uuid::now_v7().to_string();
    let title = "Chỉ một lần thôi";
    let body = scene.task(title, "2026-11-30");
    let send = || scene.chairman.call(Method::POST, "/tasks").key(&key).json(body.clone()).send();
    let tries: Vec<_> = (0..20).map(|_| tokio::spawn(send())).collect();
    let mut made = Vec::new();
    for answer in tries {
        let answer = answer.await.unwrap();
        match answer.status {
            201 => made.push(answer.id()),
            _ => answer.problem(409, "idempotency_in_flight"),
        }
    }
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    let all = scene.chairman.all("/tasks").await;
    assert_eq!(all.iter().filter(|task| task["title"] == title).count(), 1);
}

/// The answer was lost after the change was made: the version sent is stale by then.
async fn repeated_request_is_answered_before_its_etag_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let etag = scene.save_draft(&work, scene.draft().await).await;
    let key = Uuid::now_v7().to_string();
    let path = work.path("/report/submit");
    let send = || {
        let call = scene.head.call(Method::POST, &path).key(&key).if_match(&etag);
        call.json(json!({})).send()
    };
    let first = send().await.expect(200);
    let second = send().await.expect(200);
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(second.body["revision"], 1);
}

/// Lost updates: fifty changes to one version, one of them wins.
async fn fifty_concurrent_changes_of_one_version_have_one_success(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let made =
        scene.chairman.post("/tasks", scene.task("Một việc", "2026-11-30")).await.expect(201);
    let (path, etag) = (format!("/tasks/{}", made.id()), made.etag());
    let writers: Vec<_> = (0..50)
        .map(|number| {
            let body = json!({ "title": format!("Của {number}") });
            let call = scene.chairman.call(Method::PATCH, &path).if_match(&etag);
            tokio::spawn(call.json(body).send())
        })
        .collect();
    let mut won = Vec::new();
    for answer in writers {
        let answer = answer.await.unwrap();
        match answer.status {
            200 => won.push(answer.body["title"].clone()),
            _ => answer.problem(412, "stale_version"),
        }
    }
    assert_eq!(won.len(), 1, "{won:?}");
    assert_eq!(scene.chairman.read(&path).await["title"], won[0]);
}

//! Comments on an assignment, and saved groups of units.

use chrono::Duration;
use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo, photo};

both_databases!(
    comments_are_unread_until_marked_as_read,
    comment_can_be_edited_or_deleted_for_fifteen_minutes,
    mention_of_a_person_without_access_is_refused,
    comment_file_is_readable_until_the_comment_is_deleted,
    unit_group_is_created_changed_and_deleted,
    unread_count_follows_the_comment_notices_setting,
);

async fn comments_are_unread_until_marked_as_read(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let path = work.path("/comments");
    for words in ["Có loa chưa?", "Nếu chưa thì mượn Đài."] {
        scene.chairman.post(&path, json!({ "text": words })).await.expect(201).ok();
    }
    let unread = async || scene.head.read(&work.path("")).await["unread_comments"].as_i64();
    assert_eq!(unread().await, Some(2));
    let listed = scene.head.all(&format!("/assignments?task={}", work.task)).await;
    assert_eq!(listed[0]["unread_comments"], 2);
    assert_eq!(scene.chairman.read(&work.path("")).await["unread_comments"], 0);

    let said = scene.head.all(&format!("{path}?limit=1")).await;
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|one| one["unread"] == true && one["may_edit"] == false), "{said:?}");
    assert_eq!(said[0]["text"], "Có loa chưa?");
    scene.head.post(&format!("{path}/read"), json!({})).await.expect(204).ok();
    assert_eq!(unread().await, Some(0));
    scene.head.post(&path, json!({ "text": "Đã có ạ." })).await.expect(201).ok();
    assert_eq!(unread().await, Some(0), "one's own is read");
    scene.chairman.post(&path, json!({ "text": "Tốt." })).await.expect(201).ok();
    assert_eq!(unread().await, Some(1));

    let timeline = scene.head.all(&work.path("/timeline")).await;
    let notes: Vec<_> = timeline.iter().filter(|one| one["kind"] == "commented").collect();
    assert_eq!((notes.len(), notes[2]["note"].as_str()), (4, Some("Đã có ạ.")), "{timeline:?}");

    // Another village knows nothing of it.
    let other = Scene::of(&server, "lamhoan").await;
    other.head.get(&path).await.problem(404, "not_found");
    other.head.post(&path, json!({ "text": "A" })).await.problem(404, "not_found");
    for bad in ["", "   ", &"a".repeat(2001)] {
        scene.head.post(&path, json!({ "text": bad })).await.field_error("text");
    }
}

async fn comment_can_be_edited_or_deleted_for_fifteen_minutes(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let path = work.path("/comments");
    let mine = scene.head.post(&path, json!({ "text": "Tối mai." })).await.expect(201);
    let one = format!("/comments/{}", mine.id());
    scene.chairman.patch(&one, "\"1\"", json!({ "text": "?" })).await.problem(403, "forbidden");
    server.clock().advance(Duration::minutes(14));
    let text = json!({ "text": "Tối kia." });
    let changed = scene.head.patch(&one, "\"1\"", text.clone()).await.expect(200);
    assert!(changed.body["edited_at"].is_string());
    scene.head.patch(&one, "\"1\"", text.clone()).await.problem(412, "stale_version");
    scene.head.patch(&one, "\"2\"", json!({ "text": "" })).await.field_error("text");
    let other = scene.head.post(&path, json!({ "text": "Nhầm." })).await.expect(201);
    let gone = format!("/comments/{}", other.id());
    scene.head.delete(&gone, "\"1\"").await.expect(204).ok();
    let said = scene.chairman.all(&path).await;
    assert_eq!((said[1]["deleted"].as_bool(), said[1]["text"].as_str()), (Some(true), Some("")));
    assert_eq!(scene.chairman.read(&work.path("")).await["unread_comments"], 1);
    server.clock().advance(Duration::minutes(1));
    scene.head.patch(&one, "\"2\"", text).await.problem(409, "wrong_state");
    scene.head.delete(&one, "\"2\"").await.problem(409, "wrong_state");
}

async fn mention_of_a_person_without_access_is_refused(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let people = scene.head.read(&work.path("/comments/people")).await;
    let ids: Vec<_> = people.as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    let chairman = scene.chairman.read("/auth/me").await["user_id"].clone();
    let stranger = server.login("lamhoan").await.read("/auth/me").await["user_id"].clone();
    assert!(ids.contains(&chairman) && !ids.contains(&stranger), "{people}");
    let path = work.path("/comments");
    let said = json!({ "text": "Nhờ Chủ tịch.", "mentions": [chairman, chairman] });
    let made = scene.head.post(&path, said).await.expect(201);
    assert_eq!(made.body["mentions"].as_array().map(Vec::len), Some(1));
    let wrong = json!({ "text": "A", "mentions": [stranger] });
    scene.head.post(&path, wrong).await.field_error("mentions");
}

async fn comment_file_is_readable_until_the_comment_is_deleted(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let file = scene.chairman.upload("loa.jpg", "image/jpeg", photo::jpeg(3, 64, 64)).await;
    let file = file.expect(201).id();
    let read = format!("/attachments/{file}");
    scene.head.get(&read).await.problem(404, "not_found");
    let said = json!({ "text": "Mẫu pano.", "attachments": [file] });
    let made = scene.chairman.post(&work.path("/comments"), said).await.expect(201);
    assert_eq!(made.body["attachments"][0]["file_name"], "loa.jpg");
    scene.head.get(&read).await.expect(200).ok();
    server.login("lamhoan").await.get(&read).await.problem(404, "not_found");
    let unknown = json!({ "text": "A", "attachments": [work.task] });
    scene.head.post(&work.path("/comments"), unknown).await.field_error("attachments");
    let gone = format!("/comments/{}", made.id());
    scene.chairman.delete(&gone, "\"1\"").await.expect(204).ok();
    scene.head.get(&read).await.problem(404, "not_found");
}

async fn unit_group_is_created_changed_and_deleted(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let units = chairman.all("/units").await;
    let villages: Vec<_> = units.iter().filter(|unit| unit["kind"] == "village").collect();
    let body = json!({ "name": "Ven biển", "unit_ids": [villages[2]["id"], villages[0]["id"]] });
    let made = chairman.post("/unit-groups", body.clone()).await.expect(201);
    assert_eq!(made.body["units"][0]["id"], villages[0]["id"], "in their order");
    chairman.post("/unit-groups", body).await.field_error("name");
    let path = format!("/unit-groups/{}", made.id());
    let none = json!({ "unit_ids": [] });
    chairman.patch(&path, "\"1\"", none).await.field_error("unit_ids");
    let unknown = json!({ "unit_ids": [made.id()] });
    chairman.patch(&path, "\"1\"", unknown).await.field_error("unit_ids");
    let other = json!({ "name": "Trong đồng", "unit_ids": [villages[1]["id"]] });
    let changed = chairman.patch(&path, "\"1\"", other).await.expect(200);
    assert_eq!(changed.body["units"].as_array().map(Vec::len), Some(1));
    let head = server.login(demo::VILLAGE_HEAD).await;
    assert_eq!(head.all("/unit-groups").await[0]["name"], "Trong đồng");
    chairman.delete(&path, "\"1\"").await.problem(412, "stale_version");
    chairman.delete(&path, "\"2\"").await.expect(204).ok();
    assert!(chairman.all("/unit-groups").await.is_empty());
}

async fn unread_count_follows_the_comment_notices_setting(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let head = scene.head.read("/auth/me").await;
    let path = work.path("/comments");
    scene.chairman.post(&path, json!({ "text": "Lưu ý chung." })).await.expect(201).ok();
    let said = json!({ "text": "Nhờ bác Hòa.", "mentions": [head["user_id"]] });
    scene.chairman.post(&path, said).await.expect(201).ok();
    assert_eq!(head["comment_notices"], "all");
    for (choice, unread) in [("mentions", 1), ("none", 0), ("all", 2)] {
        let etag = scene.head.get("/auth/me").await.expect(200).etag();
        let body = json!({ "comment_notices": choice });
        scene.head.patch("/auth/me", &etag, body).await.expect(200).ok();
        assert_eq!(scene.head.read(&work.path("")).await["unread_comments"], unread, "{choice}");
    }
    let etag = scene.head.get("/auth/me").await.expect(200).etag();
    let wrong = json!({ "comment_notices": "sometimes" });
    scene.head.patch("/auth/me", &etag, wrong).await.problem(400, "malformed_body");
}

//! Errors are problem documents, whoever finds them: the router, the JSON reader, the query reader
//! or the handler. `Answer` checks the form of each.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::json;
use tests::{Database, Server, both_databases, demo};
use uuid::Uuid;

both_databases!(
    unknown_path_or_id_is_404,
    wrong_method_is_405,
    malformed_body_is_400,
    malformed_query_or_cursor_is_400_malformed_id_404,
    body_over_the_limit_is_413,
    write_from_another_origin_is_403,
);

async fn unknown_path_or_id_is_404(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    for path in ["/nothing", "/tasks/x/y/z", "/api/v2/tasks"] {
        client.get(path).await.problem(404, "not_found");
    }
    let unknown = Uuid::now_v7();
    for kind in
        ["units", "users", "directives", "tasks", "assignments", "activities", "attachments"]
    {
        client.get(&format!("/{kind}/{unknown}")).await.problem(404, "not_found");
    }
}

async fn wrong_method_is_405(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    for (method, path) in [
        (Method::DELETE, "/auth/login"),
        (Method::PUT, "/tasks"),
        (Method::DELETE, "/units"),
        (Method::POST, "/dashboard"),
    ] {
        client.call(method, path).send().await.problem(405, "method_not_allowed");
    }
}

async fn malformed_body_is_400(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    for (media, body) in [
        ("application/json", "{"),
        ("application/json", ""),
        ("application/json", "[]"),
        ("application/json", r#"{"title": 7}"#),
        ("application/json", r#"{"title": "a", "due_on": "31/12/2026"}"#),
        ("application/json", "{\"title\": \"\u{fffd}"),
    ] {
        let call = client.call(Method::POST, "/tasks").bytes(media, body);
        let answer = call.send().await;
        answer.problem(400, "malformed_body");
    }
    let call = client.call(Method::POST, "/tasks").bytes("application/json", b"\xff\xfe".to_vec());
    call.send().await.problem(400, "malformed_body");
    let form = client.call(Method::POST, "/attachments").bytes("multipart/form-data", "x");
    let answer = form.send().await;
    assert!((400..=415).contains(&answer.status), "{answer}");
}

async fn malformed_query_or_cursor_is_400_malformed_id_404(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    for path in [
        "/tasks?limit=x",
        "/tasks?limit=-1",
        "/assignments?unit=x",
        "/assignments?timeliness=x",
        "/assignments?sort=x",
    ] {
        client.get(path).await.problem(400, "malformed_query");
    }
    client.get("/tasks?cursor=nonsense").await.problem(400, "invalid_cursor");
    // Made up, or of the right list with a key of another type.
    let made_up = |order: &str, key: serde_json::Value| {
        let cursor = json!({ "order": order, "key": key, "id": Uuid::now_v7() });
        URL_SAFE_NO_PAD.encode(cursor.to_string())
    };
    for (list, order, key) in [
        ("/tasks?sort=due_at", "due_at", json!("abc")),
        ("/tasks?sort=title", "title", json!(1)),
        ("/tasks?sort=-created_at", "-created_at", json!("abc")),
        ("/tasks?sort=due_at", "title", json!("abc")),
        ("/assignments?sort=due_at", "due_at", json!(null)),
    ] {
        let path = format!("{list}&cursor={}", made_up(order, key));
        client.get(&path).await.problem(400, "invalid_cursor");
    }
    // An id that is none is the same as an id that is nobody's.
    client.get("/tasks/x").await.problem(404, "not_found");
}

async fn body_over_the_limit_is_413(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let body = json!({ "title": "a".repeat(300 * 1024) });
    client.post("/tasks", body).await.problem(413, "payload_too_large");
}

/// The cookie's SameSite=Strict is checked by the browser; this check is the server's.
async fn write_from_another_origin_is_403(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let write = || client.call(Method::POST, "/tasks").json(json!({ "title": "x" }));
    for origin in ["https://elsewhere.example", "null"] {
        let call = client.call(Method::POST, "/auth/logout");
        let foreign = call.origin(Some(origin)).send().await;
        foreign.problem(403, "cross_origin");
    }
    write().header("sec-fetch-site", "cross-site").send().await.problem(403, "cross_origin");
    write().header("sec-fetch-site", "same-site").send().await.problem(403, "cross_origin");
    // Nothing was logged out, nothing was written.
    client.get("/auth/me").await.expect(200).ok();
    write().origin(None).send().await.problem(403, "cross_origin");
}

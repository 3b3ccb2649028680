//! Directives: drafted, issued once, then immutable.

use reqwest::Method;
use serde_json::json;
use tests::{Database, Server, both_databases, demo};

both_databases!(
    directive_is_changed_as_a_draft_and_immutable_once_issued,
    each_field_is_checked,
    clause_without_a_task_has_task_count_zero
);

async fn directive_is_changed_as_a_draft_and_immutable_once_issued(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::COORDINATOR).await;
    let body = json!({
        "subject": "Đẩy mạnh tuyên truyền cải cách hành chính",
        "signer": "Nguyễn Văn A", "clauses": ["Điều một", "Điều hai"],
    });
    let made = client.post("/directives", body).await.expect(201);
    assert_eq!(made.body["state"], "draft");
    assert_eq!(made.body["number"], json!(null), "a draft has no number");
    let path = format!("/directives/{}", made.id());

    let patch = json!({ "clauses": ["Điều một", "Điều hai", "Điều ba"] });
    let bare = client.call(Method::PATCH, &path).json(patch.clone()).send().await;
    bare.problem(428, "precondition_required");
    let changed = client.patch(&path, &made.etag(), patch.clone()).await.expect(200);
    assert_eq!(changed.body["clauses"].as_array().unwrap().len(), 3);
    client.patch(&path, &made.etag(), patch.clone()).await.problem(412, "stale_version");

    let issue = format!("{path}/issue");
    let number = json!({ "number": "97/KH-UBND", "signed_on": "2026-11-16" });
    let empty = json!({ "number": " ", "signed_on": "2026-11-16" });
    client.act(&issue, &changed.etag(), empty).await.field_error("number");
    let issued = client.act(&issue, &changed.etag(), number.clone()).await.expect(200);
    assert_eq!(issued.body["state"], "issued");
    assert_eq!(issued.body["number"], "97/KH-UBND");
    // An issued document never changes.
    client.patch(&path, &issued.etag(), patch).await.problem(409, "wrong_state");
    client.act(&issue, &issued.etag(), number).await.problem(409, "wrong_state");
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::COORDINATOR).await;
    let good = json!({ "subject": "Một văn bản", "clauses": ["Điều một"] });
    for (field, wrong, named) in [
        ("subject", json!(""), "subject"),
        ("subject", json!("x".repeat(5_000)), "subject"),
        ("clauses", json!(["Điều một", " "]), "clauses[1]"),
        ("attachment_id", json!(uuid::Uuid::now_v7()), "attachment_id"),
    ] {
        let mut body = good.clone();
        body[field] = wrong;
        client.post("/directives", body).await.field_error(named);
    }
    client.post("/directives", good).await.expect(201).ok();
}

/// The fifth clause of the demo's directive has no task, and the office has to see that.
async fn clause_without_a_task_has_task_count_zero(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let issued = client.all("/directives?state=issued").await;
    let letter = issued.iter().find(|item| item["clause_count"] == 6).expect("the letter");
    let letter = client.read(&format!("/directives/{}", letter["id"].as_str().unwrap())).await;
    let counts: Vec<_> = letter["clauses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|clause| clause["task_count"].as_u64().unwrap())
        .collect();
    assert_eq!(counts[4], 0, "{counts:?}");
    assert!(counts.iter().enumerate().all(|(at, count)| at == 4 || *count > 0), "{counts:?}");
}

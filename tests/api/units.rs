//! Units: read by all, written by the admin.

use serde_json::json;
use tests::{Database, Server, both_databases, demo};

both_databases!(lists_in_the_office_order, an_admin_adds_and_renames, each_field_is_checked);

/// Numbers as numbers, names by the Vietnamese alphabet: the order is the stored position's.
async fn lists_in_the_office_order(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::VILLAGE_HEAD).await;
    let units = client.all("/units?limit=5").await;
    let villages = units.iter().filter(|unit| unit["kind"] == "village").count();
    assert_eq!(villages, 12, "the demo commune has twelve villages");
    let mut ids: Vec<_> = units.iter().map(|unit| unit["id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), units.len(), "a unit came twice");
    assert!(
        units
            .iter()
            .any(|unit| { unit["name"].as_str().is_some_and(|n| n.contains("Lâm Hoãn")) })
    );
}

async fn an_admin_adds_and_renames(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let body =
        json!({ "code": "T99", "name": "Thôn Cồn Sẻ", "kind": "village", "households": 120 });
    let made = admin.post("/units", body.clone()).await.expect(201);
    admin.post("/units", body).await.problem(409, "conflict");

    let path = format!("/units/{}", made.id());
    let read = admin.get(&path).await.expect(200);
    assert_eq!(read.body, made.body);
    let patch = json!({ "name": "Thôn Cồn Sẻ Mới" });
    let bare = admin.call(reqwest::Method::PATCH, &path).json(patch.clone()).send().await;
    bare.problem(428, "precondition_required");
    let changed = admin.patch(&path, &read.etag(), patch.clone()).await.expect(200);
    assert_eq!(changed.body["name"], "Thôn Cồn Sẻ Mới");
    assert_eq!(changed.body["households"], 120);
    admin.patch(&path, &read.etag(), patch).await.problem(412, "stale_version");
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let good = json!({ "code": "T98", "name": "Thôn Cồn Tàu", "kind": "village" });
    for (field, wrong) in [
        ("code", json!("")),
        ("name", json!("  ")),
        ("name", json!("x".repeat(500))),
        ("households", json!(-1)),
        ("parent_id", json!(uuid::Uuid::now_v7())),
    ] {
        let mut body = good.clone();
        body[field] = wrong;
        admin.post("/units", body).await.field_error(field);
    }
    admin.post("/units", good).await.expect(201).ok();
}

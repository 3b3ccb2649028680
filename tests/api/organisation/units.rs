//! Units: read by all, written by the admin.

use serde_json::json;
use tests::{Database, Server, both_databases, demo};

both_databases!(
    unit_list_over_pages_has_each_unit_once,
    admin_creates_and_renames_a_unit,
    each_field_is_checked,
    unit_cannot_be_its_own_ancestor,
    households_are_stored_by_year,
);

async fn unit_list_over_pages_has_each_unit_once(database: Database) {
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

async fn admin_creates_and_renames_a_unit(database: Database) {
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

async fn unit_cannot_be_its_own_ancestor(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let units = admin.all("/units").await;
    let id = |index: usize| tests::scene::id(&units[index]["id"]);
    let put = async |child: &str, parent: serde_json::Value| {
        let path = format!("/units/{child}");
        let etag = admin.get(&path).await.expect(200).etag();
        admin.patch(&path, &etag, json!({ "parent_id": parent })).await
    };
    let (a, b, c) = (id(0), id(1), id(2));
    put(&a, json!(null)).await.expect(200).ok();
    put(&b, json!(a)).await.expect(200).ok();
    let below = put(&c, json!(b)).await.expect(200);
    assert_eq!(below.body["parent_id"], b.as_str());
    put(&a, json!(c)).await.field_error("parent_id");
    put(&a, json!(a)).await.field_error("parent_id");
    put(&a, json!(uuid::Uuid::now_v7())).await.field_error("parent_id");
    // What is not named stays.
    let path = format!("/units/{c}");
    let named = admin.patch(&path, &below.etag(), json!({ "name": "Ban Mới" })).await.expect(200);
    assert_eq!(named.body["parent_id"], b.as_str());
    assert_eq!(put(&c, json!(null)).await.expect(200).body["parent_id"], json!(null));
}

async fn households_are_stored_by_year(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let unit =
        tests::scene::id(&server.login(demo::VILLAGE_HEAD).await.read("/auth/me").await["unit_id"]);
    let path = format!("/units/{unit}/households");
    let etag = async || admin.get(&format!("/units/{unit}")).await.expect(200).etag();
    for (year, households, field) in
        [(1999, 10, "year"), (2101, 10, "year"), (2026, -1, "households")]
    {
        let body = json!({ "year": year, "households": households });
        admin.put(&path, &etag().await, body).await.field_error(field);
    }
    for (year, households) in [(2024, 201), (2027, 214), (2024, 205)] {
        let body = json!({ "year": year, "households": households });
        admin.put(&path, &etag().await, body).await.expect(200).ok();
    }
    let rows = admin.read(&path).await;
    let years: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["year"].as_i64()).collect();
    assert!(years.is_sorted_by(|a, b| a > b), "{years:?}");
    assert!(rows.to_string().contains("205") && !rows.to_string().contains("201"), "{rows}");
    assert_eq!(admin.read(&format!("/units/{unit}")).await["households"], 214);
    let stale = json!({ "year": 2025, "households": 1 });
    admin.put(&path, "\"1\"", stale).await.problem(412, "stale_version");
}

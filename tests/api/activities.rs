//! Activities: dated things done, where figures live.

use serde_json::json;
use tests::scene::first;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    logged_changed_and_deleted,
    zero_is_not_blank,
    each_field_is_checked,
    found_by_date
);

async fn logged_changed_and_deleted(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let made = scene.head.post("/activities", scene.activity().await).await.expect(201);
    assert_eq!(made.body["state"], "draft");
    let path = format!("/activities/{}", made.id());
    let changed = scene.head.patch(&path, &made.etag(), json!({ "place": "Bến cá" })).await;
    let changed = changed.expect(200);
    assert_eq!(changed.body["place"], "Bến cá");
    assert_eq!(changed.body["values"], made.body["values"], "what is not named stays");
    let stale = scene.head.patch(&path, &made.etag(), json!({ "place": "Chợ" })).await;
    stale.problem(412, "stale_version");

    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    other.delete(&path, &changed.etag()).await.problem(404, "not_found");
    scene.head.delete(&path, &changed.etag()).await.ok();
    scene.head.get(&path).await.problem(404, "not_found");
}

/// A missing value is not nought.
async fn zero_is_not_blank(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut body = scene.activity().await;
    let people = body["values"][0]["indicator_id"].clone();
    body["values"] = json!([{ "indicator_id": people, "amount": 0 }]);
    let zero = scene.head.post("/activities", body.clone()).await.expect(201);
    assert_eq!(zero.body["values"][0]["amount"], 0);
    body["values"] = json!([]);
    let blank = scene.head.post("/activities", body).await.expect(201);
    assert_eq!(blank.body["values"], json!([]));
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let nobody = json!(uuid::Uuid::now_v7());
    let good = scene.activity().await;
    let people = good["values"][0]["indicator_id"].clone();
    for (field, wrong, named) in [
        ("held_at", json!("25:00"), "held_at"),
        ("held_on", json!("2027-01-01"), "held_on"),
        ("channel_id", nobody.clone(), "channel_id"),
        ("topics", json!([nobody]), "topics"),
        ("places_reached", json!([nobody]), "places_reached"),
        ("attachments", json!([nobody]), "attachments"),
        ("links", json!(["javascript:alert(1)"]), "links[0]"),
        ("values", json!([{ "indicator_id": people, "amount": -1 }]), "values[0].amount"),
        ("values", json!([{ "indicator_id": nobody, "amount": 1 }]), "values[0].indicator_id"),
    ] {
        let mut body = good.clone();
        body[field] = wrong;
        scene.head.post("/activities", body).await.field_error(named);
    }
    scene.head.post("/activities", good).await.expect(201).ok();
}

/// 14/12 belongs to the year's window, 15/12 to the next.
async fn found_by_date(database: Database) {
    let server = Server::demo(database);
    server.clock().set("2026-12-16T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    let mut ids = Vec::new();
    for day in ["2026-12-14", "2026-12-15"] {
        let mut body = scene.activity().await;
        body["held_on"] = json!(day);
        ids.push(scene.head.post("/activities", body).await.expect(201).id());
    }
    let found = scene.head.all("/activities?from=2026-12-15&to=2027-03-14").await;
    let found: Vec<_> = found.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert!(found.contains(&ids[1].as_str()) && !found.contains(&ids[0].as_str()), "{found:?}");
    assert!(!first(&scene.head, "topics").await.is_empty());
}

//! Activities: created, changed, found, and the limits of their fields and files.

use serde_json::json;
use tests::scene::first;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    activity_is_created_changed_and_deleted_by_its_unit,
    activity_value_zero_is_not_a_missing_value,
    each_field_is_checked,
    activities_are_filtered_by_date,
    eleventh_file_of_a_report_is_refused_on_its_activity,
);

async fn activity_is_created_changed_and_deleted_by_its_unit(database: Database) {
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
async fn activity_value_zero_is_not_a_missing_value(database: Database) {
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

/// At the turn of the reporting periods: 14/12 belongs to the year's, 15/12 to the next.
async fn activities_are_filtered_by_date(database: Database) {
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

/// The limit of files holds for all activities of a report together, also when one of them is
/// changed by itself.
async fn eleventh_file_of_a_report_is_refused_on_its_activity(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Việc", "2026-11-20").await;
    scene.acknowledge(&work).await;
    let mut files = Vec::new();
    for number in 0..11 {
        let picture = tests::photo::jpeg(number, 32, 32);
        files.push(scene.head.upload("a.jpg", "image/jpeg", picture).await.expect(201).id());
    }
    let mut draft = scene.draft().await;
    draft["activities"] = json!([scene.activity().await, scene.activity().await]);
    draft["activities"][0]["attachments"] = json!(files[..6]);
    scene.save_draft(&work, draft).await;
    let report = scene.head.read(&work.path("/report")).await;
    let path = format!("/activities/{}", tests::scene::id(&report["activities"][1]["id"]));
    let etag = scene.head.get(&path).await.expect(200).etag();
    let more = json!({ "attachments": files[6..11] });
    let refused = scene.head.patch(&path, &etag, more).await;
    assert_eq!(refused.field_error("attachments"), "too_many_files");
    let last = json!({ "attachments": files[6..10] });
    let etag = scene.head.patch(&path, &etag, last).await.expect(200).etag();
    // Its own are counted once.
    let moved = json!({ "attachments": files[5..9] });
    scene.head.patch(&path, &etag, moved).await.expect(200).ok();
}

//! Holidays: kept by the admin, left out when working days are counted.

use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(holidays_are_added_listed_and_deleted, working_days_skip_holidays);

async fn holidays_are_added_listed_and_deleted(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    for day in ["2027-01-01", "2026-12-25", "2027-02-05", "2027-02-08", "2027-02-09"] {
        admin.post("/holidays", json!({ "day": day, "name": "Nghỉ" })).await.expect(201).ok();
    }
    let days = |all: &[serde_json::Value]| {
        all.iter().map(|one| one["day"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let whole = admin.all("/holidays?limit=2").await;
    assert!(days(&whole).is_sorted() && whole.len() == 5, "{whole:?}");
    admin.post("/holidays", json!({ "day": "2027-01-01", "name": "Tết" })).await.field_error("day");
    admin.post("/holidays", json!({ "day": "2027-01-02", "name": " " })).await.field_error("name");

    let path = format!("/holidays/{}", whole[0]["id"].as_str().unwrap());
    admin.delete(&path, "\"7\"").await.problem(412, "stale_version");
    admin.delete(&path, "\"1\"").await.expect(204).ok();
    admin.delete(&path, "\"1\"").await.problem(404, "not_found");
    assert_eq!(admin.all("/holidays").await.len(), 4);
}

/// Returned on Monday 16/11: two working days later is Wednesday, or Friday around two days off.
async fn working_days_skip_holidays(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let mut by = Vec::new();
    for round in 0..2 {
        let work = scene.assign(&format!("Việc {round}"), "2026-11-16").await;
        let report = scene.submit(&work).await;
        scene.review(&report, Some("Thiếu ảnh"), &work).await;
        let there = scene.chairman.read(&work.path("")).await;
        by.push(there["resubmit_by"].as_str().unwrap_or_default().to_owned());
        for day in ["2026-11-17", "2026-11-18"] {
            let off = json!({ "day": day, "name": "Nghỉ bù" });
            let _ = admin.post("/holidays", off).await;
        }
    }
    assert!(by[0].starts_with("2026-11-18") && by[1].starts_with("2026-11-20"), "{by:?}");
}

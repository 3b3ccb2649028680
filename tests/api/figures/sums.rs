//! The sums that the figures are read from, against the rows that they are made of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tests::scene::id;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    sums_equal_rows_after_each_kind_of_change,
    verify_names_wrong_sums_and_rebuild_mends_them,
    sums_from_before_there_were_any_are_made_at_the_start,
    figures_of_any_days_equal_what_the_rows_say,
);

const FIT: &str = "the sums fit";

fn verified(server: &Server) -> String {
    server.home().run_ok(&["figures", "verify"], "").trim().to_owned()
}

/// Assigned, acknowledged, sent, returned, withdrawn, approved, shown later, cancelled, put off. Parts,
/// succession, merged entries and recurring tasks are verified where they are tested.
async fn sums_equal_rows_after_each_kind_of_change(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    assert_eq!(verified(&server), FIT);

    let work = scene.assign("Họp thôn", "2026-11-16").await;
    let report = scene.submit(&work).await;
    scene.review(&report, Some("Thiếu ảnh"), &work).await;
    assert_eq!(verified(&server), FIT, "returned");
    let etag = scene.head.get(&work.path("/report")).await.expect(200).etag();
    scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200).ok();
    let etag = scene.head.get(&work.path("/report")).await.expect(200).etag();
    scene.head.act(&work.path("/report/withdraw"), &etag, json!({})).await.expect(200).ok();
    assert_eq!(verified(&server), FIT, "withdrawn");
    let etag = scene.head.get(&work.path("/report")).await.expect(200).etag();
    scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200).ok();
    scene.review(&report, None, &work).await;
    assert_eq!(verified(&server), FIT, "approved");

    let mut draft = scene.task("Phát tờ rơi", "2026-11-30");
    draft["open"] = json!(false);
    let task = scene.chairman.post("/tasks", draft).await.expect(201);
    let path = format!("/tasks/{}", task.id());
    scene.chairman.act(&format!("{path}/open"), &task.etag(), json!({})).await.ok();
    assert_eq!(verified(&server), FIT, "shown");
    let etag = scene.chairman.get(&path).await.expect(200).etag();
    let reason = json!({ "reason": "Thôi" });
    scene.chairman.act(&format!("{path}/cancel"), &etag, reason).await.expect(200).ok();
    assert_eq!(verified(&server), FIT, "cancelled");

    let work = scene.assign("Treo pano", "2026-11-20").await;
    scene.acknowledge(&work).await;
    let wish = json!({ "due_on": "2026-11-25", "reason": "Mưa lớn" });
    let etag = scene.head.get(&work.path("")).await.expect(200).etag();
    let wish = scene.head.act(&work.path("/extensions"), &etag, wish).await.expect(201);
    let grant = format!("/extensions/{}/grant", wish.id());
    scene.chairman.act(&grant, &wish.etag(), json!({})).await.ok();
    assert_eq!(verified(&server), FIT, "put off");
}

async fn verify_names_wrong_sums_and_rebuild_mends_them(database: Database) {
    let server = Server::demo(database);
    let store = server.home().store();
    for (table, column) in [("activity_sums", "activities"), ("assignment_sums", "assignments")] {
        let _ = store.query(&format!("UPDATE {table} SET {column} = {column} + 1"));
        let found = server.home().run(&["figures", "verify"], "");
        assert!(!found.status.success());
        let said = String::from_utf8_lossy(&found.stderr).into_owned();
        assert!(said.contains("sums do not fit: `loa figures rebuild`"), "{said}");
        server.home().run_ok(&["figures", "rebuild"], "");
        assert_eq!(verified(&server), FIT);
    }
}

async fn sums_from_before_there_were_any_are_made_at_the_start(database: Database) {
    let mut server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let (coverage, timeliness) = ("/statistics/coverage", "/statistics/timeliness");
    let before = (chairman.read(coverage).await, chairman.read(timeliness).await["total"].clone());
    for table in ["activity_sums", "assignment_sums", "sum_marks"] {
        let _ = server.home().store().query(&format!("DELETE FROM {table}"));
    }
    server.restart();
    let chairman = server.login(demo::CHAIRMAN).await;
    let after = (chairman.read(coverage).await, chairman.read(timeliness).await["total"].clone());
    assert_eq!(after, before);
    assert_eq!(verified(&server), FIT);
}

/// Of the commune and of one unit, over any days: what a walk over the activities comes to.
async fn figures_of_any_days_equal_what_the_rows_say(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let all: Vec<Value> = chairman.all("/activities?state=approved").await;
    assert!(all.len() > 20, "{}", all.len());
    let days: Vec<&str> = all.iter().filter_map(|one| one["held_on"].as_str()).collect();
    let (first, last) = (days.iter().min().unwrap(), days.iter().max().unwrap());
    let middle = days[days.len() / 2];
    let unit = all[0]["units"][0]["id"].as_str().unwrap();
    for (from, to) in
        [(None, None), (Some(middle), None), (None, Some(middle)), (Some(*first), Some(*last))]
    {
        let within = |one: &&Value| {
            let day = one["held_on"].as_str().unwrap();
            from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
        };
        let window = |(name, day): (&str, Option<&str>)| day.map(|day| format!("&{name}={day}"));
        let query: String = [("from", from), ("to", to)].into_iter().filter_map(window).collect();
        for of in [None, Some(unit)] {
            let whose = of.map_or_else(String::new, |unit| format!("&unit={unit}"));
            let path = format!("/statistics/indicators?{query}{whose}").replace("?&", "?");
            let found = chairman.read(&path).await;
            for row in found["items"].as_array().unwrap() {
                let figures: Vec<i64> = (all.iter().filter(within))
                    .filter(|one| {
                        let units = one["units"].as_array().unwrap();
                        of.is_none_or(|of| units.iter().any(|unit| unit["id"] == of))
                    })
                    .flat_map(|one| one["values"].as_array().unwrap())
                    .filter(|value| value["indicator_id"] == row["indicator"]["id"])
                    .map(|value| value["amount"].as_i64().unwrap())
                    .collect();
                let sum = (!figures.is_empty()).then(|| figures.iter().sum::<i64>());
                assert_eq!(row["activities"], figures.len(), "{path} {row}");
                assert_eq!(row["amount"], json!(sum), "{path} {row}");
            }
        }
        for (by, field) in [("topics", "topics"), ("channels", "channel")] {
            let path = format!("/statistics/coverage?by={by}{query}");
            let found = chairman.read(&path).await;
            let villages: BTreeSet<String> =
                found["villages"].as_array().unwrap().iter().map(|one| id(&one["id"])).collect();
            let mut cells: BTreeMap<(String, String), u64> = BTreeMap::new();
            for one in all.iter().filter(within) {
                let items = match &one[field] {
                    Value::Array(items) => items.clone(),
                    item => vec![item.clone()],
                };
                let reached = one["places_reached"].as_array().unwrap().iter();
                let reached: Vec<String> = reached.map(|place| id(&place["id"])).collect();
                for item in items.iter().filter(|item| !item.is_null()) {
                    for place in reached.iter().filter(|place| villages.contains(*place)) {
                        *cells.entry((id(&item["id"]), place.clone())).or_default() += 1;
                    }
                }
            }
            let told = found["cells"].as_array().unwrap().iter().map(|cell| {
                ((id(&cell["item_id"]), id(&cell["unit_id"])), cell["activities"].as_u64().unwrap())
            });
            assert_eq!(told.collect::<BTreeMap<_, _>>(), cells, "{path}");
            assert!(!found["cells"].as_array().unwrap().is_empty(), "{path}");
        }
    }
}

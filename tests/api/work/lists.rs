//! Lists: keyset pages, filters and search.

use std::collections::HashSet;

use serde_json::json;
use tests::scene::id;
use tests::server::Home;
use tests::{Database, Scene, Server, both_databases};

both_databases!(
    paging_yields_each_row_once_while_rows_are_added,
    filters_return_only_matching_assignments,
    q_finds_vietnamese_in_any_spelling_of_diacritics
);

/// Every row that was there at the start comes exactly once, whatever is added meanwhile.
async fn paging_yields_each_row_once_while_rows_are_added(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let before: HashSet<String> = ids(&scene.chairman.all("/tasks").await);

    let mut seen = Vec::new();
    let mut path = "/tasks?limit=3".to_owned();
    for number in 0.. {
        let page = scene.chairman.get(&path).await.expect(200);
        assert!(page.items().len() <= 3, "{page}");
        seen.extend(page.items().iter().map(|item| id(&item["id"])));
        let body = scene.task(&format!("Việc mới {number}"), "2026-11-30");
        scene.chairman.post("/tasks", body).await.expect(201).ok();
        match page.body["next_cursor"].as_str() {
            Some(cursor) if number < 50 => path = format!("/tasks?limit=3&cursor={cursor}"),
            Some(_) => panic!("the list does not end"),
            None => break,
        }
    }
    let unique: HashSet<String> = seen.iter().cloned().collect();
    assert_eq!(unique.len(), seen.len(), "a row came twice");
    assert!(before.is_subset(&unique), "a row was left out");
}

async fn filters_return_only_matching_assignments(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let other = scene.assign("Phát thanh", "2026-12-15").await;
    scene.acknowledge(&work).await;
    let found =
        async |query: &str| ids(&scene.chairman.all(&format!("/assignments?{query}")).await);

    let of_task = found(&format!("task={}", work.task)).await;
    assert_eq!(of_task, HashSet::from([work.assignment.clone()]));
    let acknowledged = found("state=acknowledged").await;
    assert!(acknowledged.contains(&work.assignment) && !acknowledged.contains(&other.assignment));
    let of_unit = scene.chairman.all(&format!("/assignments?unit={}", scene.unit)).await;
    assert!(!of_unit.is_empty() && of_unit.iter().all(|item| item["unit"]["id"] == scene.unit));
    for timeliness in ["overdue", "due_soon", "waiting", "done"] {
        let list = scene.chairman.all(&format!("/assignments?timeliness={timeliness}")).await;
        assert!(list.iter().all(|item| item["timeliness"] == timeliness), "{list:?}");
    }
    scene.submit(&other).await;
    for (name, old) in [
        ("timeliness=awaiting_review", "timeliness=waiting"),
        ("to_do=true", "waiting_for_me=true"),
    ] {
        let named = found(name).await;
        assert_eq!(named, found(old).await, "{old} is accepted for one release more");
        assert_eq!(named.contains(&other.assignment), name.ends_with("review"), "{name}");
    }
    let total = scene.chairman.read("/assignments?limit=1&include_total=true").await;
    assert_eq!(total["total"], scene.chairman.all("/assignments").await.len());
    assert!(scene.chairman.read("/assignments?limit=1").await["total"].is_null());
}

/// NFD input, a bare đ, hoà for hòa: all find the same row.
async fn q_finds_vietnamese_in_any_spelling_of_diacritics(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Đối thoại hoà giải ở cơ sở", "2026-11-30").await;
    for query in
        ["doi thoai", "Đối thoại", "đối", "hòa giải", "HOA GIAI", "\u{111}o\u{302}\u{301}i"]
    {
        let url = reqwest::Url::parse_with_params("http://x/", [("q", query)]).unwrap();
        let list = scene.chairman.all(&format!("/assignments?{}", url.query().unwrap())).await;
        assert!(ids(&list).contains(&work.assignment), "{query:?} does not find it");
    }
    let none = scene.chairman.read("/assignments?q=khong-co-chuyen-nay").await;
    assert_eq!(none["items"], json!([]));
}

fn ids(items: &[serde_json::Value]) -> HashSet<String> {
    items.iter().map(|item| id(&item["id"])).collect()
}

/// A page costs the same in a list of ten rows and of a million: the index has the order.
#[test]
fn list_queries_are_ordered_by_an_index() {
    let home = Home::new(Database::Sqlite);
    home.run_ok(&["migrate", "up"], "");
    let commune = "commune_id = x'00'";
    for (table, filter, order) in [
        ("assignments", "visible = true", "due_key, id"),
        ("assignments", "task_id = x'01'", "due_key, id"),
        ("assignments", "responsible_unit_id = x'01' AND visible = true", "due_key, id"),
        ("tasks", "1 = 1", "id DESC"),
        ("tasks", "1 = 1", "due_key, id"),
        ("tasks", "1 = 1", "sort_key, id"),
        ("reports", "state = 'submitted'", "waiting_key, id"),
        ("activities", "deleted_at IS NULL", "day_key DESC, id DESC"),
        ("directives", "1 = 1", "id DESC"),
    ] {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {commune} AND {filter}
             ORDER BY {order} LIMIT 51"
        );
        let plan = home.store().query(&sql);
        assert!(plan.contains("USING INDEX") && !plan.contains("B-TREE"), "{sql}\n{plan}");
    }
}

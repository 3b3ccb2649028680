//! Reading people and catalogues.

use serde_json::json;
use tests::{Database, Server, both_databases, demo};

both_databases!(
    users_of_another_commune_are_not_listed_and_404,
    users_are_read_without_password_hashes,
    catalogue_lists_its_entries_in_order_without_retired_ones
);

async fn users_of_another_commune_are_not_listed_and_404(database: Database) {
    let server = Server::demo(database);
    let other = ["admin", "create", "--commune", "kc", "--commune-name", "xã Khác"];
    server.home().run_ok(&[&other[..], &["--username", "nguoila"]].concat(), "mot cau rat dai 1\n");
    let client = server.login(demo::ADMIN).await;
    let people = client.all("/users?limit=3").await;
    let names: Vec<_> = people.iter().map(|one| one["username"].as_str().unwrap()).collect();
    for name in [demo::ADMIN, demo::CHAIRMAN, demo::COORDINATOR, demo::VILLAGE_HEAD] {
        assert_eq!(names.iter().filter(|one| **one == name).count(), 1, "{names:?}");
    }
    assert!(!names.contains(&"nguoila"), "{names:?}");
    let stranger = server.home().store().query(match database {
        Database::Sqlite => {
            "SELECT lower(substr(hex(id),1,8)||'-'||substr(hex(id),9,4)||'-'||substr(hex(id),13,4)
             ||'-'||substr(hex(id),17,4)||'-'||substr(hex(id),21)) FROM users
             WHERE username = 'nguoila'"
        }
        Database::Postgres => "SELECT id FROM users WHERE username = 'nguoila'",
    });
    client.get(&format!("/users/{}", stranger.trim())).await.problem(404, "not_found");
}

async fn users_are_read_without_password_hashes(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let people = client.all("/users").await;
    let head = people.iter().find(|one| one["username"] == demo::VILLAGE_HEAD).unwrap();
    let path = format!("/users/{}", head["id"].as_str().unwrap());
    let one = client.get(&path).await.expect(200);
    assert_eq!(&one.body, head);
    assert_eq!(one.body["posts"][0]["role"], "village_head");
    assert!(!json!(people).to_string().contains("argon2"), "{people:?}");
}

async fn catalogue_lists_its_entries_in_order_without_retired_ones(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::VILLAGE_HEAD).await;
    for (kind, least) in [("topics", 5), ("channels", 5), ("audiences", 3), ("indicators", 3)] {
        let path = format!("/catalogues/{kind}");
        let whole = client.all(&path).await;
        assert!(whole.len() >= least, "{kind}: {whole:?}");
        assert_eq!(client.all(&format!("{path}?limit=2")).await, whole);
        assert!(whole.iter().all(|item| item["kind"] == *kind), "{whole:?}");
        let positions: Vec<_> = whole.iter().map(|item| item["position"].as_i64()).collect();
        assert!(positions.is_sorted(), "{positions:?}");
    }
    client.get("/catalogues/nothing").await.problem(404, "not_found");

    // A retired entry is no longer offered, nor taken for a new task; what cites it still reads.
    let retire = "UPDATE catalogue_items SET retired_at = (SELECT created_at FROM communes)
        WHERE kind = 'topics' AND position = (SELECT min(position) FROM catalogue_items
        WHERE kind = 'topics')";
    let first = client.read("/catalogues/topics?limit=1").await["items"][0]["id"].clone();
    let _ = server.home().store().query(retire);
    let offered = client.all("/catalogues/topics").await;
    assert!(offered.iter().all(|item| item["id"] != first), "{offered:?}");
    let all = client.all("/catalogues/topics?include_retired=true").await;
    assert_eq!(all.len(), offered.len() + 1);
    let chairman = server.login(demo::CHAIRMAN).await;
    let task = json!({ "title": "Việc mới", "topics": [first] });
    chairman.post("/tasks", task).await.field_error("topics");
}

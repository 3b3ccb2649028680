//! Another commune's rows cannot be read, changed or named.

use std::collections::HashMap;

use serde_json::json;
use tests::{Client, Database, Scene, Server, both_databases, demo, photo};

use super::table::ROWS;
use super::walk::operations;

both_databases!(
    rows_of_another_commune_are_404_and_in_no_list,
    row_of_another_commune_in_a_body_is_a_field_error
);

async fn rows_of_another_commune_are_404_and_in_no_list(database: Database) {
    let server = Server::demo(database);
    let here = here(&server).await;
    let stranger = stranger(&server).await;
    let admin = server.anonymous();
    admin.login("quantri2", "mot-mat-khau-rat-dai-1").await;
    let described = server.anonymous().read("/api/openapi.json").await;
    let mut walked = 0;
    for operation in operations(&described).iter().filter(|operation| operation.has_id()) {
        let row = ROWS.iter().find(|row| row.operation == operation.id).unwrap();
        // A secret, not a row: whoever has it is no stranger. A day is everybody's; what it shows is below.
        if row.roles == "*" || operation.id == "read_calendar_day" {
            continue;
        }
        let path = operation.filled(|before| match before {
            "catalogues" => "topics".to_owned(),
            "digests" => "2026-11-16".to_owned(),
            "unsubscribe" => "nobody.morning".to_owned(),
            _ => {
                here.get(before).unwrap_or_else(|| panic!("no row for {}", operation.path)).clone()
            }
        });
        if row.roles.contains('A') {
            let answer = operation.send(&admin, &path).await;
            assert!(matches!(answer.status, 400 | 404), "{answer}");
        }
        let answer = operation.send(&stranger, &path).await;
        if row.roles.contains('C') {
            // The body is empty, so a write may stumble over that first; but never succeed, and
            // never say anything of the row.
            assert!(matches!(answer.status, 400 | 404), "{answer}");
            assert!(!operation.method.is_safe() || answer.status == 404, "{answer}");
        } else {
            answer.problem(403, "forbidden");
        }
        walked += 1;
    }
    assert!(walked > 20, "{walked}");
    for list in ["units", "users", "directives", "tasks", "assignments", "activities"] {
        let found = format!("{:?}", stranger.all(&format!("/{list}")).await);
        assert!(here.values().all(|id| !found.contains(id)), "{list}: {found}");
    }
    for figure in [
        "dashboard",
        "statistics/timeliness",
        "statistics/coverage?by=topics",
        "calendar?from=2026-11-01&to=2026-11-30",
        "calendar/2026-11-15",
        "calendar/2026-11-30",
    ] {
        let found = stranger.read(&format!("/{figure}")).await.to_string();
        assert!(here.values().all(|id| !found.contains(id)), "{figure}: {found}");
    }
}

/// A body that names another commune's row is refused like one that names a row that does not
/// exist.
async fn row_of_another_commune_in_a_body_is_a_field_error(database: Database) {
    let server = Server::demo(database);
    let here = here(&server).await;
    let stranger = stranger(&server).await;
    let unit = json!([{ "unit_id": here["units"], "part": "alone" }]);
    for (field, value, named) in [
        ("units", unit, "units[0].unit_id"),
        ("directive_id", json!(here["directives"]), "directive_id"),
        ("topics", json!([here["topics"]]), "topics"),
    ] {
        let mut body = json!({ "title": "Một việc", "open": true });
        body[field] = value;
        stranger.post("/tasks", body).await.field_error(named);
    }
}

/// One real row of each kind, by the word that stands before its id in paths.
async fn here(server: &Server) -> HashMap<String, String> {
    let scene = Scene::new(server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let asked = json!({ "due_on": "2026-12-04", "reason": "Loa hỏng" });
    let extension = scene.head.act(&work.path("/extensions"), "\"1\"", asked).await.expect(201);
    let report = scene.submit(&work).await;
    let activity = scene.head.post("/activities", scene.activity().await).await.expect(201);
    let picture =
        scene.head.upload("a.jpg", "image/jpeg", photo::jpeg(9, 64, 64)).await.expect(201);
    let off = json!({ "day": "2027-01-01", "name": "Tết Dương lịch" });
    let holiday = server.login(demo::ADMIN).await.post("/holidays", off).await.expect(201);
    let me = scene.chairman.read("/auth/me").await;
    let mine = |field: &str| me[field].as_str().unwrap().to_owned();
    let directive = scene.chairman.all("/directives").await[0]["id"].as_str().unwrap().to_owned();
    let said = json!({ "text": "Đã có loa mới." });
    let path = format!("/assignments/{}/comments", work.assignment);
    let comment = scene.chairman.post(&path, said).await.expect(201);
    let group = json!({ "name": "Ven biển", "unit_ids": [scene.unit] });
    let group = scene.chairman.post("/unit-groups", group).await.expect(201);
    let machine = json!({ "name": "Cổng tỉnh", "scopes": ["tasks:read"] });
    let machine = server.login(demo::ADMIN).await.post("/api-clients", machine).await.expect(201);
    let to = server.login(demo::COORDINATOR).await.read("/auth/me").await["post_id"].clone();
    let lent = json!({ "to_post_id": to, "powers": ["review"], "valid_from": "2026-11-16",
        "valid_to": "2026-11-20" });
    let lent = scene.chairman.post("/delegations", lent).await.expect(201);
    let _ = server.home().run_ok(&["jobs", "run"], "");
    let notice = scene.chairman.all("/notices").await[0].clone();
    let event = json!({ "name": "Ngày hội", "day": "2026-11-18" });
    let event = scene.chairman.post("/events", event).await.expect(201);
    let template = json!({ "name": "Một mẫu", "task": { "title": "Một việc" } });
    let template = scene.chairman.post("/task-templates", template).await.expect(201);
    let recurrence = json!({ "name": "Một lịch", "rule": { "kind": "monthly", "day": 25 },
        "lead_days": 7, "starts_on": "2026-11-16", "task": { "title": "Một việc",
        "units": [{ "unit_id": scene.unit, "part": "alone" }] } });
    let recurrence = scene.chairman.post("/recurrences", recurrence).await.expect(201);
    HashMap::from([
        ("events".to_owned(), event.id()),
        ("task-templates".to_owned(), template.id()),
        ("recurrences".to_owned(), recurrence.id()),
        ("notices".to_owned(), notice["id"].as_str().unwrap().to_owned()),
        ("delegations".to_owned(), lent.id()),
        ("extensions".to_owned(), extension.id()),
        ("comments".to_owned(), comment.id()),
        ("unit-groups".to_owned(), group.id()),
        ("api-clients".to_owned(), machine.id()),
        ("units".to_owned(), scene.unit.clone()),
        ("users".to_owned(), mine("user_id")),
        ("posts".to_owned(), mine("post_id")),
        ("directives".to_owned(), directive),
        ("holidays".to_owned(), holiday.id()),
        ("topics".to_owned(), tests::scene::first(&scene.chairman, "topics").await),
        ("tasks".to_owned(), work.task),
        ("assignments".to_owned(), work.assignment),
        ("reports".to_owned(), report),
        ("activities".to_owned(), activity.id()),
        ("attachments".to_owned(), picture.id()),
    ])
}

/// The chairman of another commune on the same server: a demo person whose post is moved there.
async fn stranger(server: &Server) -> Client {
    let home = server.home();
    let arguments = [
        "admin",
        "create",
        "--commune",
        "99999",
        "--commune-name",
        "xã Khác",
        "--username",
        "quantri2",
    ];
    home.run_ok(&arguments, "mot-mat-khau-rat-dai-1\n");
    let _ = home.store().query(
        "UPDATE posts SET role = 'chairman',
             commune_id = (SELECT id FROM communes WHERE code = '99999'),
             unit_id = (SELECT unit_id FROM posts WHERE user_id =
                 (SELECT id FROM users WHERE username = 'quantri2'))
         WHERE user_id = (SELECT id FROM users WHERE username = 'doantn')",
    );
    server.login(demo::OTHER_COMMITTEE).await
}

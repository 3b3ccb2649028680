//! The audit chain: every change leaves an entry, and a tampered entry is found.

use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    every_write_adds_an_entry_to_the_audit_chain,
    tampered_audit_entry_is_found_by_verify,
    nothing_secret_is_logged,
    audit_log_is_filtered_and_hides_work_from_the_admin,
    export_of_the_audit_log_is_itself_recorded,
);

/// Newest first, by person, action, row and day; the admin reads no reports this way either.
async fn audit_log_is_filtered_and_hides_work_from_the_admin(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let unit = admin.read(&format!("/units/{}", scene.unit)).await;
    let etag = format!("\"{}\"", unit["version"]);
    let path = format!("/units/{}", scene.unit);
    admin.patch(&path, &etag, json!({ "name": "Thôn Xuân Bắc Mới" })).await.expect(200).ok();
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.submit(&work).await;

    let log = admin.all("/audit?limit=2").await;
    let numbers: Vec<_> = log.iter().filter_map(|one| one["seq"].as_i64()).collect();
    assert!(numbers.is_sorted_by(|a, b| a > b), "{numbers:?}");
    assert_eq!(log[0]["action"], "report.submit");
    assert_eq!(log[0]["changes"], json!(null), "{log:?}");
    let whole = scene.chairman.all("/audit?limit=2").await;
    assert!(whole[0]["changes"].is_array(), "{}", whole[0]);

    let renamed = admin.all("/audit?action=unit.update").await;
    assert_eq!(renamed.len(), 1);
    assert_eq!(renamed[0]["changes"][0]["before"]["name"], unit["name"]);
    assert_eq!(renamed[0]["changes"][0]["after"]["name"], "Thôn Xuân Bắc Mới");
    assert_eq!(admin.all("/audit?action=unit").await, renamed);
    assert_eq!(admin.all(&format!("/audit?object={}", scene.unit)).await, renamed);
    let me = admin.read("/auth/me").await;
    let mine = format!("/audit?user={}&action=unit", me["user_id"].as_str().unwrap());
    let mine = admin.all(&mine).await;
    assert_eq!(mine, renamed);
    assert_eq!(mine[0]["by"], me["full_name"]);
    assert_eq!(admin.all("/audit?from=2026-11-17").await.len(), 0);
    assert_eq!(admin.all("/audit?from=2026-11-16&to=2026-11-16").await.len(), log.len());
}

async fn every_write_adds_an_entry_to_the_audit_chain(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let before = entries(&server);
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.submit(&work).await;
    // Assigned, acknowledged, worked on, submitted.
    assert_eq!(entries(&server), before + 4);
    // What was refused changed nothing.
    scene.head.post("/tasks", json!({})).await.problem(403, "forbidden");
    scene.chairman.post("/tasks", json!({ "title": "" })).await.problem(422, "validation");
    assert_eq!(entries(&server), before + 4);
    verified(&server);
}

async fn tampered_audit_entry_is_found_by_verify(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.submit(&work).await;
    verified(&server);
    let store = server.home().store();
    let _ = store.query("CREATE TABLE whole AS SELECT * FROM audit_entries");
    let last = store.query("SELECT max(seq) FROM whole");
    let (last, newest) = (last.trim(), format!("DELETE FROM audit_entries WHERE seq = {last}"));
    for (damage, at) in [
        ("UPDATE audit_entries SET action = 'task.nothing' WHERE seq = 3", "3"),
        ("UPDATE audit_entries SET changes = '[]' WHERE seq = 3", "3"),
        ("DELETE FROM audit_entries WHERE seq = 3", "3"),
        ("DELETE FROM audit_entries WHERE seq = 1", "1"),
        ("UPDATE audit_entries SET user_id = NULL, post_id = NULL WHERE seq = 3", "3"),
        // The newest ones: nothing comes behind them that would not fit.
        (newest.as_str(), last),
        ("DELETE FROM audit_entries", "1"),
    ] {
        let _ = store.query(damage);
        let output = server.home().run(&["audit", "verify"], "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let named = said.contains(&format!("entry {at} "));
        assert!(!output.status.success() && named, "{damage}: {said}");
        let _ = store.query("DELETE FROM audit_entries");
        let _ = store.query("INSERT INTO audit_entries SELECT * FROM whole");
        verified(&server);
    }
}

/// No password, no cookie, no token, however a request ends; nor a phone number.
async fn nothing_secret_is_logged(database: Database) {
    let server = Server::demo(database);
    let client = server.anonymous();
    let wrong = "mat-khau-bi-lo-1234";
    client.try_login(demo::CHAIRMAN, wrong).await.problem(401, "invalid_credentials");
    let answer = client.try_login(demo::CHAIRMAN, demo::PASSWORD).await;
    let cookie = answer.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();
    client.get("/no-such-thing").await.problem(404, "not_found");
    client
        .post("/tasks", json!({ "title": 1, "password": wrong }))
        .await
        .problem(400, "malformed_body");
    let log = server.output();
    assert!(log.contains("listening on"), "{log}");
    assert!(!log.contains(wrong) && !log.contains(&cookie), "{log}");
    for phone in ["0912345678", "0912345679", ""] {
        let etag = client.get("/notices/choices").await.expect(200).etag();
        client.patch("/notices/choices", &etag, json!({ "phone": phone })).await.expect(200).ok();
    }
    let kept = server.home().store().query("SELECT changes FROM audit_entries");
    assert!(!kept.contains(wrong) && !kept.contains(&cookie));
    assert!(!kept.contains("091234"), "{kept}");
    let log = server.login(demo::ADMIN).await.all("/audit?action=notice.choose").await;
    let said: Vec<_> = log.iter().map(|one| &one["changes"][0]["after"]["phone"]).collect();
    assert_eq!(said, [&json!(null), &json!("changed"), &json!("set")], "{log:?}");
}

fn entries(server: &Server) -> u64 {
    let count = server.home().store().query("SELECT count(*) FROM audit_entries");
    count.parse().unwrap()
}

fn verified(server: &Server) {
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

async fn export_of_the_audit_log_is_itself_recorded(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let chairman = server.login(demo::CHAIRMAN).await;
    chairman.post("/tasks", json!({ "title": "=1+1" })).await.expect(201).ok();
    for number in 0..210 {
        let name = json!({ "name": format!("Mục, \"{number}\"") });
        admin.post("/catalogues/topics", name).await.expect(201).ok();
    }
    let file = |answer: tests::Answer| {
        let text = String::from_utf8(answer.bytes).unwrap();
        text.strip_prefix('\u{feff}').unwrap().lines().count()
    };
    let all = admin.get("/audit/export").await.expect(200);
    assert!(all.header("content-disposition").contains("nhat-ky.csv"));
    assert!(all.header("content-type").starts_with("text/csv"));
    // Its head, what was done, and that it is taken out.
    let whole = admin.all("/audit").await.len();
    assert_eq!(file(all), whole + 1);
    let few = admin.get("/audit/export?action=task.create").await.expect(200);
    assert_eq!(file(few), 2);
    let log = admin.all("/audit?action=audit.export").await;
    assert_eq!(log.len(), 2);
    assert_eq!(log[0]["changes"][0]["after"]["action"], "task.create", "{log:?}");
    server.login(demo::COORDINATOR).await.get("/audit/export").await.problem(403, "forbidden");
}

//! The settings of a commune, and its API clients.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    settings_have_defaults_and_bounds,
    settings_change_deadlines_and_session_lengths,
    unreadable_setting_is_an_error_and_not_the_default,
    api_client_is_created_changed_rotated_and_revoked,
    api_client_expires_within_a_year,
);

async fn change(admin: &Client, field: &str, value: Value) -> Answer {
    let read = admin.get("/settings").await.expect(200);
    let mut values = read.body["values"].clone();
    values[field] = value;
    admin.patch("/settings", &read.etag(), json!({ "values": values })).await
}

async fn settings_have_defaults_and_bounds(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let read = admin.get("/settings").await.expect(200);
    assert_eq!(read.body["values"], read.body["defaults"]);
    for (field, bad) in [
        ("resubmit_working_days", 0),
        ("invitation_days", 31),
        ("office_idle_minutes", 4),
        ("office_longest_hours", 25),
        ("admin_idle_minutes", 0),
        ("village_idle_days", 31),
        ("village_longest_days", 6),
        ("overdue_every_days", 31),
        ("escalate_after_days", 0),
        ("review_remind_hours", 0),
        ("review_tell_hours", 24),
        ("extension_limit", 11),
        ("unit_quota_mb", 0),
        ("commune_quota_mb", 10_000_001),
    ] {
        let answer = change(&admin, field, json!(bad)).await;
        let path = format!("values.{field}");
        // A limit below what is idle is told at what is idle.
        let told = answer.body["errors"].to_string();
        assert!(answer.status == 422 && told.contains("values."), "{path}: {answer}");
    }
    let etag = admin.get("/settings").await.expect(200).etag();
    for (field, bad) in [
        ("remind_days_before", json!([3, 0])),
        ("remind_days_before", json!([1, 2, 3, 4, 5, 6])),
        ("work_from", json!("7 giờ")),
        ("work_to", json!("06:00")),
        ("saturday_to", json!("")),
        ("digest_at", json!("17:30")),
    ] {
        let answer = change(&admin, field, bad).await;
        answer.field_error(&format!("values.{field}"));
    }
    let unknown = json!({ "values": { "second_factor_role": ["admin"], "invitation_days": 3 } });
    let refused = admin.patch("/settings", &etag, unknown).await;
    assert_eq!(refused.field_error("values.second_factor_role"), "unknown");
    admin.patch("/settings", &etag, json!({ "nmae": "x" })).await.field_error("nmae");
    admin.patch("/settings", &etag, json!({ "values": 3 })).await.problem(400, "malformed_body");
    admin.patch("/settings", &etag, json!({ "name": " " })).await.field_error("name");
    let named = admin.patch("/settings", &etag, json!({ "name": "xã Thiên Cầm" })).await;
    assert_eq!(named.expect(200).body["name"], "xã Thiên Cầm");
    admin.patch("/settings", &etag, json!({})).await.problem(412, "stale_version");
    assert_eq!(admin.read("/auth/me").await["commune_name"], "xã Thiên Cầm");
    // What is left out stays.
    change(&admin, "second_factor_roles", json!(["coordinator"])).await.expect(200).ok();
    let etag = admin.get("/settings").await.expect(200).etag();
    let one = json!({ "values": { "invitation_days": 3 } });
    let kept = admin.patch("/settings", &etag, one).await.expect(200).body;
    assert_eq!(kept["values"]["second_factor_roles"], json!(["coordinator"]));
    assert_eq!(kept["values"]["invitation_days"], 3);
    let audit = format!("{:?}", admin.all("/audit").await);
    assert!(audit.contains("settings.update"), "{audit}");
}

async fn settings_change_deadlines_and_session_lengths(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    change(&admin, "resubmit_working_days", json!(5)).await.expect(200).ok();
    change(&admin, "office_idle_minutes", json!(10)).await.expect(200).ok();
    let scene = Scene::new(&server).await;
    let work = scene.assign("Việc", "2026-11-16").await;
    let report = scene.submit(&work).await;
    scene.review(&report, Some("Thiếu ảnh"), &work).await;
    let there = scene.chairman.read(&work.path("")).await;
    assert!(there["resubmit_by"].as_str().unwrap().starts_with("2026-11-23"), "{there}");
    server.clock().advance(Duration::minutes(12));
    scene.chairman.get("/auth/me").await.problem(401, "unauthenticated");
    scene.head.get("/auth/me").await.expect(200).ok();
}

/// A second factor that is required stays required, also when the row that says so is damaged.
async fn unreadable_setting_is_an_error_and_not_the_default(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    change(&admin, "second_factor_roles", json!(["chairman"])).await.expect(200).ok();
    let store = server.home().store();
    let broken = r#"{"invitation_days":3,"second_factor_roles":"chairman"}"#;
    let _ = store.query(&format!("UPDATE communes SET settings = '{broken}'"));
    let login = server.anonymous().try_login(demo::CHAIRMAN, demo::PASSWORD).await;
    for answer in [login, admin.get("/settings").await, admin.get("/units").await] {
        answer.problem(500, "settings_unreadable");
        assert_eq!(answer.body["detail"], "second_factor_roles", "{answer}");
    }
    // Whoever sits at the server mends it.
    let reset = ["settings", "reset", "second_factor_roles", "--commune", "demo"];
    let said = server.home().run_ok(&reset, "");
    assert!(said.contains("second_factor_roles"), "{said}");
    assert_eq!(admin.read("/settings").await["values"]["invitation_days"], 3);
    assert!(format!("{:?}", admin.all("/audit").await).contains("settings.update"));
}

async fn token(server: &Server, id: &Value, secret: &Value) -> Answer {
    let (id, secret) = (id.as_str().unwrap(), secret.as_str().unwrap());
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let call = server.anonymous().call(reqwest::Method::POST, "/auth/token");
    call.bytes("application/x-www-form-urlencoded", form).send().await
}

async fn api_client_is_created_changed_rotated_and_revoked(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let wanted = json!({ "name": "Cổng tỉnh", "scopes": ["tasks:read", "units:read"] });
    let made = admin.post("/api-clients", wanted).await.expect(201).body;
    let path = format!("/api-clients/{}", tests::scene::id(&made["id"]));
    let read = token(&server, &made["client_id"], &made["secret"]).await.expect(200);
    let machine = server.anonymous().with_bearer(read.body["access_token"].as_str().unwrap());
    machine.get("/tasks").await.expect(200).ok();
    let list = admin.all("/api-clients").await;
    assert!(list[0]["last_used_at"].is_string() && list[0].get("secret").is_none(), "{list:?}");

    let fewer = admin.patch(&path, "\"1\"", json!({ "scopes": ["units:read"] })).await.expect(200);
    machine.get("/tasks").await.problem(403, "forbidden");
    admin.patch(&path, &fewer.etag(), json!({ "scopes": [] })).await.field_error("scopes");
    admin.patch(&path, &fewer.etag(), json!({ "scopes": ["x"] })).await.field_error("scopes");
    admin.patch(&path, &fewer.etag(), json!({ "name": "" })).await.field_error("name");

    let turned = admin.act(&format!("{path}/rotate"), &fewer.etag(), json!({})).await.expect(200);
    token(&server, &made["client_id"], &made["secret"]).await.problem(401, "invalid_credentials");
    token(&server, &made["client_id"], &turned.body["secret"]).await.expect(200).ok();
    admin.act(&format!("{path}/revoke"), "\"2\"", json!({})).await.problem(412, "stale_version");
    let barred = admin.act(&format!("{path}/revoke"), "\"3\"", json!({})).await.expect(200);
    machine.get("/units").await.problem(401, "unauthenticated");
    admin
        .act(&format!("{path}/rotate"), &barred.etag(), json!({}))
        .await
        .problem(409, "wrong_state");
    let audit = format!("{:?}", admin.all("/audit").await);
    assert!(!audit.contains(turned.body["secret"].as_str().unwrap()));
}

async fn api_client_expires_within_a_year(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let wanted =
        |until: &str| json!({ "name": "A", "scopes": ["tasks:read"], "expires_on": until });
    for bad in ["2026-11-15", "2027-11-17"] {
        admin.post("/api-clients", wanted(bad)).await.field_error("expires_on");
    }
    let made = admin.post("/api-clients", wanted("2026-11-16")).await.expect(201).body;
    token(&server, &made["client_id"], &made["secret"]).await.expect(200).ok();
    server.clock().advance(Duration::days(1));
    token(&server, &made["client_id"], &made["secret"]).await.problem(401, "invalid_credentials");
}

//! Delegations: powers lent to another post for some days, and in whose name they are used.

use chrono::Duration;
use serde_json::{Value, json};
use tests::wait::until_async;
use tests::{Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    deputy_approves_reports_on_behalf_of_the_chairman,
    lent_powers_are_valid_on_their_days_only,
    lent_powers_end_when_the_lender_is_disabled,
    delegation_of_wrong_powers_deputy_or_days_is_refused,
    anyone_may_lend_notices_only_leaders_lend_decisions,
    approval_by_a_deputy_of_two_names_the_reports_reviewer,
);

async fn post_of(client: &Client) -> Value {
    client.read("/auth/me").await["post_id"].clone()
}

fn lend(to: &Value, powers: Value, from: &str, until: &str) -> Value {
    json!({ "to_post_id": to, "powers": powers, "valid_from": from, "valid_to": until,
        "reason": "Đi công tác" })
}

async fn approve(client: &Client, report: &str) -> tests::Answer {
    let etag = client.get(&format!("/reports/{report}")).await.expect(200).etag();
    client.act(&format!("/reports/{report}/approve"), &etag, json!({})).await
}

async fn deputy_approves_reports_on_behalf_of_the_chairman(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    approve(&coordinator, &report).await.problem(403, "forbidden");
    assert_eq!(coordinator.read(&work.path("")).await["may_review"], false);

    let to = post_of(&coordinator).await;
    let body = lend(&to, json!(["review"]), "2026-11-16", "2026-11-20");
    let lent = scene.chairman.post("/delegations", body).await.expect(201);
    assert_eq!(lent.body["in_force"], true);
    assert_eq!(coordinator.read("/auth/me").await["powers"], json!(["review"]));
    assert_eq!(coordinator.read(&work.path("")).await["may_review"], true);
    let mine = coordinator.all("/reports?mine=true").await;
    assert!(mine.iter().any(|one| one["id"] == report.as_str()), "{mine:?}");
    approve(&coordinator, &report).await.expect(200).ok();

    let timeline = scene.head.all(&work.path("/timeline")).await;
    let approved = timeline.last().unwrap();
    assert_eq!(approved["kind"], "approved");
    let stead = approved["on_behalf_of"].as_str().unwrap();
    assert!(stead.contains("Chủ tịch") && !approved["by"].as_str().unwrap().contains(stead));
    assert_eq!(timeline[0]["on_behalf_of"], Value::Null);
    // The chain holds, with the entry that says so.
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("entries fit"), "{said}");
    // The other power was not lent.
    let cancel = json!({ "reason": "Thôi" });
    let path = format!("/tasks/{}/cancel", work.task);
    coordinator.act(&path, "\"1\"", cancel).await.problem(403, "forbidden");

    let end = format!("/delegations/{}/end", lent.id());
    scene.chairman.act(&end, "\"7\"", json!({})).await.problem(412, "stale_version");
    let ended = scene.chairman.act(&end, &lent.etag(), json!({})).await.expect(200);
    assert_eq!(ended.body["in_force"], false);
    scene.chairman.act(&end, &ended.etag(), json!({})).await.problem(409, "wrong_state");
    let other = scene.assign("Họp nữa", "2026-11-30").await;
    let report = scene.submit(&other).await;
    approve(&coordinator, &report).await.problem(403, "forbidden");
}

async fn lent_powers_are_valid_on_their_days_only(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let to = post_of(&server.login(demo::COORDINATOR).await).await;
    let body = lend(&to, json!(["review", "close"]), "2026-11-17", "2026-11-18");
    scene.chairman.post("/delegations", body).await.expect(201).ok();
    for (day, counts) in [(16, false), (17, true), (18, true), (19, false)] {
        server.clock().set(&format!("2026-11-{day}T09:00:00+07:00"));
        let me = server.login(demo::COORDINATOR).await.read("/auth/me").await;
        assert_eq!(me["powers"].as_array().map(Vec::is_empty), Some(!counts), "{day}");
    }
}

async fn lent_powers_end_when_the_lender_is_disabled(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let to = post_of(&coordinator).await;
    let body = lend(&to, json!(["review"]), "2026-11-16", "2026-11-30");
    scene.chairman.post("/delegations", body).await.expect(201).ok();
    let powers = async || coordinator.read("/auth/me").await["powers"].clone();
    assert_eq!(powers().await, json!(["review"]));
    let bar = "UPDATE users SET disabled_at = created_at WHERE username = 'chutich'";
    let _ = server.home().store().query(bar);
    // Another process wrote that: it is followed within a second (SECURITY.md, "Sessions").
    until_async("the power ends", async || powers().await == json!([])).await;
    server.clock().advance(Duration::seconds(1));
    coordinator.get("/tasks").await.expect(200).ok();
}

async fn delegation_of_wrong_powers_deputy_or_days_is_refused(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let to = post_of(&coordinator).await;
    let head = post_of(&server.login(demo::VILLAGE_HEAD).await).await;
    let own = post_of(&chairman).await;
    let all = json!(["review"]);
    for (field, body) in [
        ("powers", lend(&to, json!([]), "2026-11-16", "2026-11-20")),
        ("to_post_id", lend(&head, all.clone(), "2026-11-16", "2026-11-20")),
        ("to_post_id", lend(&own, all.clone(), "2026-11-16", "2026-11-20")),
        ("valid_from", lend(&to, all.clone(), "2026-11-15", "2026-11-20")),
        ("valid_to", lend(&to, all.clone(), "2026-11-18", "2026-11-17")),
        ("valid_to", lend(&to, all.clone(), "2026-11-16", "2028-01-01")),
    ] {
        chairman.post("/delegations", body).await.field_error(field);
    }
    let body = lend(&to, all, "2026-11-16", "2026-11-20");
    let lent = chairman.post("/delegations", body).await.expect(201);
    // A power that was lent is not lent on.
    let on = lend(&own, json!(["review"]), "2026-11-16", "2026-11-20");
    coordinator.post("/delegations", on).await.field_error("powers");
    let end = format!("/delegations/{}/end", lent.id());
    coordinator.act(&end, &lent.etag(), json!({})).await.problem(403, "forbidden");
    assert_eq!(coordinator.all("/delegations").await.len(), 1);
}

/// Anyone may name a deputy for the own notices: the office among itself, a unit's people among
/// themselves.
async fn anyone_may_lend_notices_only_leaders_lend_decisions(database: Database) {
    let server = Server::demo(database);
    let head = server.login(demo::VILLAGE_HEAD).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let chairman = post_of(&server.login(demo::CHAIRMAN).await).await;
    assert_eq!(head.read("/delegations/deputies").await, json!([]), "nobody else is there");
    let named = coordinator.read("/delegations/deputies").await;
    assert!(named.as_array().unwrap().iter().any(|one| one["id"] == chairman), "{named}");
    let notices = json!(["notices"]);
    let body = lend(&chairman, notices.clone(), "2026-11-16", "2026-11-20");
    head.post("/delegations", body.clone()).await.field_error("to_post_id");
    let lent = coordinator.post("/delegations", body).await.expect(201);
    // What a committee decides on its parts is not for it to lend: it would reach further.
    let committee = server.login(demo::COMMITTEE).await;
    for power in ["review", "extend", "close"] {
        let body = lend(&chairman, json!([power]), "2026-11-16", "2026-11-20");
        committee.post("/delegations", body.clone()).await.field_error("powers");
        coordinator.post("/delegations", body).await.field_error("powers");
    }
    // Others do not see it, the office does.
    assert!(head.all("/delegations").await.is_empty());
    assert_eq!(coordinator.all("/delegations").await[0]["id"], lent.id());
}

/// Two leaders have lent the power: the approval is on behalf of the report's own reviewer.
async fn approval_by_a_deputy_of_two_names_the_reports_reviewer(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let to = post_of(&coordinator).await;
    // A vice-chairman, who lends first.
    let unit = scene.chairman.read("/auth/me").await["unit_id"].clone();
    let body = json!({ "username": "phochutich", "full_name": "Trần Văn Phó (minh họa)",
        "post": { "unit_id": unit, "role": "chairman", "title": "Phó Chủ tịch thứ hai" } });
    let user = admin.post("/users", body).await.expect(201).id();
    let code = admin.post(&format!("/users/{user}/invitation"), json!({})).await.expect(201);
    let accept = json!({ "code": code.body["code"], "password": "mot cau that dai de nho" });
    let vice = server.anonymous();
    vice.post("/auth/accept", accept).await.expect(200).ok();
    for lender in [&vice, &scene.chairman] {
        let body = lend(&to, json!(["review"]), "2026-11-16", "2026-11-20");
        lender.post("/delegations", body).await.expect(201).ok();
    }
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    approve(&coordinator, &report).await.expect(200).ok();
    let timeline = scene.head.all(&work.path("/timeline")).await;
    let stead = timeline.last().unwrap()["on_behalf_of"].as_str().unwrap().to_owned();
    assert!(stead.contains("Minh") && !stead.contains("thứ hai"), "{stead}");
}

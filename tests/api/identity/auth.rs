//! Login, session, logout.

use chrono::Duration;
use serde_json::json;
use tests::{Database, Server, both_databases, demo};

both_databases!(
    login_opens_a_session_and_logout_ends_it,
    wrong_password_and_unknown_name_answer_alike,
    guessing_passwords_is_slowed_down_by_name,
    an_idle_session_ends,
    session_in_use_lasts_eight_hours_at_most,
    session_cookie_is_http_only_and_same_site,
    person_changes_the_own_settings,
    password_change_requires_the_current_password,
    guessing_the_current_password_is_slowed_down,
    guessing_many_names_is_slowed_down_by_address,
    own_other_sessions_are_listed_and_ended,
);

async fn own_other_sessions_are_listed_and_ended(database: Database) {
    let server = Server::demo(database);
    let (here, there) =
        (server.login(demo::VILLAGE_HEAD).await, server.login(demo::VILLAGE_HEAD).await);
    server.login(demo::CHAIRMAN).await;
    let logins = here.read("/auth/sessions").await;
    let logins = logins.as_array().unwrap();
    assert_eq!(logins.len(), 2, "{logins:?}");
    assert_eq!(logins.iter().filter(|one| one["current"] == true).count(), 1);
    assert!(logins.iter().all(|one| one["address"] == "127.0.0.1"), "{logins:?}");
    here.post("/auth/sessions/end-others", json!(null)).await.expect(204).ok();
    there.get("/auth/me").await.problem(401, "unauthenticated");
    assert_eq!(here.read("/auth/sessions").await.as_array().map(Vec::len), Some(1));
}

async fn login_opens_a_session_and_logout_ends_it(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::VILLAGE_HEAD).await;
    let me = client.read("/auth/me").await;
    assert_eq!(me["username"], demo::VILLAGE_HEAD);
    assert_eq!(me["role"], "village_head");
    assert_eq!(me["demo"], true);

    client.post("/auth/logout", json!({})).await.ok();
    client.get("/auth/me").await.problem(401, "unauthenticated");
}

/// Byte for byte, so that nobody learns who has an account.
async fn wrong_password_and_unknown_name_answer_alike(database: Database) {
    let server = Server::demo(database);
    let wrong = server.anonymous().try_login(demo::CHAIRMAN, "sai-mat-khau-roi").await;
    let unknown = server.anonymous().try_login("khongcoai", "sai-mat-khau-roi").await;
    wrong.problem(401, "invalid_credentials");
    let plain = |answer: &tests::Answer| {
        let mut body = answer.body.clone();
        // The only thing that may differ: which request it was.
        body.as_object_mut().unwrap().remove("request_id");
        body.to_string()
    };
    assert_eq!(plain(&wrong), plain(&unknown));
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(wrong.header("content-length"), unknown.header("content-length"));
}

/// The delay belongs to the name: others at the same address log in.
async fn guessing_passwords_is_slowed_down_by_name(database: Database) {
    let server = Server::demo(database);
    let client = server.anonymous();
    let mut slowed = None;
    for _ in 0..8 {
        let answer = client.try_login(demo::CHAIRMAN, "sai-mat-khau-roi").await;
        if answer.status == 429 {
            slowed = Some(answer);
            break;
        }
        answer.problem(401, "invalid_credentials");
    }
    let slowed = slowed.expect("eight wrong passwords and no delay");
    slowed.problem(429, "too_many_requests");
    let seconds: i64 = slowed.header("retry-after").parse().unwrap();
    assert!((1..=15 * 60).contains(&seconds), "{slowed}");
    // Written otherwise it is still the same name.
    client.try_login("ChuTich", demo::PASSWORD).await.problem(429, "too_many_requests");

    server.login(demo::COORDINATOR).await;
    server.clock().advance(Duration::seconds(seconds + 1));
    server.login(demo::CHAIRMAN).await;
}

async fn an_idle_session_ends(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    server.clock().advance(Duration::minutes(31));
    client.get("/auth/me").await.problem(401, "unauthenticated");
}

async fn session_in_use_lasts_eight_hours_at_most(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    for _ in 0..5 {
        server.clock().advance(Duration::minutes(20));
        client.get("/auth/me").await.expect(200).ok();
    }
    // But not for ever: eight hours after the login it is over.
    for _ in 0..20 {
        server.clock().advance(Duration::minutes(20));
        client.get("/auth/me").await;
    }
    client.get("/auth/me").await.problem(401, "unauthenticated");
}

async fn session_cookie_is_http_only_and_same_site(database: Database) {
    let server = Server::demo(database);
    let answer = server.anonymous().try_login(demo::CHAIRMAN, demo::PASSWORD).await;
    let cookie = answer.header("set-cookie").to_lowercase();
    for attribute in ["httponly", "samesite=strict", "path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    // No token ever reaches JavaScript: the body carries none.
    let value = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(value.len() > 40, "{cookie}");
    assert!(!String::from_utf8_lossy(&answer.bytes).to_lowercase().contains(value), "{answer}");
}

async fn person_changes_the_own_settings(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::VILLAGE_HEAD).await;
    let me = client.get("/auth/me").await.expect(200);
    let changed =
        client.patch("/auth/me", &me.etag(), json!({ "theme": "dark" })).await.expect(200);
    assert_eq!(changed.body["theme"], "dark");
    let stale = client.patch("/auth/me", &me.etag(), json!({ "theme": "light" })).await;
    stale.problem(412, "stale_version");
    let bad = client.patch("/auth/me", &changed.etag(), json!({ "theme": "pink" })).await;
    bad.field_error("theme");
    assert_eq!(client.read("/auth/me").await["theme"], "dark");
}

async fn password_change_requires_the_current_password(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::VILLAGE_HEAD).await;
    let change =
        |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    let new = "mot-mat-khau-moi-dai";
    let etag = client.get("/auth/me").await.etag();
    let post = |body| client.act("/auth/password", &etag, body);

    post(change("sai-mat-khau-roi", new)).await.field_error("current_password");
    post(change(demo::PASSWORD, "ngan")).await.field_error("new_password");
    post(change(demo::PASSWORD, new)).await.ok();

    let again = server.anonymous().try_login(demo::VILLAGE_HEAD, demo::PASSWORD).await;
    again.problem(401, "invalid_credentials");
    server.anonymous().login(demo::VILLAGE_HEAD, new).await;
}

async fn guessing_the_current_password_is_slowed_down(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::VILLAGE_HEAD).await;
    let guess = || {
        let new = "mot-mat-khau-moi-dai";
        client.post("/auth/password", json!({ "current_password": "sai", "new_password": new }))
    };
    for _ in 0..5 {
        guess().await.field_error("current_password");
    }
    guess().await.problem(429, "too_many_requests");
}

/// One common password tried on many names: who has not logged in from that address before waits
/// two seconds, no longer.
async fn guessing_many_names_is_slowed_down_by_address(database: Database) {
    let server = Server::demo(database);
    server.login(demo::CHAIRMAN).await;
    let client = server.anonymous();
    for name in 0..30 {
        let answer = client.try_login(&format!("ten{name}"), "sai-mat-khau-roi").await;
        answer.problem(401, "invalid_credentials");
    }
    let slowed = client.try_login("ten30", "sai-mat-khau-roi").await;
    slowed.problem(429, "too_many_requests");
    assert_eq!(slowed.header("retry-after"), "2");
    // Who has worked from there goes on; who has not, waits two seconds.
    server.login(demo::CHAIRMAN).await;
    let first = server.anonymous().try_login(demo::COORDINATOR, demo::PASSWORD).await;
    first.problem(429, "too_many_requests");
    server.clock().advance(Duration::seconds(2));
    server.login(demo::COORDINATOR).await;
}

//! The second factor: the window, replay, recovery codes, roles that need it, guessing.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Client, Database, Server, both_databases, demo};
use totp_rs::{Builder, Secret};

both_databases!(
    login_requires_a_code_once_the_second_factor_is_on,
    code_is_valid_one_step_early_or_late_and_only_once,
    recovery_code_is_valid_once_and_until_renewed,
    role_that_requires_a_second_factor_is_403_without_one,
    guessing_codes_is_slowed_down,
    second_factor_is_removed_by_its_owner_or_reset_by_admin,
    shorter_password_is_allowed_with_a_second_factor,
    invitation_does_not_replace_the_second_factor,
    short_password_prevents_removal_of_the_second_factor,
    admin_cannot_reset_the_own_second_factor,
);

/// The code that a phone shows so many seconds after the server's time.
pub fn phone(server: &Server, secret: &str, later: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("a").build().unwrap();
    let at = server.clock().now().timestamp() + later;
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

/// Turns the second factor on; its secret and the recovery codes.
pub async fn turn_on(server: &Server, client: &Client) -> (String, Vec<String>) {
    let start = json!({ "current_password": demo::PASSWORD });
    let made = client.post("/auth/second-factor", start).await.expect(200);
    let secret = made.body["secret"].as_str().unwrap().to_owned();
    let uri = made.body["uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/") && uri.contains(&secret), "{uri}");
    let code = json!({ "code": phone(server, &secret, 0) });
    let on = client.post("/auth/second-factor/confirm", code).await.expect(200);
    let codes = on.body["codes"].as_array().unwrap();
    let codes: Vec<_> = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    // What was shown belongs to a step that is spent.
    server.clock().advance(Duration::seconds(60));
    (secret, codes)
}

async fn login(server: &Server, username: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "username": username, "password": demo::PASSWORD });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    server.anonymous().post("/auth/login", body).await
}

async fn login_requires_a_code_once_the_second_factor_is_on(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let other = server.login(demo::CHAIRMAN).await;
    assert_eq!(client.read("/auth/me").await["second_factor"]["on"], false);
    let wrong = json!({ "current_password": "khong phai mat khau" });
    client.post("/auth/second-factor", wrong).await.field_error("current_password");
    client
        .post("/auth/second-factor/confirm", json!({ "code": "123456" }))
        .await
        .problem(409, "wrong_state");

    let (secret, codes) = turn_on(&server, &client).await;
    assert_eq!(codes.len(), 10);
    let state = client.read("/auth/me").await["second_factor"].clone();
    assert_eq!(state, json!({ "on": true, "required": false, "recovery_codes_left": 10 }));
    other.get("/auth/me").await.problem(401, "unauthenticated");

    login(&server, demo::CHAIRMAN, None).await.problem(401, "second_factor_required");
    login(&server, demo::CHAIRMAN, Some("000000")).await.problem(401, "invalid_credentials");
    login(&server, demo::CHAIRMAN, Some(&phone(&server, &secret, 0))).await.expect(200).ok();
    // A wrong password is told nothing of it.
    let body = json!({ "username": demo::CHAIRMAN, "password": "sai mat khau roi" });
    server.anonymous().post("/auth/login", body).await.problem(401, "invalid_credentials");
}

async fn code_is_valid_one_step_early_or_late_and_only_once(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let (secret, _) = turn_on(&server, &client).await;
    for (late, good) in [(-60, false), (-30, true), (0, true), (30, true), (90, false)] {
        let answer = login(&server, demo::CHAIRMAN, Some(&phone(&server, &secret, late))).await;
        assert_eq!(answer.status == 200, good, "{late}: {answer}");
    }
    // All of them are spent, and so is every one before the last that was taken.
    for late in [-30, 0, 30] {
        let answer = login(&server, demo::CHAIRMAN, Some(&phone(&server, &secret, late))).await;
        answer.problem(401, "invalid_credentials");
    }
    // Of many who send the same at once, one is let in.
    server.clock().advance(Duration::seconds(120));
    let code = phone(&server, &secret, 0);
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (client, code) = (server.anonymous(), code.clone());
        all.spawn(async move {
            let body =
                json!({ "username": demo::CHAIRMAN, "password": demo::PASSWORD, "code": code });
            client.post("/auth/login", body).await.status
        });
    }
    let statuses = all.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

async fn recovery_code_is_valid_once_and_until_renewed(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let (secret, codes) = turn_on(&server, &client).await;
    let sloppy = codes[0].to_lowercase().replace('-', " ");
    login(&server, demo::CHAIRMAN, Some(&sloppy)).await.expect(200).ok();
    login(&server, demo::CHAIRMAN, Some(&codes[0])).await.problem(401, "invalid_credentials");
    login(&server, demo::CHAIRMAN, Some(&codes[1])).await.expect(200).ok();
    assert_eq!(client.read("/auth/me").await["second_factor"]["recovery_codes_left"], 8);

    let proof = json!({ "current_password": demo::PASSWORD, "code": phone(&server, &secret, 0) });
    let fresh = client.post("/auth/second-factor/recovery-codes", proof.clone()).await.expect(200);
    client.post("/auth/second-factor/recovery-codes", proof).await.field_error("code");
    login(&server, demo::CHAIRMAN, Some(&codes[2])).await.problem(401, "invalid_credentials");
    let code = fresh.body["codes"][9].as_str().unwrap();
    login(&server, demo::CHAIRMAN, Some(code)).await.expect(200).ok();
}

async fn require(server: &Server, roles: Value) {
    let admin = server.login(demo::ADMIN).await;
    let read = admin.get("/settings").await.expect(200);
    let mut values = read.body["values"].clone();
    values["second_factor_roles"] = roles;
    admin.patch("/settings", &read.etag(), json!({ "values": values })).await.expect(200).ok();
}

async fn role_that_requires_a_second_factor_is_403_without_one(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let head = server.login(demo::VILLAGE_HEAD).await;
    require(&server, json!(["chairman"])).await;
    // At once, though logged in before: nothing but the own account.
    client.get("/tasks").await.problem(403, "second_factor_missing");
    let state = client.read("/auth/me").await["second_factor"].clone();
    assert_eq!((&state["on"], &state["required"]), (&json!(false), &json!(true)));
    head.get("/tasks").await.expect(200).ok();
    turn_on(&server, &client).await;
    client.get("/tasks").await.expect(200).ok();
}

async fn guessing_codes_is_slowed_down(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let (secret, _) = turn_on(&server, &client).await;
    for _ in 0..5 {
        login(&server, demo::CHAIRMAN, Some("000000")).await.problem(401, "invalid_credentials");
    }
    let right = phone(&server, &secret, 0);
    login(&server, demo::CHAIRMAN, Some(&right)).await.problem(429, "too_many_requests");
    // The own account has as many guesses and no more, with right passwords between them or not.
    let proof = json!({ "current_password": demo::PASSWORD, "code": "000000" });
    let same = json!({ "current_password": demo::PASSWORD, "new_password": demo::PASSWORD });
    let remove = "/auth/second-factor/remove";
    for guess in 0..5 {
        if guess == 3 {
            client.post("/auth/password", same.clone()).await.expect(204).ok();
        }
        client.post(remove, proof.clone()).await.field_error("code");
    }
    client.post(remove, proof).await.problem(429, "too_many_requests");
    server.clock().advance(Duration::minutes(16));
    login(&server, demo::CHAIRMAN, Some(&phone(&server, &secret, 0))).await.expect(200).ok();
}

async fn second_factor_is_removed_by_its_owner_or_reset_by_admin(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let (secret, _) = turn_on(&server, &client).await;
    let off = |code: String| json!({ "current_password": demo::PASSWORD, "code": code });
    let path = "/auth/second-factor/remove";
    client.post(path, off("000000".into())).await.field_error("code");
    client.post(path, off(phone(&server, &secret, 0))).await.expect(204).ok();
    login(&server, demo::CHAIRMAN, None).await.expect(200).ok();

    turn_on(&server, &client).await;
    let id = tests::scene::id(&client.read("/auth/me").await["user_id"]);
    let admin = server.login(demo::ADMIN).await;
    let reset = format!("/users/{id}/second-factor/reset");
    client.post(&reset, json!({})).await.problem(403, "forbidden");
    admin.post(&reset, json!({})).await.expect(204).ok();
    login(&server, demo::CHAIRMAN, None).await.expect(200).ok();
    let audit = format!("{:?}", admin.all("/audit").await);
    assert!(audit.contains("user.reset_second_factor") && !audit.contains(&secret));
}

async fn shorter_password_is_allowed_with_a_second_factor(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let change = json!({ "current_password": demo::PASSWORD, "new_password": "tamchumot" });
    client.post("/auth/password", change.clone()).await.field_error("new_password");
    turn_on(&server, &client).await;
    client.post("/auth/password", change).await.expect(204).ok();
}

async fn code_for(admin: &Client, user: &str) -> String {
    let made = admin.post(&format!("/users/{user}/invitation"), json!({})).await.expect(201);
    made.body["code"].as_str().unwrap().to_owned()
}

async fn invitation_does_not_replace_the_second_factor(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let (secret, codes) = turn_on(&server, &client).await;
    let user = tests::scene::id(&client.read("/auth/me").await["user_id"]);
    let admin = server.login(demo::ADMIN).await;
    let code = code_for(&admin, &user).await;
    let accept = |second: Option<&str>| {
        let mut body = json!({ "code": code, "password": "mot cau that dai de nho" });
        if let Some(second) = second {
            body["second_code"] = json!(second);
        }
        body
    };
    let somebody = server.anonymous();
    let path = "/auth/accept";
    somebody.post(path, accept(None)).await.problem(401, "second_factor_required");
    somebody.post(path, accept(Some("000000"))).await.problem(401, "invalid_credentials");
    // The slip is not spent by it, and the old password still counts.
    login(&server, demo::CHAIRMAN, Some(&codes[0])).await.expect(200).ok();
    let right = phone(&server, &secret, 0);
    somebody.post(path, accept(Some(&right))).await.expect(200).ok();
    login(&server, demo::CHAIRMAN, Some(&codes[1])).await.problem(401, "invalid_credentials");
}

async fn short_password_prevents_removal_of_the_second_factor(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::CHAIRMAN).await;
    let (secret, _) = turn_on(&server, &client).await;
    let short = json!({ "current_password": demo::PASSWORD, "new_password": "tamchumot" });
    client.post("/auth/password", short).await.expect(204).ok();
    let off = json!({ "current_password": "tamchumot", "code": phone(&server, &secret, 0) });
    client.post("/auth/second-factor/remove", off).await.problem(409, "wrong_state");
    // Nineteen characters as they are typed are nine as they are hashed.
    let typed = "e\u{302}\u{301}".repeat(5) + "bien";
    let short = json!({ "current_password": "tamchumot", "new_password": typed });
    client.post("/auth/password", short).await.expect(204).ok();
    let off = json!({ "current_password": typed, "code": phone(&server, &secret, 0) });
    client.post("/auth/second-factor/remove", off).await.problem(409, "wrong_state");

    // Taken off by the administrator, it takes the short password with it.
    let user = tests::scene::id(&client.read("/auth/me").await["user_id"]);
    let admin = server.login(demo::ADMIN).await;
    admin.post(&format!("/users/{user}/second-factor/reset"), json!({})).await.expect(204).ok();
    client.get("/auth/me").await.problem(401, "unauthenticated");
    let body = json!({ "username": demo::CHAIRMAN, "password": "tamchumot" });
    server.anonymous().post("/auth/login", body).await.problem(401, "invalid_credentials");
    let code = code_for(&admin, &user).await;
    let body = json!({ "code": code, "password": "mot cau that dai de nho" });
    server.anonymous().post("/auth/accept", body).await.expect(200).ok();
}

async fn admin_cannot_reset_the_own_second_factor(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    turn_on(&server, &admin).await;
    let user = tests::scene::id(&admin.read("/auth/me").await["user_id"]);
    for path in ["second-factor/reset", "invitation"] {
        let path = format!("/users/{user}/{path}");
        admin.post(&path, json!({})).await.problem(409, "wrong_state");
    }
    assert_eq!(admin.read("/auth/me").await["second_factor"]["on"], true);
}

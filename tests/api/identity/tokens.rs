//! Tokens: forged ones (wrong algorithm, claims, key or place), their expiry, the rotation of the
//! key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Database, Server, both_databases, demo};

both_databases!(
    forged_session_token_is_401,
    api_token_expires_after_ten_minutes,
    refused_token_request_says_why_as_oauth_libraries_read_it,
    session_token_as_a_bearer_token_is_401,
    session_outlives_one_key_rotation_but_not_two,
);

/// RFC 6749 §5.2, and the fields of every other problem.
async fn refused_token_request_says_why_as_oauth_libraries_read_it(database: Database) {
    let server = Server::demo(database);
    let ask = async |form: &str| {
        let call = server.anonymous().call(Method::POST, "/auth/token");
        call.bytes("application/x-www-form-urlencoded", form).send().await
    };
    let known = "client_id=x&client_secret=y";
    let cases = [
        (
            format!("grant_type=client_credentials&{known}"),
            401,
            "invalid_credentials",
            "invalid_client",
        ),
        ("grant_type=client_credentials".into(), 401, "invalid_credentials", "invalid_client"),
        (
            format!("grant_type=password&{known}"),
            400,
            "unsupported_grant_type",
            "unsupported_grant_type",
        ),
        (known.into(), 400, "malformed_body", "invalid_request"),
        ("grant_type=a&grant_type=b".into(), 400, "malformed_body", "invalid_request"),
    ];
    for (form, status, code, error) in cases {
        let answer = ask(&form).await;
        answer.problem(status, code);
        assert_eq!(answer.body["error"], error, "{answer}");
        let words = answer.body["error_description"].as_str().unwrap();
        assert!(!words.is_empty() && words.is_ascii() && !words.contains(['"', '\\']), "{answer}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("www-authenticate"), "");
    }
    // A secret shown in the header is asked for there.
    let call = server.anonymous().call(Method::POST, "/auth/token");
    let call = call.bytes("application/x-www-form-urlencoded", "grant_type=client_credentials");
    let answer = call.header("authorization", "Basic eDp5").send().await;
    answer.problem(401, "invalid_credentials");
    assert_eq!(answer.header("www-authenticate"), "Basic realm=\"Loa\", charset=\"UTF-8\"");
    // A body that is no form at all.
    let call = server.anonymous().call(Method::POST, "/auth/token").json(json!({}));
    let answer = call.send().await;
    answer.problem(400, "malformed_body");
    assert_eq!(answer.body["error"], "invalid_request", "{answer}");
}

/// Header and claims of a token.
fn taken_apart(token: &str) -> (Value, Value) {
    let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let mut parts = token.split('.');
    (read(parts.next().unwrap()), read(parts.next().unwrap()))
}

fn put_together(header: &Value, claims: &Value, signature: &str) -> String {
    let write = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", write(header), write(claims))
}

async fn forged_session_token_is_401(database: Database) {
    let server = Server::demo(database);
    let answer = server.anonymous().try_login(demo::CHAIRMAN, demo::PASSWORD).await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let (name, token) = cookie.split_once('=').unwrap();
    let signature = token.rsplit('.').next().unwrap();
    let (header, claims) = taken_apart(token);
    let ask = async |token: &str| {
        let call = server.anonymous().call(Method::GET, "/auth/me");
        call.header("cookie", &format!("{name}={token}")).send().await
    };
    ask(token).await.expect(200).ok();

    let changed = |field: &str, value: Value| {
        let mut claims = claims.clone();
        claims[field] = value;
        claims
    };
    let none = json!({ "alg": "none", "typ": "JWT" });
    let made_up = [
        put_together(&none, &claims, ""),
        put_together(&none, &claims, signature),
        put_together(&json!({ "alg": "HS512", "typ": "JWT" }), &claims, signature),
        put_together(&json!({ "alg": "RS256", "typ": "JWT" }), &claims, signature),
        put_together(&header, &changed("exp", json!("9999999999")), signature),
        put_together(&header, &changed("exp", json!(9_999_999_999_u64)), signature),
        put_together(&header, &changed("aud", json!("machine")), signature),
        put_together(&header, &changed("aud", json!(null)), signature),
        put_together(&header, &changed("sub", json!(uuid::Uuid::now_v7())), signature),
        token.trim_end_matches(signature).to_owned(),
        "x".repeat(5_000),
        String::new(),
    ];
    for token in made_up {
        ask(&token).await.problem(401, "unauthenticated");
    }
}

/// Ten minutes, and not one second more.
async fn api_token_expires_after_ten_minutes(database: Database) {
    let server = Server::demo(database);
    let client = crate::platform::permissions::machine(&server, "units:read").await;
    client.get("/units").await.expect(200).ok();
    server.clock().advance(chrono::Duration::seconds(601));
    client.get("/units").await.problem(401, "unauthenticated");
}

async fn session_token_as_a_bearer_token_is_401(database: Database) {
    let server = Server::demo(database);
    let answer = server.anonymous().try_login(demo::CHAIRMAN, demo::PASSWORD).await;
    let token = answer.header("set-cookie").split(['=', ';']).nth(1).unwrap();
    let client = server.anonymous().with_bearer(token);
    client.get("/units").await.problem(401, "unauthenticated");
}

/// Nobody is logged out by the first rotation, everybody by the second.
async fn session_outlives_one_key_rotation_but_not_two(database: Database) {
    let mut server = Server::demo(database);
    let before = server.login(demo::CHAIRMAN).await;
    server.home().run_ok(&["keys", "rotate"], "");
    server.restart();
    before.at(server.base()).get("/auth/me").await.expect(200).ok();
    let between = server.login(demo::COORDINATOR).await;
    server.home().run_ok(&["keys", "rotate"], "");
    server.restart();
    before.at(server.base()).get("/auth/me").await.problem(401, "unauthenticated");
    between.at(server.base()).get("/auth/me").await.expect(200).ok();
}

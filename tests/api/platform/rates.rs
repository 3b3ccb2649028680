//! How often an API client may ask, and the headers that say so.

use chrono::Duration;
use reqwest::Method;
use tests::{Database, Server, both_databases, contract, demo};

both_databases!(api_client_over_its_quota_is_429, token_requests_over_their_quota_are_429);

async fn api_client_over_its_quota_is_429(database: Database) {
    let server = Server::demo_with(database, &[("LOA_CLIENT_RATE", "5")]);
    let client = crate::platform::permissions::machine(&server, "units:read").await;
    let other = crate::platform::permissions::machine(&server, "units:read").await;
    for left in (1..5).rev() {
        let answer = client.get("/units").await.expect(200);
        assert_eq!(answer.header("ratelimit-policy"), "\"client\";q=5;w=60");
        assert_eq!(answer.header("ratelimit"), format!("\"client\";r={left};t=60"));
    }
    // What it may not read counts as well.
    let refused = client.get("/tasks").await;
    refused.problem(403, "forbidden");
    assert_eq!(refused.header("ratelimit"), "\"client\";r=0;t=60");
    server.clock().advance(Duration::seconds(20));
    let late = client.get("/units").await;
    late.problem(429, "too_many_requests");
    assert_eq!(late.header("retry-after"), "40");
    assert_eq!(late.header("ratelimit"), "\"client\";r=0;t=40");
    other.get("/units").await.expect(200).ok();
    server.clock().advance(Duration::seconds(40));
    client.get("/units").await.expect(200).ok();

    // People are not counted so.
    let answer = server.login(demo::CHAIRMAN).await.get("/units").await.expect(200);
    assert!(answer.header("ratelimit").is_empty(), "{answer}");
}

async fn token_requests_over_their_quota_are_429(database: Database) {
    let server = Server::demo(database);
    crate::platform::permissions::machine(&server, "units:read").await;
    let ask = async || {
        let form = "grant_type=client_credentials&client_id=x&client_secret=y";
        let call = server.anonymous().call(Method::POST, "/auth/token");
        call.bytes("application/x-www-form-urlencoded", form).send().await
    };
    for left in (0..29).rev() {
        let answer = ask().await;
        answer.problem(401, "invalid_credentials");
        assert_eq!(answer.header("ratelimit-policy"), "\"token\";q=30;w=60");
        assert_eq!(answer.header("ratelimit"), format!("\"token\";r={left};t=60"));
    }
    let late = ask().await;
    late.problem(429, "too_many_requests");
    assert_eq!(late.header("retry-after"), "60");
    server.clock().advance(Duration::seconds(60));
    ask().await.problem(401, "invalid_credentials");
}

#[test]
fn description_documents_the_quota_headers() {
    let paths = &contract::document()["paths"];
    for (path, method) in [("/api/v1/units", "get"), ("/api/v1/auth/token", "post")] {
        let answers = &paths[path][method]["responses"];
        assert!(answers["200"]["headers"]["RateLimit"].is_object(), "{path}");
        let late = contract::resolve(&answers["429"]);
        for header in ["Retry-After", "RateLimit", "RateLimit-Policy"] {
            assert!(late["headers"][header].is_object(), "{path} {header}");
        }
    }
}

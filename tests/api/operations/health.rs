//! Health checks, security headers, and the time that a start takes.

use tests::{Database, Server, both_databases};

both_databases!(
    health_checks_answer_200,
    every_answer_carries_the_security_headers,
    server_starts_within_seconds
);

async fn health_checks_answer_200(database: Database) {
    let server = Server::empty(database);
    for path in ["/health/live", "/health/ready"] {
        server.anonymous().get(path).await.ok();
    }
}

/// On every route, errors included.
async fn every_answer_carries_the_security_headers(database: Database) {
    let server = Server::empty(database);
    let client = server.anonymous();
    for path in ["/health/live", "/auth/me", "/no-such-thing", "/api/openapi.json", "/api/docs/"] {
        let answer = client.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{answer}");
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("'unsafe-eval'"), "{path}: {policy}");
    }
    let answer = client.get("/auth/me").await;
    assert!(answer.header("cache-control").contains("no-store"), "{answer}");
}

/// Half a second is promised for a release on a quiet machine; this is a debug build beside
/// other tests, so it only shows that nothing waits for a timeout.
async fn server_starts_within_seconds(database: Database) {
    let mut server = Server::empty(database);
    let started = std::time::Instant::now();
    server.restart();
    let took = started.elapsed();
    assert!(took < std::time::Duration::from_secs(15), "{took:?}");
}

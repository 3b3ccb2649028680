//! Wrong passwords from strangers delay strangers: not a person's own device or address, nor what
//! the person does with the own account. Addresses come by a trusted proxy.

use reqwest::Method;
use serde_json::json;
use tests::wait::until;
use tests::{Answer, Client, Database, Server, both_databases};
use tokio::task::JoinSet;

both_databases!(
    known_device_and_address_log_in_while_the_name_is_delayed,
    known_device_and_known_address_are_limited_separately,
    password_changes_are_limited_apart_from_logins,
    login_respects_changes_made_while_its_password_is_hashed,
);

const NAMES: [&str; 3] = ["quantri1", "quantri2", "quantri3"];
const PASSWORD: &str = "mot cau that dai de nho";
const HOME: &str = "203.0.113.10";

/// A server behind a proxy, with three people.
fn office(database: Database) -> Server {
    let mut server = Server::empty(database);
    for name in NAMES {
        let arguments =
            ["admin", "create", "--commune", "18676", "--commune-name", "xã", "--username", name];
        server.home().run_ok(&arguments, PASSWORD);
    }
    server.restart_with(&[("LOA_TRUSTED_PROXIES", "127.0.0.1"), ("LOA_JOBS", "false")]);
    server
}

async fn login(client: &Client, from: &str, name: &str, password: &str) -> Answer {
    let body = json!({ "username": name, "password": password });
    let call = client.call(Method::POST, "/auth/login").header("x-forwarded-for", from);
    call.json(body).send().await
}

/// Wrong passwords from ever other addresses until the name is delayed.
async fn guess(server: &Server, name: &str) {
    for last in 0..40 {
        let from = format!("198.51.100.{last}");
        let answer = login(&server.anonymous(), &from, name, "sai-mat-khau-roi").await;
        assert!([401, 429].contains(&answer.status), "{answer}");
    }
    let late = login(&server.anonymous(), "198.51.100.99", name, PASSWORD).await;
    late.problem(429, "too_many_requests");
}

async fn known_device_and_address_log_in_while_the_name_is_delayed(database: Database) {
    let server = office(database);
    let own = server.anonymous();
    let first = login(&own, HOME, NAMES[0], PASSWORD).await.expect(200);
    let cookies: Vec<String> = (first.headers.get_all("set-cookie").iter())
        .map(|cookie| cookie.to_str().unwrap().to_lowercase())
        .collect();
    let device = cookies.iter().find(|cookie| cookie.starts_with("loa-device=")).unwrap();
    for attribute in ["httponly", "samesite=strict", "path=/"] {
        assert!(device.contains(attribute), "{device}");
    }
    let other = server.anonymous();
    login(&other, "203.0.113.20", NAMES[1], PASSWORD).await.expect(200).ok();
    guess(&server, NAMES[0]).await;

    // One's own device, wherever it is; one's own address, whatever the device.
    login(&own, "192.0.2.1", NAMES[0], PASSWORD).await.expect(200).ok();
    login(&server.anonymous(), HOME, NAMES[0], PASSWORD).await.expect(200).ok();
    login(&own, "2001:db8:1:2::1", NAMES[0], PASSWORD).await.expect(200).ok();
    let nearby = "2001:db8:1:2:ffff::9";
    login(&server.anonymous(), nearby, NAMES[0], PASSWORD).await.expect(200).ok();
    // What the proxy did not say itself is not believed.
    let claimed = format!("{HOME}, unknown");
    let elsewhere = ["2001:db8:1:3::1", "192.0.2.9", claimed.as_str()];
    for from in elsewhere {
        let answer = login(&server.anonymous(), from, NAMES[0], PASSWORD).await;
        answer.problem(429, "too_many_requests");
    }
    // The device of somebody else is a stranger's, and a session's token is no device's.
    let answer = login(&other, "192.0.2.9", NAMES[0], PASSWORD).await;
    answer.problem(429, "too_many_requests");
    let session = cookies.iter().find(|cookie| cookie.starts_with("loa=")).unwrap();
    let token = session.trim_start_matches("loa=").split(';').next().unwrap();
    let call = server.anonymous().call(Method::POST, "/auth/login");
    let call = call.header("x-forwarded-for", "192.0.2.9");
    let call = call.header("cookie", &format!("loa-device={token}"));
    let body = json!({ "username": NAMES[0], "password": PASSWORD });
    call.json(body).send().await.problem(429, "too_many_requests");
}

async fn known_device_and_known_address_are_limited_separately(database: Database) {
    let server = office(database);
    let own = server.anonymous();
    login(&own, HOME, NAMES[0], PASSWORD).await.expect(200).ok();
    let wrong = async |client: &Client, from: &str| {
        for _ in 0..5 {
            let answer = login(client, from, NAMES[0], "sai-mat-khau-roi").await;
            answer.problem(401, "invalid_credentials");
        }
        let answer = login(client, from, NAMES[0], PASSWORD).await;
        answer.problem(429, "too_many_requests");
    };
    // A colleague at the same address guesses: the own device goes on.
    wrong(&server.anonymous(), HOME).await;
    login(&own, HOME, NAMES[0], PASSWORD).await.expect(200).ok();
    // Somebody guesses on the own device: from elsewhere it can still be logged in.
    wrong(&own, HOME).await;
    login(&server.anonymous(), "192.0.2.1", NAMES[0], PASSWORD).await.expect(200).ok();
    // A name that looks like another counter is a name.
    let keys = "SELECT name_key FROM login_attempts WHERE name_key LIKE 'device:%'";
    let key = server.home().store().query(keys);
    for _ in 0..2 {
        let answer = login(&server.anonymous(), "192.0.2.2", key.trim(), PASSWORD).await;
        answer.problem(401, "invalid_credentials");
    }
}

async fn password_changes_are_limited_apart_from_logins(database: Database) {
    let server = office(database);
    let own = server.anonymous();
    login(&own, HOME, NAMES[0], PASSWORD).await.expect(200).ok();
    guess(&server, NAMES[0]).await;
    let change = |current: &str, new: &str| {
        own.post("/auth/password", json!({ "current_password": current, "new_password": new }))
    };
    let next = "mot cau khac cung that dai";
    change(PASSWORD, next).await.expect(204).ok();
    for _ in 0..5 {
        change("sai-mat-khau-roi", PASSWORD).await.field_error("current_password");
    }
    change(next, PASSWORD).await.problem(429, "too_many_requests");
    let start = json!({ "current_password": next });
    own.post("/auth/second-factor", start).await.problem(429, "too_many_requests");
    // The device is known still: this session was kept.
    login(&own, "192.0.2.1", NAMES[0], next).await.expect(200).ok();
}

/// Spawns logins of unknown names, each from an address of its own.
fn crowd(server: &Server, word: &str, many: usize) -> JoinSet<Answer> {
    let mut all = JoinSet::new();
    for n in 0..many {
        let (client, name) = (server.anonymous(), format!("{word}{n}"));
        let from = format!("10.{}.{n}.1", word.len());
        all.spawn(async move { login(&client, &from, &name, "sai-mat-khau-roi").await });
    }
    all
}

/// How many names that begin with `word` have a counter; only those with so many failures, where
/// given.
fn counted(server: &Server, word: &str, failures: Option<i64>) -> usize {
    let failures = failures.map(|n| format!(" AND failures = {n}")).unwrap_or_default();
    let count =
        format!("SELECT count(*) FROM login_attempts WHERE name_key LIKE 'name:{word}%'{failures}");
    server.home().store().query(&count).trim().parse().unwrap()
}

/// Passwords queue for the hasher; meanwhile one login is disabled, one password is changed, one
/// second factor is turned on. A login that finds the queue full is not counted as a failure.
async fn login_respects_changes_made_while_its_password_is_hashed(database: Database) {
    let server = office(database);
    let before = crowd(&server, "khach", 60);
    until("counted", || counted(&server, "khach", None) >= 50).await;
    let mut logins = Vec::new();
    for name in NAMES {
        let client = server.anonymous();
        logins.push(tokio::spawn(async move { login(&client, HOME, name, PASSWORD).await }));
    }
    until("counted", || counted(&server, "quantri", None) == 3).await;
    let _ = server.home().store().query(
        "UPDATE users SET disabled_at = created_at WHERE username = 'quantri1';
         UPDATE users SET password_hash = 'another' WHERE username = 'quantri2';
         INSERT INTO second_factors (user_id, secret, confirmed_at, last_step, created_at)
            SELECT id, 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', created_at, 0, created_at
            FROM users WHERE username = 'quantri3'",
    );
    let after = crowd(&server, "dong", 120);
    for (one, expected) in logins.into_iter().zip([
        "invalid_credentials",
        "invalid_credentials",
        "second_factor_required",
    ]) {
        one.await.unwrap().problem(401, expected);
    }
    let busy = |answers: &[Answer]| answers.iter().filter(|one| one.status == 503).count();
    let (before, after) = (before.join_all().await, after.join_all().await);
    assert!(busy(&after) > 0, "nobody found the queue full");
    for (word, answers) in [("khach", before), ("dong", after)] {
        assert!(answers.iter().all(|one| [401, 503].contains(&one.status)), "{answers:?}");
        assert_eq!(counted(&server, word, Some(0)), busy(&answers), "{word}");
        assert_eq!(counted(&server, word, Some(1)), answers.len() - busy(&answers), "{word}");
    }
}

//! The permission table: every operation of the API's description for every kind of actor. An
//! operation without a row fails, and so does a row without an operation.

mod foreign;
mod table;
mod walk;

use std::collections::BTreeSet;

use serde_json::json;
use tests::wait::until_async;
use tests::{Answer, Client, Database, Server, both_databases, demo};
use uuid::Uuid;

use table::{ROWS, Row};
use walk::{Operation, operations};

both_databases!(
    every_operation_has_a_row,
    operation_is_403_for_roles_outside_its_row,
    operation_without_a_login_is_401,
    api_client_may_only_what_its_scope_allows,
    every_operation_of_a_disabled_person_is_401,
    missing_second_factor_is_403_except_for_its_setup,
);

/// The demo's account for each letter of the table.
const ACTORS: [(char, &str); 5] = [
    ('A', demo::ADMIN),
    ('C', demo::CHAIRMAN),
    ('O', demo::COORDINATOR),
    ('M', demo::COMMITTEE),
    ('V', demo::VILLAGE_HEAD),
];

async fn every_operation_has_a_row(database: Database) {
    let server = Server::empty(database);
    let described = server.anonymous().read("/api/openapi.json").await;
    let there: BTreeSet<String> = operations(&described).into_iter().map(|op| op.id).collect();
    let known: BTreeSet<String> = ROWS.iter().map(|row| row.operation.to_owned()).collect();
    let lacking: Vec<_> = there.difference(&known).collect();
    let stale: Vec<_> = known.difference(&there).collect();
    assert!(lacking.is_empty() && stale.is_empty(), "without a row: {lacking:?}; gone: {stale:?}");
    // What the description asks of a machine, and what it says of roles, is what the table says.
    for operation in described["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
    {
        let id = operation["operationId"].as_str().unwrap();
        let schemes = operation["security"].as_array().into_iter().flatten();
        let scope = schemes.filter_map(|scheme| scheme["machine"][0].as_str()).next();
        let row = ROWS.iter().find(|row| row.operation == id).unwrap();
        assert_eq!(scope, row.scope, "{id}");
        let words = operation["description"].as_str().unwrap_or_default();
        assert!(words.split("\n\n").any(|part| part == row.who()), "{id}: {}\n{words}", row.who());
    }
}

/// An operation that is not allowed is 403 before anything else is checked: row, body or version.
async fn operation_is_403_for_roles_outside_its_row(database: Database) {
    let server = Server::demo(database);
    for (letter, username) in ACTORS {
        let client = server.login(username).await;
        for (operation, row) in rows(&server).await {
            let allowed = row.roles.contains([letter, '*']);
            check(&client, &operation, allowed, &format!("{username} ({letter})")).await;
        }
    }
}

async fn operation_without_a_login_is_401(database: Database) {
    let server = Server::demo(database);
    let client = server.anonymous();
    for (operation, row) in rows(&server).await {
        let answer = operation.send(&client, &anywhere(&operation)).await;
        if row.roles == "*" {
            assert_ne!(answer.code(), "unauthenticated", "{answer}");
        } else {
            answer.problem(401, "unauthenticated");
        }
    }
}

/// An API client may do what its scopes allow, and nothing without one.
async fn api_client_may_only_what_its_scope_allows(database: Database) {
    let server = Server::demo(database);
    let every: BTreeSet<&str> = shared::permission::CLIENT_SCOPES.into_iter().collect();
    for scope in &every {
        let client = machine(&server, scope).await;
        for (operation, row) in rows(&server).await {
            if row.roles == "*" {
                continue;
            }
            let allowed = row.scope == Some(scope);
            let answer = check(&client, &operation, allowed, scope).await;
            if allowed {
                continue;
            }
            // Whoever set the client up reads which scope it lacks, if any would help.
            let detail = answer.body["detail"].as_str().unwrap_or_default();
            let lacking = row.scope.unwrap_or("dành cho người dùng");
            assert!(detail.contains(lacking), "{answer}");
            let challenge = match row.scope {
                Some(scope) => format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\""),
                None => String::new(),
            };
            assert_eq!(answer.header("www-authenticate"), challenge, "{answer}");
        }
    }
}

async fn every_operation_of_a_disabled_person_is_401(database: Database) {
    let server = Server::demo(database);
    let client = server.login(demo::OTHER_COMMITTEE).await;
    client.get("/auth/me").await.expect(200).ok();
    let disable = "UPDATE users SET disabled_at = created_at WHERE username = 'doantn'";
    let _ = server.home().store().query(disable);
    // Another process wrote that: it is followed within a second (SECURITY.md, "Sessions").
    let disabled = async || client.get("/auth/me").await.status == 401;
    until_async("the person is disabled", disabled).await;
    for (operation, row) in rows(&server).await {
        if row.roles != "*" {
            let answer = operation.send(&client, &anywhere(&operation)).await;
            answer.problem(401, "unauthenticated");
        }
    }
    let again = server.anonymous().try_login(demo::OTHER_COMMITTEE, demo::PASSWORD).await;
    again.problem(401, "invalid_credentials");
}

/// The operations that are allowed before a required second factor is on.
const SET_UP: [&str; 4] =
    ["read_own_account", "log_out", "start_second_factor", "confirm_second_factor"];

async fn missing_second_factor_is_403_except_for_its_setup(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let etag = admin.get("/settings").await.expect(200).etag();
    let values = json!({ "values": { "second_factor_roles": ["chairman"] } });
    admin.patch("/settings", &etag, values).await.expect(200).ok();
    let chairman = server.login(demo::CHAIRMAN).await;
    for (operation, row) in rows(&server).await {
        if row.roles == "*" {
            continue;
        }
        let answer = operation.send(&chairman, &anywhere(&operation)).await;
        let refused = answer.code() == "second_factor_missing";
        assert_ne!(refused, SET_UP.contains(&row.operation), "{answer}");
    }
}

/// An API client with one scope, made on the command line.
pub async fn machine(server: &Server, scope: &str) -> Client {
    let arguments =
        ["client", "create", "--commune", "demo", "--name", "cổng tỉnh", "--scopes", scope];
    let made = server.home().run_ok(&arguments, "");
    let word = |name: &str| {
        let line = made.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {made}"))
    };
    let (id, secret) = (word("client_id="), word("client_secret="));
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let call = server.anonymous().call(reqwest::Method::POST, "/auth/token");
    let token = call.bytes("application/x-www-form-urlencoded", form).send().await.expect(200);
    server.anonymous().with_bearer(token.body["access_token"].as_str().unwrap())
}

/// Each operation with its row, the one that ends the session last.
async fn rows(server: &Server) -> Vec<(Operation, &'static Row)> {
    let described = server.anonymous().read("/api/openapi.json").await;
    let mut all: Vec<_> = operations(&described)
        .into_iter()
        .filter_map(|op| Some((op.clone(), ROWS.iter().find(|row| row.operation == op.id)?)))
        .collect();
    all.sort_by_key(|(operation, _)| operation.id == "log_out");
    all
}

/// The path of the operation with the id of a row that does not exist.
fn anywhere(operation: &Operation) -> String {
    let word = |before: &str| match before {
        "catalogues" => "topics".to_owned(),
        _ => Uuid::now_v7().to_string(),
    };
    operation.filled(word)
}

async fn check(client: &Client, operation: &Operation, allowed: bool, who: &str) -> Answer {
    let answer = operation.send(client, &anywhere(operation)).await;
    assert!(answer.status < 500, "{who}: {answer}");
    if allowed {
        let refused = matches!(answer.code(), "forbidden" | "unauthenticated");
        assert!(!refused, "{who} may {}: {answer}", operation.id);
    } else {
        assert_eq!(answer.code(), "forbidden", "{who} may not {}: {answer}", operation.id);
    }
    answer
}

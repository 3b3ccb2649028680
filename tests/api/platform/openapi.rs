//! The API's description: generated from the code that serves, committed, and valid.

use reqwest::Method;
use serde_json::Value;
use tests::server::Home;
use tests::{Database, Server, both_databases, contract, demo};

both_databases!(
    the_committed_description_is_current,
    served_description_equals_the_printed_one,
    example_sent_as_a_request_is_well_formed,
);

/// When it fails: `loa openapi > docs/openapi.json`.
async fn the_committed_description_is_current(database: Database) {
    let printed = Home::new(database).run_ok(&["openapi"], "");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let committed = std::fs::read_to_string(path).expect("docs/openapi.json");
    let same = printed.trim() == committed.trim();
    assert!(same, "docs/openapi.json is out of date: loa openapi > docs/openapi.json");
}

async fn served_description_equals_the_printed_one(database: Database) {
    let server = Server::empty(database);
    let served = server.anonymous().read("/api/openapi.json").await;
    let printed: Value = serde_json::from_str(&server.home().run_ok(&["openapi"], "")).unwrap();
    assert_eq!(served, printed);
    assert!(served["openapi"].as_str().is_some_and(|version| version.starts_with("3.")));
}

#[test]
fn the_description_is_valid() {
    let errors = contract::is_openapi(contract::document());
    assert!(errors.is_empty(), "{errors:#?}");
    for (path, method, operation) in operations() {
        let name = format!("{method} {path}");
        assert!(operation["operationId"].is_string(), "{name} has no id");
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty(), "{name} has no summary");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
        for status in ["400", "500", "503"] {
            assert!(answers.contains_key(status), "{name} has no {status}");
        }
    }
}

/// Every body has an example, and every example fits the schema it stands for.
#[test]
fn every_body_has_an_example_that_fits() {
    let mut seen = 0;
    for (path, method, operation) in operations() {
        let answers = operation["responses"].as_object().unwrap().iter();
        let bodies = answers
            .map(|(status, answer)| (status.as_str(), contract::resolve(answer)))
            .chain([("request", &operation["requestBody"])]);
        for (which, body) in bodies {
            for (media, content) in body["content"].as_object().into_iter().flatten() {
                let name = format!("{method} {path} {which} {media}");
                if content["schema"]["format"] == "binary" || !media.ends_with("json") {
                    continue;
                }
                let example = content.get("example").unwrap_or_else(|| panic!("{name}: none"));
                let validator = contract::validator(&content["schema"]);
                let errors: Vec<_> =
                    validator.iter_errors(example).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{name}: {errors:?}\n{example}");
                seen += 1;
            }
        }
    }
    assert!(seen > 300, "{seen}");
}

fn operations() -> Vec<(&'static str, &'static str, &'static Value)> {
    let paths = contract::document()["paths"].as_object().unwrap();
    let of = |(path, item): (&'static String, &'static Value)| {
        let item = item.as_object().unwrap().iter();
        item.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    };
    paths.iter().flat_map(of).collect()
}

/// Whoever sends an example gets an answer about its content, never about its form.
async fn example_sent_as_a_request_is_well_formed(database: Database) {
    let server = Server::demo(database);
    let mut all = operations();
    // The settings of the example ask for a second factor, so they come last.
    all.sort_by_key(|(path, ..)| path.ends_with("/settings"));
    for (path, method, operation) in all {
        let example = &operation["requestBody"]["content"]["application/json"]["example"];
        // Logging in needs no session, and the second factor a right password first.
        let own = ["/api/v1/auth/login", "/api/v1/auth/second-factor"];
        if example.is_null() || own.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        let who = match path {
            _ if ["units", "users", "catalogues", "holidays", "settings", "api-clients"]
                .iter()
                .any(|word| path.starts_with(&format!("/api/v1/{word}"))) =>
            {
                demo::ADMIN
            }
            _ if path.ends_with("/report")
                || path.ends_with("{id}/extensions")
                || path.starts_with("/api/v1/activities") =>
            {
                demo::VILLAGE_HEAD
            }
            _ if path.ends_with("/split") || path.ends_with("/take-back") => demo::COMMITTEE,
            _ => demo::CHAIRMAN,
        };
        let client = server.login(who).await;
        let path = path.replace("{id}", &uuid::Uuid::now_v7().to_string());
        let path = path.replace("{kind}", "topics");
        let path = path.replace("{post_id}", &uuid::Uuid::now_v7().to_string());
        let method: Method = method.to_uppercase().parse().unwrap();
        let call = client.call(method, &path).if_match("\"1\"").json(example.clone());
        let answer = call.send().await;
        assert!(![400, 401, 403, 415].contains(&answer.status), "{answer}\n{example}");
    }
}

/// The harness checks every answer by the description; it has to detect a wrong one.
#[test]
fn harness_detects_answers_that_breach_the_contract() {
    let body = serde_json::json!({ "items": [{ "id": 7 }], "next_cursor": null });
    assert!(contract::breach("GET /api/v1/tasks?limit=5", 200, &body).is_some());
    assert!(contract::breach("GET /api/v1/tasks", 418, &Value::Null).is_some());
    let empty = serde_json::json!({ "items": [], "next_cursor": null });
    assert_eq!(contract::breach("GET /api/v1/tasks", 200, &empty), None);
}

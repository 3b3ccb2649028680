//! Values that no honest client sends: never a 5xx, never a status that the API's description does
//! not name.

use reqwest::Method;
use serde_json::{Value, json};
use tests::client::API;
use tests::{Answer, Client, Database, Scene, Server, both_databases, deep};

both_databases!(
    hostile_value_in_any_body_field_gets_a_documented_answer,
    hostile_value_in_any_query_gets_a_documented_answer
);

/// Values that are known to cause faults: marks, zero bytes, ends of ranges, wrong types.
fn values() -> Vec<Value> {
    let mut all = vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(i64::MAX),
        json!(1e300),
        json!(""),
        json!("\u{0}"),
        json!("a\u{0}b"),
        json!("\u{202e}\u{feff}"),
        json!("%' OR 1=1 --"),
        json!("=HYPERLINK(\"x\")"),
        json!("0000-00-00"),
        json!("0001-01-01"),
        json!("9999-12-31"),
        json!("+262142-12-31"),
        json!([]),
        json!([null]),
        json!({}),
        json!("0190a0a0-0000-7000-8000-000000000000"),
        json!(["0190a0a0-0000-7000-8000-000000000000"]),
    ];
    if deep() {
        all.extend((1..64).map(|bit| json!(1_u64 << bit)));
        all.extend((0..32_u8).map(|code| json!(char::from(code).to_string())));
        all.push(json!("ế".repeat(60_000)));
        all.push(json!(vec!["x"; 5_000]));
    }
    all
}

async fn hostile_value_in_any_body_field_gets_a_documented_answer(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(tests::demo::ADMIN).await;
    let described = scene.head.read("/api/openapi.json").await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    scene.save_draft(&work, scene.draft().await).await;
    let unit = json!({ "code": "T77", "name": "Thôn Bảy", "kind": "village" });
    let letter = json!({ "subject": "Một văn bản", "clauses": ["Điều một"] });
    let task = scene.task("Một việc", "2026-11-30");
    let (activity, draft) = (scene.activity().await, scene.draft().await);
    let report = work.path("/report");
    let targets: [(&Client, Method, &str, &str, Value); 5] = [
        (&admin, Method::POST, "/units", "/units", unit),
        (&scene.chairman, Method::POST, "/directives", "/directives", letter),
        (&scene.chairman, Method::POST, "/tasks", "/tasks", task),
        (&scene.head, Method::POST, "/activities", "/activities", activity),
        (&scene.head, Method::PUT, "/assignments/{id}/report", &report, draft),
    ];
    let mut faults = Vec::new();
    for (client, method, template, path, good) in targets {
        let key = method.as_str().to_lowercase();
        let operation = &described["paths"][format!("{API}{template}")][key];
        for field in fields(&described, operation) {
            for value in values() {
                let mut body = good.clone();
                body[&field] = value.clone();
                let mut call = client.call(method.clone(), path).json(body);
                if method == Method::PUT {
                    call = call.if_match(&client.get(path).await.etag());
                }
                let what = format!("{field} = {value}");
                faults.extend(undescribed(operation, &call.send().await, &what));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn hostile_value_in_any_query_gets_a_documented_answer(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(tests::demo::CHAIRMAN).await;
    let described = chairman.read("/api/openapi.json").await;
    let (mut walked, mut faults) = (0, Vec::new());
    for (path, item) in described["paths"].as_object().unwrap() {
        let operation = &item["get"];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let path = path.replace("{kind}", "topics");
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            for value in values() {
                let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
                // An address has 64 KiB at most: neither side takes a longer one.
                let text: String = text.chars().take(5_000).collect();
                let name = parameter["name"].as_str().unwrap();
                let url = reqwest::Url::parse_with_params("http://x/", [(name, &text)]).unwrap();
                let answer = chairman.get(&format!("{path}?{}", url.query().unwrap())).await;
                faults.extend(undescribed(operation, &answer, &text));
                walked += 1;
            }
        }
    }
    assert!(walked > 200, "{walked}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The properties of an operation's body.
fn fields(described: &Value, operation: &Value) -> Vec<String> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let name = schema.as_str().and_then(|path| path.rsplit('/').next()).expect("a schema");
    let properties = described["components"]["schemas"][name]["properties"].as_object();
    let names: Vec<String> = properties.expect("properties").keys().cloned().collect();
    assert!(!names.is_empty());
    names
}

/// What is wrong with an answer, if anything: a status that is not documented, or a 5xx.
fn undescribed(operation: &Value, answer: &Answer, sent: &str) -> Option<String> {
    let known = operation["responses"].get(answer.status.to_string()).is_some();
    (!known || answer.status >= 500).then(|| format!("{sent:?}: {answer}"))
}

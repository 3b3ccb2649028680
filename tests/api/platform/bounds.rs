//! The bounds that the description tells of are the server's own: one more is refused, by the name of the
//! field.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Database, Server, both_databases, contract, demo};
use uuid::Uuid;

both_databases!(
    value_over_a_documented_bound_is_a_field_error,
    page_larger_than_documented_is_cut,
    setting_out_of_its_documented_bounds_is_a_field_error,
);

/// What is made by bodies with bounds, and who may.
const CREATES: [(&str, &str); 13] = [
    ("units", demo::ADMIN),
    ("users", demo::ADMIN),
    ("catalogues/{kind}", demo::ADMIN),
    ("holidays", demo::ADMIN),
    ("api-clients", demo::ADMIN),
    ("unit-groups", demo::CHAIRMAN),
    ("directives", demo::CHAIRMAN),
    ("tasks", demo::CHAIRMAN),
    ("events", demo::CHAIRMAN),
    ("recurrences", demo::CHAIRMAN),
    ("delegations", demo::CHAIRMAN),
    ("chases", demo::CHAIRMAN),
    ("activities", demo::VILLAGE_HEAD),
];

/// The schema of a field, followed to where it is written.
fn written(schema: &'static Value) -> &'static Value {
    contract::resolve(schema)
}

/// A value that is just over a bound of its schema.
fn over(schema: &Value, example: &Value) -> Option<Value> {
    let bound = |name: &str| schema[name].as_u64().and_then(|bound| usize::try_from(bound).ok());
    if let Some(most) = bound("maxLength") {
        return Some(json!("a".repeat(most + 1)));
    }
    if let Some(most) = bound("maxItems") {
        let one = example.get(0).cloned().unwrap_or_default();
        let is_id = one.as_str().is_some_and(|text| Uuid::parse_str(text).is_ok());
        let another = || if is_id { json!(Uuid::now_v7()) } else { one.clone() };
        return Some((0..=most).map(|_| another()).collect());
    }
    schema["maximum"].as_i64().map(|most| json!(most + 1))
}

async fn value_over_a_documented_bound_is_a_field_error(database: Database) {
    let server = Server::demo(database);
    let mut tried = 0;
    for (path, who) in CREATES {
        let client = server.login(who).await;
        let operation = &contract::document()["paths"][format!("/api/v1/{path}")]["post"];
        let content = &operation["requestBody"]["content"]["application/json"];
        let address = format!("/{}", path.replace("{kind}", "topics"));
        for (field, schema) in written(&content["schema"])["properties"].as_object().unwrap() {
            let Some(value) = over(schema, &content["example"][field]) else { continue };
            let mut body = content["example"].clone();
            body[field] = value;
            let call = client.call(Method::POST, &address).json(body);
            let answer = call.send().await;
            let named = answer.body["errors"].as_array().is_some_and(|errors| {
                errors
                    .iter()
                    .any(|error| error["field"].as_str().is_some_and(|of| of.starts_with(field)))
            });
            assert!(answer.status == 422 && named, "{field}: {answer}");
            tried += 1;
        }
    }
    assert!(tried > 25, "{tried}");
}

async fn setting_out_of_its_documented_bounds_is_a_field_error(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let etag = admin.get("/settings").await.expect(200).etag();
    let schemas = &contract::document()["components"]["schemas"];
    let mut tried = 0;
    for (field, schema) in schemas["SettingsChange"]["properties"].as_object().unwrap() {
        let least = schema["minimum"].as_i64().filter(|least| *least > 0);
        let values =
            [schema["maximum"].as_i64().map(|most| most + 1), least.map(|least| least - 1)];
        for value in values.into_iter().flatten() {
            let change = json!({ "values": { field: value } });
            let answer = admin.patch("/settings", &etag, change).await;
            assert_eq!(answer.field_error(&format!("values.{field}")), "out_of_range", "{answer}");
            tried += 1;
        }
    }
    assert!(tried > 25, "{tried}");
}

/// `limit` is no error: a reader that asks for more gets what there is at most.
async fn page_larger_than_documented_is_cut(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let paths = &contract::document()["paths"];
    let parameters = paths["/api/v1/assignments"]["get"]["parameters"].as_array().unwrap();
    let limit = parameters.iter().find(|parameter| parameter["name"] == "limit").unwrap();
    assert_eq!(
        (&limit["schema"]["minimum"], &limit["schema"]["maximum"]),
        (&json!(1), &json!(200))
    );
    let page = chairman.get("/assignments?limit=0").await.expect(200);
    assert_eq!(page.items().len(), 1);
    chairman.get("/assignments?limit=201").await.expect(200).ok();
}

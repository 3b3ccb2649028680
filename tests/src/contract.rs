//! The committed description of the API, by which every answer that any test gets is checked: its
//! status has to be documented, its body has to fit the schema.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The description as it is committed.
///
/// # Panics
/// When it is not there.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    })
}

/// A validator of a schema of the document.
///
/// # Panics
/// When the schema is invalid.
#[must_use]
pub fn validator(schema: &Value) -> Validator {
    // Its references are to places of the whole document.
    let mut root = schema.clone();
    root["components"] = document()["components"].clone();
    jsonschema::draft202012::new(&root).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

/// The operation of a request, with its documented path.
#[must_use]
pub fn operation(method: &str, path: &str) -> Option<(&'static str, &'static Value)> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |template: &str| {
        let (mut have, mut want) = (path.split('/'), template.split('/'));
        loop {
            match (have.next(), want.next()) {
                (None, None) => return true,
                (Some(have), Some(want)) if want.starts_with('{') || have == want => {}
                _ => return false,
            }
        }
    };
    let paths = document()["paths"].as_object()?;
    let (template, item) = paths.iter().find(|(template, _)| fits(template))?;
    item.get(method.to_lowercase()).map(|operation| (template.as_str(), operation))
}

/// Follows a reference within the document, where there is one.
#[must_use]
pub fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap_or(value),
        None => value,
    }
}

/// What is wrong with an answer, by the description.
#[must_use]
pub fn breach(request: &str, status: u16, body: &Value) -> Option<String> {
    static VALIDATORS: OnceLock<Mutex<HashMap<String, Option<&'static Validator>>>> =
        OnceLock::new();
    let (method, path) = request.split_once(' ')?;
    let (template, operation) = operation(method, path)?;
    // The router's answer to a method that the path does not know is no operation's.
    if status == 405 {
        return None;
    }
    let Some(answer) = operation["responses"].get(status.to_string()) else {
        return Some(format!("{method} {template}: status {status} is not documented"));
    };
    let mut known = VALIDATORS.get_or_init(Mutex::default).lock().unwrap();
    let validator = *known.entry(format!("{method} {template} {status}")).or_insert_with(|| {
        let content = resolve(answer)["content"].as_object()?;
        let (_, media) = content.iter().find(|(media, _)| media.ends_with("json"))?;
        Some(Box::leak(Box::new(validator(media.get("schema")?))))
    });
    drop(known);
    let error = validator?.validate(body).err()?;
    let at = error.instance_path().to_string();
    Some(format!("{method} {template} {status}: {at}: {error}"))
}

/// The errors of the document by the OpenAPI schema, without the part of that schema about schemas.
#[must_use]
pub fn is_openapi(document: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("contract/openapi-3.1.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator.iter_errors(document).map(|error| json!(error.to_string()).to_string()).collect()
}

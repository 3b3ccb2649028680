//! The description by the rules of Spectral's `spectral:oas` and of generators of clients, so that others
//! can build on it. The rules are written here because Spectral needs Node.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tests::contract::{self, document};

/// One operation.
struct Operation {
    name: String,
    path: &'static str,
    value: &'static Value,
}

fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, value) in item.as_object().unwrap() {
            all.push(Operation { name: format!("{method} {path}"), path, value });
        }
    }
    all
}

/// Every object and list of the document with its place, those within examples left out.
fn walk(place: &str, value: &'static Value, see: &mut dyn FnMut(&str, &'static Value)) {
    see(place, value);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let is_property = place.ends_with("/properties");
                if is_property || !["example", "examples", "default", "enum"].contains(&&**name) {
                    walk(&format!("{place}/{name}"), field, see);
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(&format!("{place}/{at}"), item, see);
            }
        }
        _ => {}
    }
}

fn whole(see: &mut dyn FnMut(&str, &'static Value)) {
    walk("", document(), see);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[test]
fn head_says_what_it_is_who_answers_for_it_and_where_it_is_served() {
    let info = &document()["info"];
    for words in [&info["title"], &info["description"], &info["version"], &info["contact"]["name"]]
    {
        assert!(!text(words).is_empty(), "{info}");
    }
    assert_eq!(info["license"]["identifier"], "EUPL-1.2");
    let servers: Vec<&Value> = items(&document()["servers"]).collect();
    assert!(!servers.is_empty());
    for server in servers {
        let url = text(&server["url"]);
        assert!(url == "/" || !url.is_empty() && !url.ends_with('/'), "{server}");
    }
}

#[test]
fn operation_has_one_described_tag() {
    let tags = items(&document()["tags"]).map(|tag| {
        assert!(!text(&tag["description"]).is_empty(), "{tag}");
        text(&tag["name"])
    });
    let known: BTreeSet<&str> = tags.collect();
    for operation in operations() {
        let tags: Vec<&str> = items(&operation.value["tags"]).map(text).collect();
        assert!(matches!(tags[..], [tag] if known.contains(tag)), "{}: {tags:?}", operation.name);
    }
}

#[test]
fn operation_says_what_it_does_in_a_line_and_then_at_length() {
    for Operation { name, value, .. } in operations() {
        let (summary, description) = (text(&value["summary"]), text(&value["description"]));
        assert!(summary.ends_with('.') && !summary.contains('\n'), "{name}: {summary}");
        assert!(summary.chars().count() <= 90, "{name}: {summary}");
        assert!(description.chars().count() > summary.chars().count(), "{name}: {description}");
        assert!(value["responses"].as_object().unwrap().keys().any(|code| code.starts_with('2')));
    }
}

/// The first words of operation ids: what is done (ADR 44).
const VERBS: &str = "accept acknowledge approve assign cancel change chase check choose close compose \
                     confirm count create decline delete download end export grant invite issue list log \
                     mark merge offer open pause read refuse remove renew replace request reset resume \
                     retry return revoke rotate save search set split start stream submit take \
                     unsubscribe update upload withdraw write";

#[test]
fn operation_id_is_unique_and_begins_with_a_verb() {
    let verbs: BTreeSet<&str> = VERBS.split_whitespace().collect();
    let mut seen = BTreeSet::new();
    for Operation { name, value, .. } in operations() {
        let id = text(&value["operationId"]);
        assert!(seen.insert(id), "{name}: {id} stands twice");
        let plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let (verb, noun) = id.split_once('_').unwrap_or_default();
        assert!(plain && verbs.contains(verb) && !noun.is_empty(), "{name}: {id}");
    }
}

/// Clients are generated from the ids: one that is gone breaks whoever built on it (ADR 44). What is new
/// is added to the list in the release that brings it.
#[test]
fn operation_id_that_was_released_stays() {
    let there: BTreeSet<&str> =
        operations().iter().map(|operation| text(&operation.value["operationId"])).collect();
    let released = include_str!("operation_ids.txt").lines();
    let gone: Vec<&str> = released.filter(|id| !there.contains(id)).collect();
    assert!(gone.is_empty(), "operation ids are frozen (docs/adr/0043-operation-ids.md): {gone:?}");
}

#[test]
fn reference_leads_somewhere_and_every_component_is_used() {
    let mut used = BTreeSet::new();
    whole(&mut |place, value| {
        if let Some(reference) = value["$ref"].as_str() {
            let target = reference.strip_prefix('#').unwrap_or_default();
            assert!(document().pointer(target).is_some(), "{place}: {reference} is nowhere");
            used.insert(reference);
        }
        for reference in value["discriminator"]["mapping"].as_object().into_iter().flatten() {
            let target = text(reference.1).trim_start_matches('#');
            assert!(document().pointer(target).is_some(), "{place}: {target} is nowhere");
        }
    });
    for kind in ["schemas", "responses"] {
        for name in document()["components"][kind].as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(used.contains(&*reference), "{reference} is used by nothing");
        }
    }
}

#[test]
fn parameter_in_the_path_is_declared_once_and_no_path_ends_with_a_slash() {
    let mut shapes = BTreeMap::new();
    for Operation { name, path, value } in operations() {
        assert!(!path.ends_with('/') && !path.contains('?'), "{name}");
        let named: Vec<&str> =
            path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        let mut declared = BTreeSet::new();
        for parameter in items(&value["parameters"]) {
            let (place, called) = (text(&parameter["in"]), text(&parameter["name"]));
            assert!(declared.insert((place, called)), "{name}: {called} stands twice");
            assert!(!text(&parameter["description"]).is_empty(), "{name}: {called}");
            let is_named = named.contains(&called) && parameter["required"] == true;
            assert!(place != "path" || is_named, "{name}: {called}");
        }
        for called in &named {
            assert!(declared.contains(&("path", *called)), "{name}: {called} is not declared");
        }
        // Two paths that differ in the names of their parameters alone would be one.
        let shape: String = path
            .split('/')
            .map(|part| if part.starts_with('{') { "{}" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let same = shapes.entry(shape).or_insert(path);
        assert_eq!(*same, path);
    }
}

#[test]
fn schema_is_one_of_json_schema_2020_12() {
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        if let Err(error) = jsonschema::draft202012::meta::validate(schema) {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn enum_has_a_type_and_each_value_once() {
    whole(&mut |place, value| {
        let Some(values) = value["enum"].as_array().filter(|_| !place.ends_with("/properties"))
        else {
            return;
        };
        assert!(value["type"].is_string() || value["type"].is_array(), "{place}");
        let once: BTreeSet<String> = values.iter().map(ToString::to_string).collect();
        assert_eq!(once.len(), values.len(), "{place}: {values:?}");
        let validator = contract::validator(value);
        assert!(values.iter().all(|one| validator.is_valid(one)), "{place}: {values:?}");
    });
}

#[test]
fn example_of_a_field_or_a_body_fits_its_schema() {
    let mut seen = 0;
    whole(&mut |place, value| {
        let Some(example) = value.get("example").filter(|_| !place.ends_with("/properties")) else {
            return;
        };
        let schema = value.get("schema").unwrap_or(value);
        let errors: Vec<String> = contract::validator(schema)
            .iter_errors(example)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{place}: {errors:?}\n{example}");
        seen += 1;
    });
    assert!(seen > 350, "{seen}");
}

/// Files are told by the media types that they come as, and have no schema: bytes are none of JSON.
#[test]
fn file_is_described_by_its_own_media_type() {
    let mut pictures = 0;
    for Operation { name, value, .. } in operations() {
        for answer in value["responses"].as_object().unwrap().values() {
            for (media, content) in
                contract::resolve(answer)["content"].as_object().into_iter().flatten()
            {
                assert_ne!(media, "application/octet-stream", "{name}");
                let in_words = media.ends_with("json") || media.starts_with("text/");
                assert_eq!(content.get("schema").is_some(), in_words, "{name}: {media}");
                pictures += usize::from(media.starts_with("image/"));
            }
        }
    }
    assert_eq!(pictures, 4);
}

#[test]
fn scope_that_an_operation_asks_for_is_described() {
    let flow =
        &document()["components"]["securitySchemes"]["machine"]["flows"]["clientCredentials"];
    assert_eq!(flow["tokenUrl"], "/api/v1/auth/token");
    let scopes = flow["scopes"].as_object().unwrap();
    assert!(scopes.iter().all(|(name, about)| text(about).len() > name.len()), "{scopes:?}");
    for Operation { name, value, .. } in operations() {
        let schemes = items(&value["security"]);
        let machine = schemes.flat_map(|scheme| items(&scheme["machine"])).map(text).next();
        let words = text(&value["description"]);
        if let Some(scope) = machine {
            assert!(scopes.contains_key(scope), "{name}: {scope}");
            assert!(words.contains(&format!("with the scope `{scope}`.")), "{name}: {words}");
        } else {
            let about_machines = !value["security"].is_null();
            assert_eq!(words.ends_with("API clients may not."), about_machines, "{name}: {words}");
        }
    }
}

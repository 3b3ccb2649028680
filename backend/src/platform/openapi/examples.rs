//! Examples made from the schemas, so that none is missing and none is out of date. A field's
//! own example comes first, then what a field of its name usually holds.

use serde_json::{Map, Value, json};
use utoipa::openapi::{Content, OpenApi, RefOr};

/// The village head's evening that the examples tell of.
const DAY: &str = "2026-11-15";
const INSTANT: &str = "2026-11-15T12:30:00Z";
const ID: &str = "019e42e5-8a80-7000-8000-00002a62ecec";
/// Schemas refer to each other, never more deeply than this.
const MAX_DEPTH: usize = 24;

/// Gives every JSON body of a request or an answer an example where it has none.
pub fn fill(api: &mut OpenApi) {
    let schemas = serde_json::to_value(&api.components)
        .ok()
        .and_then(|mut components| components.get_mut("schemas").map(Value::take))
        .unwrap_or_default();
    for item in api.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                // Files have no words.
                let written =
                    body.content.iter_mut().filter(|(media, _)| *media != "multipart/form-data");
                written.for_each(|(_, content)| complete(content, &schemas));
            }
            for answer in operation.responses.responses.values_mut() {
                if let RefOr::T(answer) = answer {
                    answer.content.values_mut().for_each(|content| complete(content, &schemas));
                }
            }
        }
    }
}

fn complete(content: &mut RefOr<Content>, schemas: &Value) {
    let RefOr::T(content) = content else { return };
    let Some(schema) = &content.schema else { return };
    let schema = serde_json::to_value(schema).unwrap_or_default();
    if content.example.is_none() && schema["format"] != "binary" {
        content.example = Some(sample("", &schema, schemas, 0)).filter(|made| !made.is_null());
    }
}

/// What a field called `name` of this schema may hold.
fn sample(name: &str, schema: &Value, schemas: &Value, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    let deeper = |name: &str, schema: &Value| sample(name, schema, schemas, depth + 1);
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference.rsplit('/').next().unwrap_or_default();
        return match (target.strip_prefix("Named_"), &schemas[target]) {
            (Some(of), _) => json!({ "id": ID, "name": words(of).unwrap_or("Thôn Xuân Bắc") }),
            (None, schema) => deeper(name, schema),
        };
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let whole = parts.iter().map(|part| deeper(name, part));
        return Value::Object(whole.filter_map(object).flatten().collect());
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let given = choices.iter().find(|choice| choice["type"] != "null");
            return given.map_or(Value::Null, |schema| deeper(name, schema));
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| **kind != "null").and_then(Value::as_str),
        kind => kind.as_str(),
    };
    match kind {
        Some("object") => properties(schema, &deeper),
        Some("array") => json!([deeper(name, &schema["items"])]),
        Some("integer" | "number") => {
            let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
            let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
            number(name).clamp(least, most.max(least)).into()
        }
        Some("boolean") => json!(name == "open" || name == "is_online"),
        Some("string") => text(name, schema["format"].as_str()).map_or(Value::Null, Into::into),
        _ => Value::Null,
    }
}

fn properties(schema: &Value, deeper: &dyn Fn(&str, &Value) -> Value) -> Value {
    let fields = schema["properties"].as_object().into_iter().flatten();
    Value::Object(fields.map(|(name, field)| (name.clone(), deeper(name, field))).collect())
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

fn number(name: &str) -> i64 {
    match name {
        "amount" | "total_amount" => 62,
        "households" => 184,
        "status" => 422,
        "size" => 183_402,
        "width" => 1600,
        "height" => 1200,
        "expires_in" => 600,
        "year" => 2026,
        _ => 1,
    }
}

/// A text by its format, else by its name; none where there is nothing to tell of.
fn text(name: &str, format: Option<&str>) -> Option<&'static str> {
    match format {
        Some("uuid") => Some(ID),
        Some("date") => Some(DAY),
        Some("date-time") => Some(INSTANT),
        _ => words(name),
    }
}

/// What a field of this name holds, in the words of the office.
fn words(name: &str) -> Option<&'static str> {
    Some(match name {
        "title" | "TaskId" => "Tuyên truyền dịch vụ công trực tuyến tại Ngày hội đại đoàn kết",
        "description" => "Trưởng thôn phổ biến trong buổi sinh hoạt; phát tờ rơi đến từng hộ.",
        "subject" | "DirectiveId" => "Tăng cường tuyên truyền cải cách hành chính",
        "number" => "97/KH-UBND",
        "signer" => "Phó Chủ tịch (minh họa)",
        "preamble" => "Căn cứ Kế hoạch cải cách hành chính năm 2026 của UBND xã.",
        "closing" => "Yêu cầu các đơn vị nghiêm túc thực hiện.",
        "text" | "words" | "clauses" | "ClauseId" | "clause_text" => {
            "Lồng ghép tuyên truyền trong các buổi sinh hoạt thôn."
        }
        "narrative" => "Đã tuyên truyền tại nhà văn hóa thôn, bà con hưởng ứng.",
        "shortcomings" => "Một số hộ đi biển chưa về dự.",
        "proposals" => "Đề nghị cấp thêm tờ rơi.",
        "reason" => "Thiếu ảnh minh chứng.",
        "place" => "Nhà văn hóa thôn",
        "held_at" => "19:30",
        "note" => "Có cán bộ Trung tâm phục vụ hành chính công cùng dự.",
        "links" => "https://example.org/bai-viet",
        "file_name" => "hop-thon.jpg",
        "media_type" => "image/jpeg",
        "sha256" | "source_sha256" => {
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        }
        "username" => "xuanbac",
        "full_name" => "Trưởng thôn Xuân Bắc (minh họa)",
        "submitted_by" | "asked_by" | "by" | "PostId" => {
            "Trưởng thôn Xuân Bắc (minh họa), Trưởng thôn"
        }
        "unit_name" | "name" | "UnitId" => "Thôn Xuân Bắc",
        "short_name" => "Xuân Bắc",
        "commune_name" => "UBND xã (minh họa)",
        "CatalogueId" => "Dịch vụ công trực tuyến",
        "code" => "xuan-bac",
        "unit_of_measure" => "người",
        "language" => "vi",
        "theme" => "system",
        "password" | "current_password" => "mot mat khau that dai",
        "new_password" => "mot-cum-tu-dai-de-nho",
        "grant_type" => "client_credentials",
        "client_id" => "loa_3q2Tf0aZbQ8x",
        "client_secret" => "(shown once)",
        "access_token" => "eyJhbGciOiJIUzI1NiJ9…",
        "token_type" => "Bearer",
        "scope" => "tasks:read assignments:read",
        // Reasons for what did not happen, and the cursor of a last page.
        _ => return None,
    })
}

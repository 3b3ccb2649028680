//! The operations of the API's own description, and a request for each.

use reqwest::{Method, multipart};
use serde_json::{Value, json};
use tests::client::Call;
use tests::{Answer, Client};

/// One operation that the description names.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: String,
    /// Whether it takes a form of parts instead of JSON.
    pub multipart: bool,
}

/// Every operation of the description.
pub fn operations(description: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            if !operation["responses"].is_object() {
                continue;
            }
            all.push(Operation {
                id: operation["operationId"].as_str().expect("an operationId").to_owned(),
                method,
                path: path.clone(),
                multipart: operation["requestBody"]["content"]["multipart/form-data"].is_object(),
            });
        }
    }
    all
}

impl Operation {
    /// The path with each parameter filled in by `value`, called with what stands before it
    /// (`/tasks/{id}` asks for `tasks`).
    pub fn filled(&self, value: impl Fn(&str) -> String) -> String {
        let mut parts: Vec<String> = Vec::new();
        for part in self.path.split('/') {
            let filled = if part.starts_with('{') {
                value(parts.last().map_or("", String::as_str))
            } else {
                part.to_owned()
            };
            parts.push(filled);
        }
        parts.join("/")
    }

    /// Whether it is about one row.
    pub fn has_id(&self) -> bool {
        self.path.contains('{') && !self.path.ends_with("{kind}")
    }

    /// Sends it with the smallest body that it could take.
    pub async fn send(&self, client: &Client, path: &str) -> Answer {
        let call: Call = client.call(self.method.clone(), path);
        if self.method.is_safe() {
            return call.send().await;
        }
        let call = call.if_match("\"1\"");
        let call = if self.multipart {
            call.multipart(multipart::Form::new().text("nothing", ""))
        } else {
            call.json(json!({}))
        };
        call.send().await
    }
}

//! The answer to one request.

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::contract;

/// A whole answer, checked for what holds for every answer of the API.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The method and path it answers, for messages.
    pub request: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// The body as JSON; `null` where it is none.
    pub body: Value,
}

impl Answer {
    pub(crate) async fn try_read(
        request: String,
        response: reqwest::Response,
    ) -> Result<Self, reqwest::Error> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        // A stream has no end to wait for.
        let kind = headers.get("content-type").and_then(|value| value.to_str().ok());
        let endless = kind.is_some_and(|kind| kind.starts_with("text/event-stream"));
        let bytes = if endless { Vec::new() } else { response.bytes().await?.to_vec() };
        let answer = Self {
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            request,
            status,
            headers,
            bytes,
        };
        if status >= 400 {
            answer.check_problem();
        }
        if let Some(breach) = contract::breach(&answer.request, status, &answer.body) {
            panic!("{breach}\n{answer}");
        }
        Ok(answer)
    }

    /// Every error is a problem document (RFC 9457) with a stable code.
    fn check_problem(&self) {
        assert_eq!(
            self.header("content-type").split(';').next(),
            Some("application/problem+json"),
            "{self}"
        );
        assert_eq!(self.body["status"], self.status, "{self}");
        let code = self.body["code"].as_str().unwrap_or_default();
        let stable = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(!code.is_empty() && code.chars().all(stable), "{self}");
        assert!(self.body["title"].is_string() && self.body["type"].is_string(), "{self}");
    }

    /// Asserts the status.
    #[must_use = "or say `.ok()`"]
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Asserts a 2xx status and drops the answer.
    #[track_caller]
    pub fn ok(self) {
        assert!((200..300).contains(&self.status), "{self}");
    }

    /// Asserts a problem with this status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{self}");
    }

    /// Asserts a validation problem that names `field`; the field error's code.
    #[track_caller]
    pub fn field_error(&self, field: &str) -> &str {
        self.problem(422, "validation");
        let errors = self.body["errors"].as_array().into_iter().flatten();
        let error = errors.clone().find(|error| error["field"] == field);
        let error = error.unwrap_or_else(|| panic!("no error for the field {field}\n{self}"));
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{self}");
        error["code"].as_str().unwrap_or_default()
    }

    /// The problem's code, or nothing.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header's text, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The `ETag`, as `If-Match` wants it.
    #[must_use]
    #[track_caller]
    pub fn etag(&self) -> String {
        let tag = self.header("etag");
        assert!(!tag.is_empty(), "no ETag\n{self}");
        tag.to_owned()
    }

    /// The id of the item.
    #[must_use]
    #[track_caller]
    pub fn id(&self) -> String {
        let id = self.body["id"].as_str();
        id.unwrap_or_else(|| panic!("no id\n{self}")).to_owned()
    }

    /// The items of a list.
    #[must_use]
    #[track_caller]
    pub fn items(&self) -> &[Value] {
        let items = self.body["items"].as_array();
        items.unwrap_or_else(|| panic!("no items\n{self}"))
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        let short: String = text.chars().take(2_000).collect();
        write!(f, "{} answered {} {short}", self.request, self.status)
    }
}

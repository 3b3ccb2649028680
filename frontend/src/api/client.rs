//! One request to our own server: JSON out, JSON or a problem back.

use crate::busy;
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::Promise;
use serde::{Serialize, de::DeserializeOwned};
use shared::{ErrorCode, FieldError, Problem};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest};

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// The server was not reached: no network, or it is down.
    Offline,
    /// The server answered with a problem.
    Problem(Box<Problem>),
    /// The answer could not be read.
    Unreadable(String),
}

impl ApiError {
    /// The stable code, when the server gave one.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// Whether the same may be taken later: no network, no login any more, a second factor that has
    /// to come first, too busy, no room.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline => true,
            Self::Problem(problem) => {
                matches!(problem.status, 401 | 429)
                    || problem.status >= 500
                    || problem.code == ErrorCode::SecondFactorMissing
            }
            Self::Unreadable(_) => false,
        }
    }

    /// What is wrong, field by field: `place` gives the form's own id for a field that the server
    /// names. What no field is to blame for stands at `whole`.
    #[must_use]
    pub fn fields<S: Into<String>>(
        &self,
        whole: &str,
        place: impl Fn(&str) -> S,
    ) -> Vec<FieldError> {
        match self {
            Self::Problem(problem) if !problem.errors.is_empty() => problem
                .errors
                .iter()
                .map(|error| FieldError { field: place(&error.field).into(), ..error.clone() })
                .collect(),
            _ => vec![FieldError::new(whole, "refused", self.message())],
        }
    }

    /// All of it in one line: what is wrong with the fields, or the error itself.
    #[must_use]
    pub fn line(&self) -> String {
        let said = self.fields("", str::to_owned);
        said.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" ")
    }

    /// Words for the person before the screen.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Offline => crate::tr!(error.offline).to_owned(),
            Self::Problem(problem) => {
                let said = crate::words::error_code(problem.code);
                match &problem.detail {
                    Some(detail) if detail != &said => format!("{said} {detail}"),
                    _ => said,
                }
            }
            Self::Unreadable(_) => crate::tr!(error.unreadable).to_owned(),
        }
    }
}

/// What a call answers.
pub type Answer<T> = Result<T, ApiError>;

/// A request being put together.
pub struct Call {
    builder: RequestBuilder,
    quiet: bool,
    writes: bool,
}

/// The address of an API path.
#[must_use]
pub fn url(path: &str) -> String {
    format!("/api/v1{path}")
}

/// Starts a GET.
#[must_use]
pub fn get(path: &str) -> Call {
    Call::new(Method::GET, path)
}

/// Starts a POST, with a fresh Idempotency-Key so that a repeat does nothing twice.
#[must_use]
pub fn post(path: &str) -> Call {
    Call::new(Method::POST, path).key(Uuid::now_v7())
}

/// Posts a form and tells how much of it has gone, in percent: `fetch` cannot. A repeat under the
/// same key does nothing twice.
pub async fn post_watched<T: DeserializeOwned>(
    path: &str,
    key: Uuid,
    form: &web_sys::FormData,
    told: impl Fn(u8) + 'static,
) -> Answer<T> {
    let _working = busy::begin(true);
    let (status, text) = watched(path, key, form, told).await.map_err(|_| ApiError::Offline)?;
    if status == 0 {
        return Err(ApiError::Offline);
    }
    decode(judge(status, text, false)?)
}

async fn watched(
    path: &str,
    key: Uuid,
    form: &web_sys::FormData,
    told: impl Fn(u8) + 'static,
) -> Result<(u16, String), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", &url(path))?;
    request.set_request_header("Accept", "application/json")?;
    request.set_request_header("Idempotency-Key", &key.to_string())?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            told((event.loaded() / event.total() * 100.0) as u8);
        }
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_form_data(Some(form))?;
    JsFuture::from(ended).await?;
    Ok((request.status()?, request.response_text()?.unwrap_or_default()))
}

/// Starts a PATCH (JSON Merge Patch).
#[must_use]
pub fn patch(path: &str, version: i64) -> Call {
    Call::new(Method::PATCH, path).version(version)
}

/// Starts a DELETE of the version that was read.
#[must_use]
pub fn delete(path: &str, version: i64) -> Call {
    Call::new(Method::DELETE, path).version(version)
}

/// Starts a DELETE of what has no versions.
#[must_use]
pub fn remove(path: &str) -> Call {
    Call::new(Method::DELETE, path)
}

/// Starts a PUT.
#[must_use]
pub fn put(path: &str) -> Call {
    Call::new(Method::PUT, path)
}

impl Call {
    fn new(method: Method, path: &str) -> Self {
        let writes = method != Method::GET;
        let builder =
            RequestBuilder::new(&url(path)).method(method).header("Accept", "application/json");
        Self { builder, quiet: false, writes }
    }

    /// Sends `If-Match` with the version that was read.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.builder = self.builder.header("If-Match", &format!("\"{version}\""));
        self
    }

    /// Sends `If-None-Match: *`: only if nothing is there yet.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.builder = self.builder.header("If-None-Match", "*");
        self
    }

    /// Sets the Idempotency-Key.
    #[must_use]
    pub fn key(mut self, key: Uuid) -> Self {
        self.builder = self.builder.header("Idempotency-Key", &key.to_string());
        self
    }

    /// A 401 is an answer here, not a reason to go to the login page.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Sends without a body and reads the JSON answer.
    pub async fn send<T: DeserializeOwned>(self) -> Answer<T> {
        let _working = busy::begin(self.writes);
        let quiet = self.quiet;
        decode(finish(self.builder.send().await, quiet).await?)
    }

    /// Sends JSON and reads the JSON answer.
    pub async fn json<B: Serialize, T: DeserializeOwned>(self, body: &B) -> Answer<T> {
        let text = serde_json::to_string(body).map_err(|e| ApiError::Unreadable(e.to_string()))?;
        decode(self.text(text).await?)
    }

    /// Sends a form (files) and reads the JSON answer.
    pub async fn form<T: DeserializeOwned>(self, form: web_sys::FormData) -> Answer<T> {
        let _working = busy::begin(self.writes);
        let quiet = self.quiet;
        let request = self.builder.body(form).map_err(|e| ApiError::Unreadable(e.to_string()))?;
        decode(finish(request.send().await, quiet).await?)
    }

    async fn text(self, body: String) -> Answer<String> {
        let _working = busy::begin(self.writes);
        let quiet = self.quiet;
        let request = self
            .builder
            .header("Content-Type", "application/json")
            .body(body)
            .map_err(|e| ApiError::Unreadable(e.to_string()))?;
        finish(request.send().await, quiet).await
    }
}

fn decode<T: DeserializeOwned>(text: String) -> Answer<T> {
    let text = if text.is_empty() { "null" } else { &text };
    serde_json::from_str(text).map_err(|e| ApiError::Unreadable(e.to_string()))
}

async fn finish(sent: Result<Response, gloo_net::Error>, quiet: bool) -> Answer<String> {
    let response = sent.map_err(|_| ApiError::Offline)?;
    let status = response.status();
    let text = response.text().await.map_err(|_| ApiError::Offline)?;
    judge(status, text, quiet)
}

/// The text of a good answer, or what went wrong.
fn judge(status: u16, text: String, quiet: bool) -> Answer<String> {
    if (200..300).contains(&status) {
        return Ok(text);
    }
    if status == 401 && !quiet {
        crate::session::ask_login();
    }
    // A gateway in between may answer for a server that is down.
    if matches!(status, 502 | 504) {
        return Err(ApiError::Offline);
    }
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) => {
            if problem.code == ErrorCode::SecondFactorMissing && !quiet {
                crate::session::ask_second_factor();
            }
            Err(ApiError::Problem(Box::new(problem)))
        }
        Err(error) => Err(ApiError::Unreadable(error.to_string())),
    }
}

//! A client of the API: anonymous, with a session cookie, or with a bearer token.

use reqwest::{Method, RequestBuilder, multipart};
use serde_json::{Value, json};

use crate::Answer;

/// The prefix of every call of the contract.
pub const API: &str = "/api/v1";

/// One actor. Clones share the cookies.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    bearer: Option<String>,
}

impl Client {
    /// A client without credentials for the server at `base`.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self {
            // A redirect is an answer to look at, not one to follow.
            http: reqwest::Client::builder()
                .cookie_store(true)
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            base: base.to_owned(),
            bearer: None,
        }
    }

    /// The same with a bearer token.
    #[must_use]
    pub fn with_bearer(&self, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..Self::new(&self.base) }
    }

    /// The same actor after the server came back on another port; its cookies are kept.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    /// Logs in; asserts that it succeeds.
    pub async fn login(&self, username: &str, password: &str) {
        self.try_login(username, password).await.ok();
    }

    /// Logs in; the answer, whatever it is.
    pub async fn try_login(&self, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password });
        self.post("/auth/login", body).await
    }

    /// Starts a request; `path` is relative to [`API`] unless it starts with `/api` or `/health`.
    #[must_use]
    pub fn call(&self, method: Method, path: &str) -> Call {
        let whole = path.starts_with("/api/") || path.starts_with("/health");
        let path = if whole { path.to_owned() } else { format!("{API}{path}") };
        let mut http = self.http.request(method.clone(), format!("{}{path}", self.base));
        let mut origin = None;
        if let Some(token) = &self.bearer {
            http = http.bearer_auth(token);
        } else if !method.is_safe() {
            // As a browser does for a page of the same origin.
            origin = Some(self.base.clone());
        }
        Call { http, origin, name: format!("{method} {path}") }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path).send().await
    }

    /// `GET` that has to answer 200; its body.
    pub async fn read(&self, path: &str) -> Value {
        self.get(path).await.expect(200).body
    }

    /// `POST`.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path).json(body).send().await
    }

    /// `POST` of a change to an existing row.
    pub async fn act(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.call(Method::POST, path).if_match(etag).json(body).send().await
    }

    /// `PUT`.
    pub async fn put(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.call(Method::PUT, path).if_match(etag).json(body).send().await
    }

    /// `PATCH` (JSON Merge Patch).
    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path).if_match(etag).json(body).send().await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str, etag: &str) -> Answer {
        self.call(Method::DELETE, path).if_match(etag).send().await
    }

    /// Uploads a file of evidence.
    pub async fn upload(&self, name: &str, media: &str, bytes: Vec<u8>) -> Answer {
        let sent = self.try_upload(name, media, bytes).await;
        sent.unwrap_or_else(|error| panic!("upload of {name}: {error:?}"))
    }

    /// Uploads to a server that may be killed meanwhile.
    ///
    /// # Errors
    /// When no whole answer came back.
    pub async fn try_upload(
        &self,
        name: &str,
        media: &str,
        bytes: Vec<u8>,
    ) -> Result<Answer, reqwest::Error> {
        let part = multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(media)?;
        let form = multipart::Form::new().part("file", part);
        self.call(Method::POST, "/attachments").multipart(form).try_send().await
    }

    /// Every item of a list, page by page to the end.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut page = self.get(path).await.expect(200);
        loop {
            items.extend_from_slice(page.items());
            let Some(cursor) = page.body["next_cursor"].as_str() else {
                return items;
            };
            let next = format!("{path}{separator}cursor={cursor}");
            page = self.get(&next).await.expect(200);
        }
    }
}

/// A request that is being put together.
pub struct Call {
    http: RequestBuilder,
    origin: Option<String>,
    name: String,
}

impl Call {
    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.http = self.http.json(&body);
        self
    }

    /// With these bytes as the body.
    #[must_use]
    pub fn bytes(mut self, media: &str, body: impl Into<Vec<u8>>) -> Self {
        self.http = self.http.header("content-type", media).body(body.into());
        self
    }

    /// With a form of parts.
    #[must_use]
    pub fn multipart(mut self, form: multipart::Form) -> Self {
        self.http = self.http.multipart(form);
        self
    }

    /// With `If-Match`: for this version of the row only.
    #[must_use]
    pub fn if_match(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    /// With an idempotency key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.http = self.http.header(name, value);
        self
    }

    /// With this `Origin`; without one where `None`.
    #[must_use]
    pub fn origin(mut self, origin: Option<&str>) -> Self {
        self.origin = origin.map(ToOwned::to_owned);
        self
    }

    /// Sends it; panics where nothing comes back.
    pub async fn send(self) -> Answer {
        let name = self.name.clone();
        let sent = self.try_send().await;
        sent.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    /// Sends it to a server that may be killed meanwhile.
    ///
    /// # Errors
    /// When no whole answer came back.
    pub async fn try_send(self) -> Result<Answer, reqwest::Error> {
        let name = self.name.clone();
        let response = self.start().await?;
        Answer::try_read(name, response).await
    }

    /// Sends it; the response before its body is read, for one that has no end.
    ///
    /// # Errors
    /// When nothing comes back.
    pub async fn start(self) -> Result<reqwest::Response, reqwest::Error> {
        let http = match self.origin {
            Some(origin) => self.http.header("origin", origin),
            None => self.http,
        };
        http.send().await
    }
}

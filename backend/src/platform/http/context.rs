//! What a write brings along beside its body, and how it is answered.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, Responder};
use sha2::{Digest, Sha256};
use shared::ErrorCode;

use super::address::address_of;
use crate::platform::error::{AppError, AppResult};
use crate::platform::id::hex;

/// Bodies of JSON are at most this long.
pub const JSON_LIMIT: usize = 256 * 1024;

/// The headers of a write.
#[derive(Debug, Clone)]
pub struct WriteContext {
    /// The version the client read.
    pub if_match: Option<i64>,
    /// Whether the client means to make what is not there yet (`If-None-Match: *`).
    pub if_none_match: bool,
    /// The client's key for this request.
    pub idempotency_key: Option<String>,
    /// Method, path and body, hashed.
    pub fingerprint: String,
    /// From where.
    pub address: String,
}

impl WriteContext {
    /// The context of a request whose body is `body`.
    ///
    /// # Errors
    /// 422 for a key that is too long.
    pub fn of(request: &HttpRequest, body: &[u8]) -> AppResult<Self> {
        let header = |name: &str| {
            request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let idempotency_key = header("idempotency-key");
        let unreadable =
            request.headers().contains_key("idempotency-key") && idempotency_key.is_none();
        if unreadable {
            let message = "Khóa chỉ gồm ký tự ASCII.";
            return Err(AppError::field("Idempotency-Key", "invalid", message));
        }
        if idempotency_key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 200) {
            return Err(AppError::field("Idempotency-Key", "invalid", "Khóa từ 1 đến 200 ký tự."));
        }
        let mut hash = Sha256::new();
        hash.update(request.method().as_str());
        hash.update(request.path());
        hash.update(body);
        Ok(Self {
            if_match: header(IF_MATCH.as_str()).and_then(|tag| tag.trim_matches('"').parse().ok()),
            if_none_match: header(IF_NONE_MATCH.as_str()).is_some_and(|tag| tag.trim() == "*"),
            idempotency_key,
            fingerprint: hex(&hash.finalize()),
            address: address_of(request),
        })
    }

    /// The same without the key: an answer that is kept for a replay is kept as it is, and one with
    /// a secret never is.
    #[must_use]
    pub fn without_idempotency_key(self) -> Self {
        Self { idempotency_key: None, ..self }
    }

    /// Checks the version the client read against the row's.
    ///
    /// # Errors
    /// 428 when missing, 412 when stale.
    pub fn matches(&self, version: i64) -> AppResult<()> {
        match self.if_match {
            None => Err(ErrorCode::PreconditionRequired.into()),
            Some(seen) if seen != version => Err(ErrorCode::StaleVersion.into()),
            Some(_) => Ok(()),
        }
    }
}

/// The answer of a write, as it was first given or as it is replayed.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The version.
    pub etag: Option<String>,
    /// JSON, or nothing.
    pub body: String,
    /// Whether this repeats an earlier answer.
    pub replayed: bool,
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(etag) = self.etag {
            response.insert_header((ETAG, etag));
        }
        if self.replayed {
            response.insert_header(("idempotent-replayed", "true"));
        }
        if self.body.is_empty() {
            return response.finish();
        }
        response.insert_header((CONTENT_TYPE, "application/json")).body(self.body)
    }
}

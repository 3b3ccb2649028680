//! Answers of reads.

use actix_web::http::header::{ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::platform::error::{AppError, AppResult};

/// One item, with its version as ETag.
pub fn item<T: Serialize>(body: &T, version: i64) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, format!("\"{version}\""))).json(body)
}

/// A list or a figure: no ETag.
pub fn list<T: Serialize>(body: &T) -> HttpResponse {
    HttpResponse::Ok().json(body)
}

/// Whether the asker has seen the version of this tag already.
#[must_use]
pub fn is_not_modified(request: &HttpRequest, etag: &str) -> bool {
    let tags = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == etag || tag.trim() == "*")
}

/// Something that is told once, as the write has left it.
///
/// # Errors
/// 500 where the write has left nothing.
pub fn secret_response<T: Serialize>(
    mut answer: HttpResponseBuilder,
    secret: Option<T>,
) -> AppResult<HttpResponse> {
    let secret = secret.ok_or_else(|| AppError::Internal("nothing to tell".into()))?;
    Ok(answer.json(secret))
}

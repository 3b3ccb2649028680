//! Answers of reads.

use actix_web::http::header::ETAG;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::error::{AppError, AppResult};

/// One item, with its version as ETag.
pub fn item<T: Serialize>(body: &T, version: i64) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, format!("\"{version}\""))).json(body)
}

/// A list or a figure: no ETag.
pub fn list<T: Serialize>(body: &T) -> HttpResponse {
    HttpResponse::Ok().json(body)
}

/// Something that is told once, as the write has left it.
///
/// # Errors
/// 500 where the write has left nothing.
pub fn told<T: Serialize>(
    mut answer: HttpResponseBuilder,
    secret: Option<T>,
) -> AppResult<HttpResponse> {
    let secret = secret.ok_or_else(|| AppError::Internal("nothing to tell".into()))?;
    Ok(answer.json(secret))
}

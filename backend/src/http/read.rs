//! Answers of reads.

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use serde::Serialize;

/// One item, with its version as ETag.
pub fn item<T: Serialize>(body: &T, version: i64) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, format!("\"{version}\""))).json(body)
}

/// A list or a figure: no ETag.
pub fn list<T: Serialize>(body: &T) -> HttpResponse {
    HttpResponse::Ok().json(body)
}

//! The single-page app, inside the binary.

use std::sync::OnceLock;

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use shared::ErrorCode;

use crate::platform::error::AppError;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// Swagger UI comes in files; the styles that it sets while it runs need no permission.
pub const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; connect-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// The Content-Security-Policy of the app: only its own code, and the loader by its hash.
pub fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        let page = Dist::get("index.html")
            .map(|file| String::from_utf8_lossy(&file.data).into_owned())
            .unwrap_or_default();
        let hashes: String = inline_scripts(&page)
            .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
            .collect();
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
             img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
             frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
        )
    })
}

/// The texts between `<script …>` and `</script>`.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split("<script")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split_once("</script>").map(|(text, _)| text))
        .filter(|text| !text.is_empty())
}

/// Whatever no route has taken: a file of the app, its page, or an error.
pub async fn fallback(request: HttpRequest) -> HttpResponse {
    let path = request.path();
    if path.starts_with("/api/") || path.starts_with("/health") || path == "/metrics" {
        return missing(&request);
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return AppError::from(ErrorCode::MethodNotAllowed).error_response();
    }
    let name = path.trim_start_matches('/');
    if Dist::get(name).is_some() {
        return file(&request, name, "public, max-age=31536000, immutable");
    }
    if name.contains('.') {
        return AppError::from(ErrorCode::NotFound).error_response();
    }
    file(&request, "index.html", "no-cache")
}

/// Tells the methods under which a path is known.
pub type MethodsOf = fn(&str) -> Vec<&'static str>;

/// 405 with the methods there are, where the path is known under another method; else 404.
fn missing(request: &HttpRequest) -> HttpResponse {
    let known = request.app_data::<MethodsOf>().map_or_else(Vec::new, |of| of(request.path()));
    if known.is_empty() {
        return AppError::from(ErrorCode::NotFound).error_response();
    }
    let mut response = AppError::from(ErrorCode::MethodNotAllowed).error_response();
    if let Ok(value) = known.join(", ").parse() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

/// The file, brotli-coded where the build made that form and the browser takes it.
fn file(request: &HttpRequest, name: &str, cache: &str) -> HttpResponse {
    let takes_brotli = request
        .headers()
        .get("accept-encoding")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("br"));
    let coded = takes_brotli.then(|| Dist::get(&format!("{name}.br"))).flatten();
    let (content, is_coded) = match coded {
        Some(content) => (Some(content), true),
        None => (Dist::get(name), false),
    };
    let Some(content) = content else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("The app is not built in: run scripts/build-web.sh, then build again.");
    };
    let tag = format!("\"{}\"", crate::platform::id::hex(&content.metadata.sha256_hash()[..8]));
    let seen = request.headers().get("if-none-match").and_then(|value| value.to_str().ok());
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let mut response =
        if seen == Some(tag.as_str()) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((ETAG, tag.clone())).insert_header((VARY, "accept-encoding"));
    let cache = if name == "index.html" || name.starts_with("sw") { "no-cache" } else { cache };
    response.insert_header((CACHE_CONTROL, cache));
    if seen == Some(tag.as_str()) {
        return response.finish();
    }
    if is_coded {
        response.insert_header((CONTENT_ENCODING, "br"));
    }
    let kind = if kind.type_() == mime_guess::mime::TEXT {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    response.insert_header((CONTENT_TYPE, kind)).body(content.data.into_owned())
}

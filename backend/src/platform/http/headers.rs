//! Security headers on every answer, errors included.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::platform::app::App;
use crate::platform::http::quota;

/// Adds the headers of docs/SECURITY.md, "Response headers"; keeps those a handler has set.
///
/// # Errors
/// Those of the handler, which carry the headers too.
pub async fn add_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let path = request.path().to_owned();
    let answered = next.call(request).await;
    let app = app.as_ref().map(web::Data::get_ref);
    match answered {
        Ok(mut response) => {
            let renewed = crate::platform::http::cookie::renewed(response.request());
            let quota_status = quota::of(response.request());
            put_all(response.headers_mut(), app, &path, (renewed, quota_status));
            Ok(response)
        }
        // What did not come out of a handler is made into an answer here, to be given the headers.
        Err(error) => {
            let mut response = error.error_response();
            put_all(response.headers_mut(), app, &path, (None, None));
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Puts the headers that are not there yet; `renewed` is a newer token of the session, `quota_status` what
/// is left of a machine's quota.
fn put_all(
    headers: &mut HeaderMap,
    app: Option<&App>,
    path: &str,
    (renewed, quota_status): (Option<String>, Option<quota::QuotaStatus>),
) {
    let mut put = |name: HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    };
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "same-origin");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("x-frame-options"), "DENY");
    let policy =
        if path.starts_with("/api/docs") { super::spa::DOCS_POLICY } else { super::spa::policy() };
    put(header::CONTENT_SECURITY_POLICY, policy);
    if let Some(quota_status) = quota_status {
        put(quota::POLICY, &quota_status.policy());
        put(quota::LIMIT, &quota_status.limit());
    }
    if path.starts_with("/api/") || path.starts_with("/health") {
        put(header::CACHE_CONTROL, "no-store");
    }
    let Some(app) = app else { return };
    if app.config.tls {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    // A logout has cleared the cookie: then it stays cleared.
    let cleared = headers.contains_key(header::SET_COOKIE);
    if let Some(token) = renewed.filter(|_| !cleared) {
        let cookie = crate::platform::http::cookie::set(&token, app.config.tls);
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            headers.append(header::SET_COOKIE, value);
        }
    }
}

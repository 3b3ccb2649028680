//! The cookies of the session and of the device: HttpOnly, SameSite=Strict, `__Host-` over TLS.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpMessage, HttpRequest};

/// For how many days a device is known after its last login: browsers keep no cookie longer than 400
/// (RFC 6265bis §5.5).
pub const KNOWN_DAYS: i64 = 400;

/// A token to be sent with the answer of this request.
struct RenewedToken(String);

/// The cookie's name.
#[must_use]
pub const fn name(tls: bool) -> &'static str {
    if tls { "__Host-loa" } else { "loa" }
}

/// The name of the cookie by which a device is known again.
#[must_use]
pub const fn device_name(tls: bool) -> &'static str {
    if tls { "__Host-loa-device" } else { "loa-device" }
}

fn build(name: &'static str, token: &str, tls: bool, days: i64) -> Cookie<'static> {
    Cookie::build(name, token.to_owned())
        .path("/")
        .http_only(true)
        .secure(tls)
        .same_site(SameSite::Strict)
        .max_age(Duration::days(days))
        .finish()
}

/// The cookie of a session's token.
#[must_use]
pub fn set(token: &str, tls: bool) -> Cookie<'static> {
    build(name(tls), token, tls, 30)
}

/// The cookie of a device's token.
#[must_use]
pub fn device(token: &str, tls: bool) -> Cookie<'static> {
    build(device_name(tls), token, tls, KNOWN_DAYS)
}

/// The cookie that ends the session in the browser.
#[must_use]
pub fn clear(tls: bool) -> Cookie<'static> {
    let mut cookie = set("", tls);
    cookie.make_removal();
    cookie
}

/// Has `token` sent with the answer.
pub fn renew(request: &HttpRequest, token: String) {
    request.extensions_mut().insert(RenewedToken(token));
}

/// The token to be sent with the answer, if any.
#[must_use]
pub fn renewed(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<RenewedToken>().map(|renewed| renewed.0.clone())
}

//! The session cookie: HttpOnly, SameSite=Strict, `__Host-` over TLS.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpMessage, HttpRequest};

/// A token to be sent with the answer of this request.
struct Renewed(String);

/// The cookie's name.
#[must_use]
pub const fn name(tls: bool) -> &'static str {
    if tls { "__Host-loa" } else { "loa" }
}

/// The cookie of a token.
#[must_use]
pub fn set(token: &str, tls: bool) -> Cookie<'static> {
    Cookie::build(name(tls), token.to_owned())
        .path("/")
        .http_only(true)
        .secure(tls)
        .same_site(SameSite::Strict)
        .max_age(actix_web::cookie::time::Duration::days(30))
        .finish()
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
    request.extensions_mut().insert(Renewed(token));
}

/// The token to be sent with the answer, if any.
#[must_use]
pub fn renewed(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<Renewed>().map(|renewed| renewed.0.clone())
}

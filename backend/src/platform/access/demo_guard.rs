//! Demo data stays on this machine: the passwords of its accounts are public.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, VIA};
use shared::ErrorCode;

use crate::platform::access::name::name_key;
use crate::platform::app::App;
use crate::platform::config::Config;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::repo::{communes, people};

/// Headers by which proxies and tunnels name the address that a request came from.
const ADDRESSES: [&str; 5] =
    ["x-forwarded-for", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"];
/// Headers that name the host that was asked for.
const HOSTS: [&str; 2] = ["host", "x-forwarded-host"];

/// Whether the database holds a commune that is no demo.
///
/// # Errors
/// The database.
pub async fn has_real_commune(db: &impl Connection) -> AppResult<bool> {
    Ok(communes::count_by_demo(db, false).await? > 0)
}

/// Refuses to serve demo accounts to anybody but this machine.
///
/// # Errors
/// A sentence for the console that says what speaks against it.
pub async fn ensure_local_only(db: &impl Connection, config: &Config) -> Result<(), String> {
    let reasons = [
        (!config.listen.ip().is_loopback(), "it listens beyond loopback (listen)"),
        (config.public_url.is_some(), "people reach it from elsewhere (public_url)"),
        (config.tls, "people reach it over TLS (tls)"),
        (!config.trusted_proxies.is_empty(), "a proxy stands before it (trusted_proxies)"),
    ];
    let Some((_, reason)) = reasons.into_iter().find(|(holds, _)| *holds) else { return Ok(()) };
    if communes::count_by_demo(db, true).await.map_err(|error| error.for_console())? > 0 {
        return Err(format!(
            "this database holds demo accounts, whose passwords are public, and {reason}: \
             use an empty database"
        ));
    }
    Ok(())
}

/// Refuses to log somebody of a demo in whose request has come from another machine, by whatever
/// proxy or tunnel this machine's loopback was opened.
///
/// # Errors
/// 403 for a demo account that is named in a forwarded request; the database.
pub async fn refuse_forwarded(app: &App, request: &HttpRequest, username: &str) -> AppResult<()> {
    if !is_forwarded(request) {
        return Ok(());
    }
    let named = people::find_user_by_name(&app.db.read, &name_key(username)).await?;
    let Some(user) = named else { return Ok(()) };
    if communes::count_demos_of_user(&app.db.read, user.id).await? > 0 {
        return Err(ErrorCode::Forbidden.into());
    }
    Ok(())
}

/// Whether a request was asked of another machine than this one.
#[must_use]
pub fn is_forwarded(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let texts = |name: &str| {
        let all = headers.get_all(name).map(|value| value.to_str().unwrap_or("?"));
        all.flat_map(|line| line.split(',')).map(|one| one.trim().to_owned()).collect::<Vec<_>>()
    };
    let from_here = |text: &String| {
        text.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
    };
    headers.contains_key(VIA)
        || headers.contains_key(FORWARDED)
        || ADDRESSES.iter().any(|name| !texts(name).iter().all(from_here))
        || HOSTS.iter().any(|name| !texts(name).iter().all(|host| is_local_host(host)))
}

/// `localhost`, a name below it, or a loopback address, with or without a port.
fn is_local_host(host: &str) -> bool {
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = bare.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn forwarded(headers: &[(&'static str, &'static str)]) -> bool {
        let mut request = TestRequest::get();
        for header in headers {
            request = request.append_header(*header);
        }
        is_forwarded(&request.to_http_request())
    }

    #[test]
    fn request_of_this_machine_is_not_forwarded() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "a.localhost"] {
            assert!(!forwarded(&[("host", host)]), "{host}");
        }
        // The proxy of `make dev`.
        let dev = [("host", "127.0.0.1:8081"), ("x-forwarded-for", "127.0.0.1, ::ffff:127.0.0.1")];
        assert!(!forwarded(&dev) && !forwarded(&[]));
    }

    #[test]
    fn request_through_proxy_or_tunnel_is_forwarded() {
        for (name, value) in [
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-for", "127.0.0.1, 203.0.113.7"),
            ("x-forwarded-for", "unknown"),
            ("x-real-ip", "203.0.113.7"),
            ("cf-connecting-ip", "2001:db8::1"),
            ("forwarded", "for=203.0.113.7"),
            ("via", "1.1 proxy"),
            ("host", "loa.example.vn"),
            ("host", "localhost.example.vn"),
            ("host", "127.0.0.1.example.vn"),
            ("x-forwarded-host", "abc.tunnel.example"),
        ] {
            assert!(forwarded(&[(name, value)]), "{name}: {value}");
        }
    }
}

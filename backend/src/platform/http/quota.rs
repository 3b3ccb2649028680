//! How often a machine may ask, told with each answer as `RateLimit-Policy` and `RateLimit`
//! (draft-ietf-httpapi-ratelimit-headers-10). Counted in windows of a minute, in memory and by each
//! server: it keeps one client from taking the room of all, and is no matter of security.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::HeaderName;
use actix_web::{HttpMessage, HttpRequest};
use chrono::{DateTime, Utc};
use shared::ErrorCode;
use uuid::Uuid;

use crate::platform::error::{AppError, AppResult};

/// The length of a window, in seconds.
const WINDOW: i64 = 60;
/// Requests for a token in a window from one address: a token lasts for ten.
const TOKENS: i64 = 30;
/// Windows that are over are forgotten when there are more than this.
const REMEMBERED: usize = 10_000;

/// The headers' names.
pub const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// See [`POLICY`].
pub const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Asker {
    /// An API client, over all its tokens.
    Client(Uuid),
    /// Whoever asks for a token from an address, as it is counted.
    Address(IpAddr),
    /// Whoever asks for a token under a client's id, where addresses tell nobody apart.
    Name(String),
}

/// How an asker stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    name: &'static str,
    quota: i64,
    left: i64,
    seconds: i64,
}

impl Standing {
    /// The policy: so many in a window of so many seconds.
    #[must_use]
    pub fn policy(&self) -> String {
        format!("\"{}\";q={};w={WINDOW}", self.name, self.quota)
    }

    /// What is left, and after how many seconds all of it is there again.
    #[must_use]
    pub fn limit(&self) -> String {
        format!("\"{}\";r={};t={}", self.name, self.left, self.seconds)
    }
}

/// When a window began, and how many requests there were in it.
type Window = (DateTime<Utc>, i64);

/// The windows by asker.
#[derive(Debug, Clone, Default)]
pub struct Quotas(Arc<Mutex<HashMap<Asker, Window>>>);

impl Quotas {
    /// Counts a request of an API client, which may make `quota` a minute.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn client(
        &self,
        request: &HttpRequest,
        client: Uuid,
        quota: i64,
        now: DateTime<Utc>,
    ) -> AppResult<()> {
        self.count(request, Asker::Client(client), ("client", quota), now)
    }

    /// Counts a request for a token.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn token(&self, request: &HttpRequest, asker: Asker, now: DateTime<Utc>) -> AppResult<()> {
        self.count(request, asker, ("token", TOKENS), now)
    }

    fn count(
        &self,
        request: &HttpRequest,
        asker: Asker,
        policy: (&'static str, i64),
        now: DateTime<Utc>,
    ) -> AppResult<()> {
        let (standing, allowed) = self.stands(asker, policy, now);
        request.extensions_mut().insert(standing);
        match allowed {
            true => Ok(()),
            false => Err(AppError::Wait(ErrorCode::TooManyRequests, standing.seconds)),
        }
    }

    /// How the asker stands with this request counted, and whether it is allowed.
    fn stands(
        &self,
        asker: Asker,
        (name, quota): (&'static str, i64),
        now: DateTime<Utc>,
    ) -> (Standing, bool) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = |began: &DateTime<Utc>| (0..WINDOW).contains(&(now - *began).num_seconds());
        if windows.len() > REMEMBERED {
            windows.retain(|_, (began, _)| goes_on(began));
        }
        let window = windows.entry(asker).or_insert((now, 0));
        if !goes_on(&window.0) {
            *window = (now, 0);
        }
        let allowed = window.1 < quota;
        if allowed {
            window.1 += 1;
        }
        let seconds = WINDOW - (now - window.0).num_seconds();
        (Standing { name, quota, left: quota - window.1, seconds }, allowed)
    }
}

/// How whoever made this request stands, where it was counted.
#[must_use]
pub fn of(request: &HttpRequest) -> Option<Standing> {
    request.extensions().get::<Standing>().copied()
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    #[test]
    fn quota_used_up_refuses_until_the_next_window() {
        let quotas = Quotas::default();
        let (asker, now) = (Asker::Client(Uuid::from_u128(1)), DateTime::UNIX_EPOCH);
        let ask = |seconds| {
            let at = now + Duration::seconds(seconds);
            let (standing, allowed) = quotas.stands(asker.clone(), ("client", 2), at);
            (standing.limit(), allowed)
        };
        assert_eq!(ask(0), ("\"client\";r=1;t=60".into(), true));
        assert_eq!(ask(20), ("\"client\";r=0;t=40".into(), true));
        assert_eq!(ask(59), ("\"client\";r=0;t=1".into(), false));
        assert_eq!(ask(60), ("\"client\";r=1;t=60".into(), true));
        // The machine's clock was set back: nobody waits for it to come there again.
        assert_eq!(ask(-9_000), ("\"client\";r=1;t=60".into(), true));
        let other = Asker::Client(Uuid::from_u128(2));
        let (standing, _) = quotas.stands(other, ("client", 2), now);
        assert_eq!((standing.left, standing.policy().as_str()), (1, "\"client\";q=2;w=60"));
    }
}

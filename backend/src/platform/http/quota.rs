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
const TOKENS_PER_WINDOW: i64 = 30;
/// Windows that are over are forgotten when there are more than this.
const MAX_ENTRIES: usize = 10_000;

/// The headers' names.
pub const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// See [`POLICY`].
pub const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum QuotaSubject {
    /// An API client, over all its tokens.
    Client(Uuid),
    /// Whoever asks for a token from an address, as it is counted.
    Address(IpAddr),
    /// Whoever asks for a token under a client's id, where addresses tell nobody apart.
    Name(String),
}

/// How an asker stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaStatus {
    name: &'static str,
    quota: i64,
    left: i64,
    seconds: i64,
}

impl QuotaStatus {
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
pub struct Quotas(Arc<Mutex<HashMap<QuotaSubject, Window>>>);

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
        self.count(request, QuotaSubject::Client(client), ("client", quota), now)
    }

    /// Counts a request for a token.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn token(
        &self,
        request: &HttpRequest,
        subject: QuotaSubject,
        now: DateTime<Utc>,
    ) -> AppResult<()> {
        self.count(request, subject, ("token", TOKENS_PER_WINDOW), now)
    }

    fn count(
        &self,
        request: &HttpRequest,
        subject: QuotaSubject,
        policy: (&'static str, i64),
        now: DateTime<Utc>,
    ) -> AppResult<()> {
        let (status, allowed) = self.count_request(subject, policy, now);
        request.extensions_mut().insert(status);
        match allowed {
            true => Ok(()),
            false => Err(AppError::Wait(ErrorCode::TooManyRequests, status.seconds)),
        }
    }

    /// How the asker stands with this request counted, and whether it is allowed.
    fn count_request(
        &self,
        subject: QuotaSubject,
        (name, quota): (&'static str, i64),
        now: DateTime<Utc>,
    ) -> (QuotaStatus, bool) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = |began: &DateTime<Utc>| (0..WINDOW).contains(&(now - *began).num_seconds());
        if windows.len() > MAX_ENTRIES {
            windows.retain(|_, (began, _)| goes_on(began));
        }
        let window = windows.entry(subject).or_insert((now, 0));
        if !goes_on(&window.0) {
            *window = (now, 0);
        }
        let allowed = window.1 < quota;
        if allowed {
            window.1 += 1;
        }
        let seconds = WINDOW - (now - window.0).num_seconds();
        (QuotaStatus { name, quota, left: quota - window.1, seconds }, allowed)
    }
}

/// How whoever made this request stands, where it was counted.
#[must_use]
pub fn of(request: &HttpRequest) -> Option<QuotaStatus> {
    request.extensions().get::<QuotaStatus>().copied()
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    #[test]
    fn quota_used_up_refuses_until_the_next_window() {
        let quotas = Quotas::default();
        let (subject, now) = (QuotaSubject::Client(Uuid::from_u128(1)), DateTime::UNIX_EPOCH);
        let ask = |seconds| {
            let at = now + Duration::seconds(seconds);
            let (status, allowed) = quotas.count_request(subject.clone(), ("client", 2), at);
            (status.limit(), allowed)
        };
        assert_eq!(ask(0), ("\"client\";r=1;t=60".into(), true));
        assert_eq!(ask(20), ("\"client\";r=0;t=40".into(), true));
        assert_eq!(ask(59), ("\"client\";r=0;t=1".into(), false));
        assert_eq!(ask(60), ("\"client\";r=1;t=60".into(), true));
        // The machine's clock was set back: nobody waits for it to come there again.
        assert_eq!(ask(-9_000), ("\"client\";r=1;t=60".into(), true));
        let other = QuotaSubject::Client(Uuid::from_u128(2));
        let (status, _) = quotas.count_request(other, ("client", 2), now);
        assert_eq!((status.left, status.policy().as_str()), (1, "\"client\";q=2;w=60"));
    }
}

//! Limits on guessing by address: thirty failures at once, then one every two seconds. It slows
//! one password tried on many names, and bans nobody: a whole office shares one address. Those of
//! IPv6 are counted by their first 64 bits.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use shared::ErrorCode;

use crate::platform::config::Config;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::address::network;

const BURST: i32 = 30;
const RECOVERY_INTERVAL: Duration = Duration::seconds(2);
/// Addresses that are quiet again are forgotten when there are more than this.
const MAX_ENTRIES: usize = 10_000;

/// For each address the instant at which all its failures have expired. It lives in memory:
/// what has to outlast a restart is counted by name.
#[derive(Debug, Clone, Default)]
pub struct AddressLimiter(Arc<Mutex<HashMap<IpAddr, DateTime<Utc>>>>);

/// The address as failures from it are counted; none where it tells nobody apart.
#[must_use]
pub fn counted_address(config: &Config, address: &str) -> Option<IpAddr> {
    address.parse().ok().filter(|address| config.distinguishes_clients(*address)).map(network)
}

impl AddressLimiter {
    fn entries(&self) -> MutexGuard<'_, HashMap<IpAddr, DateTime<Utc>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an attempt before it is made, so that guesses sent at once count too.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn reserve(&self, address: Option<IpAddr>, now: DateTime<Utc>) -> AppResult<()> {
        let Some(address) = address.map(network) else { return Ok(()) };
        let mut entries = self.entries();
        if entries.len() > MAX_ENTRIES {
            entries.retain(|_, at| *at > now);
        }
        let next = entries.get(&address).map_or(now, |at| *at.max(&now)) + RECOVERY_INTERVAL;
        let beyond = next - (now + RECOVERY_INTERVAL * BURST);
        if beyond > Duration::zero() {
            return Err(AppError::Wait(ErrorCode::TooManyRequests, beyond.num_seconds().max(1)));
        }
        entries.insert(address, next);
        Ok(())
    }

    /// Takes one attempt back: it was no failure.
    pub fn refund(&self, address: Option<IpAddr>) {
        if let Some(address) = address.map(network)
            && let Some(at) = self.entries().get_mut(&address)
        {
            *at -= RECOVERY_INTERVAL;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn address_may_try_thirty_times_then_once_every_two_seconds() {
        let limits = AddressLimiter::default();
        let office = Some(IpAddr::from([10, 0, 0, 7]));
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..30 {
            limits.reserve(office, now).unwrap();
        }
        assert!(matches!(
            limits.reserve(office, now),
            Err(AppError::Wait(ErrorCode::TooManyRequests, 2))
        ));
        assert!(limits.reserve(Some(IpAddr::from([10, 0, 0, 8])), now).is_ok());
        assert!(limits.reserve(office, now + RECOVERY_INTERVAL).is_ok());
        assert!(limits.reserve(office, now + RECOVERY_INTERVAL).is_err());
    }

    /// A customer of IPv6 has 2^64 addresses: they are one.
    #[test]
    fn ipv6_addresses_are_counted_by_network() {
        let limits = AddressLimiter::default();
        let one = |last: u16| Some(IpAddr::from([0x2001, 0xdb8, 1, 2, 0, 0, 0, last]));
        let now = DateTime::UNIX_EPOCH;
        for last in 0..30 {
            limits.reserve(one(last), now).unwrap();
        }
        assert!(limits.reserve(one(99), now).is_err());
        limits.refund(one(100));
        assert!(limits.reserve(one(101), now).is_ok());
    }

    #[test]
    fn successful_login_is_not_counted() {
        let limits = AddressLimiter::default();
        let office = Some(IpAddr::from([10, 0, 0, 7]));
        for _ in 0..100 {
            limits.reserve(office, DateTime::UNIX_EPOCH).unwrap();
            limits.refund(office);
        }
    }
}

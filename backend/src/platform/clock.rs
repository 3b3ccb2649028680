//! Time as a parameter: services are handed `now`, only this file reads a clock.

use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};

/// Where *now* comes from.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    #[cfg(feature = "test-clock")]
    file: Option<std::path::PathBuf>,
}

impl Clock {
    /// The machine's clock; with the `test-clock` feature, the file of `LOA_TEST_CLOCK`.
    #[must_use]
    pub fn from_environment() -> Self {
        Self {
            #[cfg(feature = "test-clock")]
            file: std::env::var_os("LOA_TEST_CLOCK").map(Into::into),
        }
    }

    /// The machine's own clock in milliseconds, whatever a test says: for leases, which end when
    /// their holder has stopped and not when the work's clock leaps.
    #[must_use]
    pub fn lease_now() -> i64 {
        #[expect(clippy::disallowed_methods, reason = "a lease is by the machine's clock")]
        Utc::now().timestamp_millis()
    }

    /// How long to wait by the machine's clock: `duration` itself. A test that kills and restarts
    /// many times sets by `LOA_TEST_HASTE` how many times quicker.
    #[must_use]
    pub fn scaled(duration: Duration) -> Duration {
        #[cfg(feature = "test-clock")]
        let duration = duration / test_speed_up();
        duration
    }

    /// When a lease that is taken now for so long ends, in milliseconds by the machine's clock.
    #[must_use]
    pub fn leased_until(lease: Duration) -> i64 {
        let lease = i64::try_from(Self::scaled(lease).as_millis()).unwrap_or(i64::MAX);
        Self::lease_now().saturating_add(lease)
    }

    /// The present instant, to the millisecond: what both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        #[cfg(feature = "test-clock")]
        if let Some(set) = self.file.as_ref().and_then(read_instant) {
            return set.trunc_subsecs(3);
        }
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
        Utc::now().trunc_subsecs(3)
    }
}

#[cfg(feature = "test-clock")]
fn test_speed_up() -> u32 {
    let set = std::env::var("LOA_TEST_HASTE").ok().and_then(|text| text.parse().ok());
    set.filter(|times| *times > 0).unwrap_or(1)
}

#[cfg(feature = "test-clock")]
fn read_instant(file: &std::path::PathBuf) -> Option<DateTime<Utc>> {
    std::fs::read_to_string(file).ok()?.trim().parse().ok()
}

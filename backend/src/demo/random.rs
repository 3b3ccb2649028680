//! Chance that repeats: the same seed gives the same data.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::{Builder, Uuid};

/// A splitmix64 generator that also makes ids.
#[derive(Debug)]
pub struct SeededRandom {
    state: u64,
    made: u32,
}

impl SeededRandom {
    /// From a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed, made: 0 }
    }

    /// The next number.
    pub const fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both possible.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i64::try_from(self.next_u64() % span).unwrap_or_default()
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// One of them; `fallback` of none.
    pub fn pick<T: Copy>(&mut self, of: &[T], fallback: T) -> T {
        let last = i64::try_from(of.len()).unwrap_or_default() - 1;
        let index = usize::try_from(self.between(0, last.max(0))).unwrap_or_default();
        of.get(index).copied().unwrap_or(fallback)
    }

    /// A UUIDv7 of an instant; those of one instant keep the order in which they were made.
    pub fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        self.made = self.made.wrapping_add(1);
        let mut rest = [0; 10];
        rest[3..7].copy_from_slice(&self.made.to_be_bytes());
        rest[7..].copy_from_slice(&self.next_u64().to_be_bytes()[..3]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
    }
}

/// An instant as the database keeps it.
#[must_use]
pub fn whole_millis(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_order_by_time_and_then_by_making() {
        let mut random = SeededRandom::new(1);
        let (early, late) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + TimeDelta::days(1));
        let ids = [random.id(early), random.id(early), random.id(late), random.id(late)];
        assert!(ids.is_sorted(), "{ids:?}");
        assert_eq!(ids[0].get_version_num(), 7);
        assert_eq!(SeededRandom::new(7).next_u64(), SeededRandom::new(7).next_u64());
    }
}

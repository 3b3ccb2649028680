//! The overview and the statistics.

mod overview;
mod sums;

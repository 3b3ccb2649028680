//! The API from outside, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod figures;
mod identity;
mod notifications;
mod operations;
mod organisation;
mod platform;
mod work;

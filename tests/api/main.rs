//! The API from outside, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod auth;
mod health;
mod idempotency;
mod lists;
mod openapi;
mod problems;
mod reports;
mod tasks;
mod units;

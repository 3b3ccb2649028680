//! Journeys of people, in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod journey;
mod ledger;
mod people;
mod report;
mod screens;

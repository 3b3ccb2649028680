//! Journeys of people, in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod activities;
mod admin;
mod calendar;
mod chasing;
mod conflicts;
mod conversation;
mod delegations;
mod docs;
mod email;
mod extensions;
mod first_start;
mod forms;
mod journey;
mod ledger;
mod mornings;
mod newcomers;
mod notices;
mod office;
mod organisation;
mod people;
mod planning;
mod report;
mod screens;
mod second_factor;
mod split;

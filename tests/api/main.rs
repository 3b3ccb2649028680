//! The API from outside, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod activities;
mod attachments;
mod audit;
mod auth;
mod catalogues;
mod commands;
mod comments;
mod delegations;
mod directives;
mod durability;
mod extensions;
mod health;
mod holidays;
mod hostile;
mod idempotency;
mod lists;
mod load;
mod openapi;
mod overview;
mod people;
mod permissions;
mod problems;
mod reports;
mod search;
mod second_factor;
mod settings;
mod setup;
mod split;
mod storage;
mod succession;
mod sweep;
mod tasks;
mod tokens;
mod units;
mod users;

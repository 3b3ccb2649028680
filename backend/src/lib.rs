//! Loa's server: a REST API over SQLite or PostgreSQL, and the single-page app beside it.
//!
//! A request reads routes → handler → service → repo. Handlers translate HTTP; services
//! decide, with the clock passed in; repos alone touch sea-orm; `error` alone knows statuses.

pub mod activities;
pub mod app;
pub mod assignments;
pub mod attachments;
pub mod audit;
pub mod audit_log;
pub mod auth;
pub mod backup;
pub mod calendar;
pub mod catalogues;
pub mod chases;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod comments;
pub mod config;
pub mod db;
pub mod delegations;
pub mod demo;
pub mod digests;
pub mod directives;
pub mod disk;
pub mod error;
pub mod events;
pub mod extensions;
pub mod files;
pub mod groups;
pub mod health;
pub mod holidays;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod notices;
pub mod openapi;
pub mod overview;
pub mod recurrences;
pub mod reports;
pub mod routes;
pub mod search;
pub mod server;
pub mod settings;
pub mod start;
pub mod succession;
pub mod tasks;
pub mod telemetry;
pub mod templates;
pub mod units;
pub mod users;

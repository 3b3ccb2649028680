//! Loa's server: a REST API over SQLite or PostgreSQL, and the single-page app beside it.
//!
//! A request reads routes → handler → service → repo. Handlers translate HTTP; services
//! decide, with the clock passed in; `error` alone knows the statuses of refusals.

pub mod cli;
pub mod demo;
pub mod figures;
pub mod identity;
pub mod notifications;
pub mod operations;
pub mod organisation;
pub mod platform;
pub mod routes;
pub mod server;
pub mod work;

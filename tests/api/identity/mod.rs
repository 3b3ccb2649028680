//! Logins, second factors, people, delegations, API clients.

mod auth;
mod delegations;
mod email;
mod lockout;
mod people;
mod recovery;
pub mod second_factor;
mod session_cache;
mod setup;
mod tokens;
mod users;

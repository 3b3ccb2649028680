//! People and machines: accounts, logins and second factors, posts, invitations, powers lent, API
//! clients, and the first start of a commune.
//!
//! Imports `platform` and `organisation`.

pub mod auth;
pub mod clients;
pub mod delegations;
pub mod start;
pub mod users;

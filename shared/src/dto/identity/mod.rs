//! Of people and machines: accounts, sessions, posts, delegations, the first start.

pub mod auth;
pub mod client;
pub mod delegation;
pub mod second_factor;
pub mod setup;
pub mod user;

//! The screens by area: each fetches and composes. An area shows what its `mod.rs` names to `app` and
//! `areas`, which draw it; none names another (docs/adr/0034). What several of them need is in
//! `common` where it fetches or sends, else in `components`.

pub mod activities;
pub mod admin;
pub mod calendar;
pub mod common;
pub mod directives;
pub mod notices;
pub mod overview;
pub mod planning;
pub mod review;
pub mod search;
pub mod session;
pub mod tasks;
pub mod work;

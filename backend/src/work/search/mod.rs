//! Finding things again: one index over tasks, directives, reports, activities, units and people.
//!
//! Words are folded and cut in Rust (`shared::text::words`), so that SQLite (FTS5) and PostgreSQL
//! (text vectors) answer alike. Every word has to be there; the last one may be the beginning of
//! one. The index narrows by who may see a thing; the rows are then read through their own scope,
//! which decides.

pub mod handlers;
pub mod hits;
pub mod repo;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::search);
}

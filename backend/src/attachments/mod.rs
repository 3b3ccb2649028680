//! Evidence: files that are taken by their content and given back to those who may see them.

pub mod form;
pub mod handlers;
mod office;
pub mod picture;
pub mod repo;
pub mod service;
pub mod sniff;
pub mod store;

use crate::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::upload).add(handlers::read).add(handlers::thumbnail);
}

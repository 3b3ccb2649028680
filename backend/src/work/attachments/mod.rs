//! Evidence: files that are taken by their content and given back to those who may see them.

pub mod decode;
pub mod form;
pub mod handlers;
pub mod jpeg_shape;
mod office;
pub mod pdf;
pub mod picture;
pub mod pixels;
pub mod quota;
pub mod repo;
pub mod service;
pub mod sniff;
pub mod sound;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::upload)
        .add(handlers::read)
        .add(handlers::thumbnail)
        .add(handlers::storage);
}

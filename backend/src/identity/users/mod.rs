//! People and their posts, as the office and the admin see them.

pub mod admin;
pub mod duties;
pub mod handlers;
pub mod handover;
pub mod invitations;
pub mod notice_choices;
pub mod people;
pub mod repo;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        .add(handlers::create)
        .add(handlers::read)
        .add(handlers::update)
        .add(handlers::duties)
        .add(handlers::add_post)
        .add(handlers::update_post)
        .add(handlers::invite);
}

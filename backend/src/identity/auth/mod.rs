//! Login, sessions, passwords; tokens for machines.

pub mod accept;
pub mod account;
pub mod account_mail;
pub mod attempts;
pub mod device;
pub mod email;
pub mod email_handlers;
pub mod factor_handlers;
pub mod feed;
pub mod handlers;
pub mod known;
pub mod login;
pub mod recovery;
pub mod repo;
pub mod second_factor;
pub mod secrets;
mod token_error;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::login)
        .add(handlers::logout)
        .add(handlers::me)
        .add(handlers::update_me)
        .add(handlers::choose_post)
        .add(handlers::sessions)
        .add(handlers::end_others)
        .add(handlers::change_password)
        .add(handlers::invitation)
        .add(handlers::accept_invitation)
        .add(handlers::token)
        .add(email_handlers::ask)
        .add(email_handlers::confirm)
        .add(factor_handlers::start)
        .add(factor_handlers::confirm)
        .add(factor_handlers::codes)
        .add(factor_handlers::remove)
        .add(factor_handlers::reset);
}

//! Mails as they wait to be delivered.

pub mod choices;
pub mod compose;
pub mod repo;
pub mod unsubscribe;

//! Mail and messages to phones: put beside the notice that led to them, delivered by a worker.

pub mod again;
pub mod compose;
pub mod courier;
pub mod deliver;
pub mod letters;
pub mod unsubscribe;

//! Telling people: notices, mail and messages, the leaders' digests, chasing by hand, the calendar.
//!
//! Imports `figures`, `work` and what is below them.

pub mod calendar;
pub mod chases;
pub mod digests;
pub mod mail;
pub mod notices;

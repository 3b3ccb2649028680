//! Of what people are told: notices, digests, chases, the calendar.

pub mod calendar;
pub mod chase;
pub mod digest;
pub mod notice;

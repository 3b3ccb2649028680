//! Notices, mail, digests, reminders, the calendar.

mod calendar;
mod calendar_feed;
mod chasing;
mod exactly_once;
mod mail;
mod notices;
mod reminders;
mod together;

//! The calendar: deadlines and activities by month, week and day, and its feed for other programs.
//!
//! Uses `api::{calendar, catalogues}`.

mod day_list;
mod entries;
mod feed;
mod grid;
mod page;
mod span;

pub use page::CalendarPage;

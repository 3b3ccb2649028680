//! The catalogues, what a channel asks for, and the days off.

mod channel_asks;
mod holidays;
mod merge;
mod new;
mod page;

pub use page::CataloguesPage;

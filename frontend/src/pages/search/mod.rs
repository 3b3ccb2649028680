//! The dialog of the search: what is found, and where one can go.
//!
//! Uses `api::search` and the places of the navigation (`components::frame`).

mod choice;
mod dialog;
mod marked;
mod palette;

pub use dialog::Search;
pub use palette::Palette;

//! The parts that pages are composed of. They take what they show as props and fetch nothing.

pub mod badge;
pub mod columns;
pub mod date;
pub mod dialog;
pub mod feedback;
pub mod field;
pub mod filter;
pub mod frame;
pub mod icon;
pub mod meter;
pub mod more;
pub mod page_head;
pub mod photos;
pub mod post_menu;
pub mod prompt;
pub mod qr;
pub mod report_body;
pub mod selection;
pub mod stepper;
pub mod target_rows;
pub mod targets;
pub mod tick_chips;
pub mod timeline;
pub mod toast;
pub mod unit_picker;
pub mod work_card;

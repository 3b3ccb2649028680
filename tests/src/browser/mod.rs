//! A real browser, driven over the WebDriver protocol.

mod axe;
mod driver;
mod element;
mod session;

pub use element::Element;
pub use session::{Browser, LAPTOP, PHONE, Size};

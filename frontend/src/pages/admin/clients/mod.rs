//! Machines that read, and their secrets.

mod form;
mod page;
mod secret;

pub use page::ClientsPage;

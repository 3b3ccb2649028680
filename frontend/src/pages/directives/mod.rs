//! Directives: the list, one with its clauses and their tasks, and the form for a new one.
//!
//! Uses `api::{directives, attachments}`.

mod directive;
mod list;
mod new_directive;

pub use directive::DirectivePage;
pub use list::DirectivesPage;
pub use new_directive::NewDirectivePage;

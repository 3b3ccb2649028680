//! Work that is to come: templates, recurrences, and the events that deadlines are counted from.
//!
//! Uses `api::{templates, recurrences, events, catalogues}`; the fields of a task are in `common`.

mod event_form;
mod events;
mod recurrence_form;
mod recurrence_rule;
mod recurrence_words;
mod recurrences;
mod tabs;
mod templates;

pub use events::EventsPage;
pub use recurrence_form::RecurrencePage;
pub use recurrences::RecurrencesPage;
pub use templates::TemplatesPage;

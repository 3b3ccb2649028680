//! What the commune decides for itself, and the room that files take.

mod page;
mod setting_fields;
mod setting_list;
mod storage_use;

pub use page::SettingsPage;

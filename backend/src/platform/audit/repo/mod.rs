//! Rows of the audit log, of what it is gathered from, and rows that it holds without their texts.

pub mod drafts;
pub mod entries;
pub mod heads;
pub mod tallies;

pub use crate::platform::db::entity::attachment::Model as Attachment;
pub use crate::platform::db::entity::report::Model as Report;

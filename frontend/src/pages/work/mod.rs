//! Work as its unit sees it: my work, an assignment with its conversation, its parts and its later
//! deadlines, and the report.
//!
//! Uses `api::{assignments, reports, comments, extensions, attachments, catalogues}` and the drafts
//! on this machine (`drafts`); chasing and the decision on a deadline are in `common`.

mod assignment;
mod comment_box;
mod comment_row;
mod comments;
mod extension_ask;
mod extension_card;
mod my_work;
mod parcel;
mod report;
mod report_activity;
mod report_conflict;
mod report_form;
mod report_parts;
mod report_state;
mod split;
mod split_form;

pub use assignment::AssignmentPage;
pub use comments::Comments;
pub use extension_card::{ExtensionCard, Settled};
pub use my_work::MyWorkPage;
pub use report::ReportPage;
pub use report_activity::Catalogues;
pub use report_conflict::Conflicts;
pub use split::Split;

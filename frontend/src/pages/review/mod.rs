//! What waits for a decision: reports sent, and requests for a later deadline.
//!
//! Uses `api::{reports, extensions}`; the decision on a deadline is in `common`.

mod extensions;
mod inbox;
mod pane;

pub use extensions::ExtensionInbox;
pub use inbox::ReviewPage;

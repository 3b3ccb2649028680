//! Rows of people, of their posts and invitations, and counts of what waits for them.

pub mod assignments;
pub mod invitations;
pub mod people;
pub mod posts;

pub use invitations::Invitation;
pub use people::{User, by_ids, find, list};
pub use posts::Post;

//! The office's picture: what is late, what waits, who is behind, and the digests of the mornings.
//!
//! Uses `api::{overview, digests, assignments}`; chasing is in `common`.

mod board;
mod digest;
mod overdue;

pub use board::OverviewPage;
pub use digest::{DigestPage, DigestsPage};

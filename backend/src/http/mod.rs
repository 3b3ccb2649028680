//! HTTP as the features see it: who asks, what was sent, how it is answered.

pub mod actor;
pub mod address;
pub mod api;
pub mod bodies;
pub mod csv;
pub mod headers;
pub mod panics;
pub mod paths;
pub mod permit;
pub mod query;
pub mod read;
pub mod spa;
pub mod write;

pub use actor::{Person, Scope};
pub use permit::{Permit, can};
pub use query::{Path, Query};
pub use read::{item, list};
pub use write::{Reply, Write};

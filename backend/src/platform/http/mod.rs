//! HTTP as the features see it: who asks, what was sent, how it is answered.

pub mod address;
pub mod api;
pub mod bodies;
pub mod context;
pub mod cookie;
pub mod csv;
pub mod headers;
pub mod panics;
pub mod paths;
pub mod query;
pub mod quota;
pub mod read;
pub mod spa;
pub mod write;

pub use query::{Path, Query};
pub use read::{item, list};
pub use write::{Reply, Write};

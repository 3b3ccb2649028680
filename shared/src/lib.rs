//! The words both sides of Loa speak.
//!
//! Nothing here does input or output, reads a clock or knows a database, so the same
//! rules run in the server, in the browser and in the tests.

pub mod catalogue;
pub mod chase_text;
pub mod deadline;
pub mod dto;
pub mod error;
pub mod escalation;
pub mod id;
pub mod merge;
pub mod office_hours;
pub mod period;
pub mod permission;
pub mod recurrence;
pub mod role;
pub mod state;
pub mod text;
pub mod time;
pub mod validate;
pub mod word;

pub use error::{ErrorCode, FieldError, Problem};
pub use permission::{Action, Reach, permits, reach};
pub use role::Role;

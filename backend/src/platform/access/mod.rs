//! Who acts, and how far: sessions and tokens, permissions as types, scopes, powers lent.

pub mod actor;
pub mod addresses;
pub mod auth_cache;
pub mod demo_guard;
pub mod keys;
pub mod last_seen;
pub mod lent_powers;
pub mod machine;
pub mod name;
pub mod password;
pub mod permission;
pub mod permit;
pub mod recheck_after_write;
pub mod repo;
pub mod session;

pub use actor::{Actor, Person, Scope};
pub use permission::{Permission, Permit, PersonPermit, can};

//! The database: how it is reached and what its rows are.

pub mod assignment_sum;
pub mod connect;
pub mod direct;
pub mod entity;
pub mod filter;
pub mod names;
pub mod page;
pub mod read;
pub mod row;
pub mod sql;
pub mod stored;
pub mod turns;
pub mod versioned;

pub use connect::Db;
pub use read::{Connection, ReadQuery};

//! The units of the commune as a tree, and what is done to one.

mod end;
mod form;
mod households;
mod page;
mod parent;
mod row;
mod tree;

pub use page::UnitsPage;

//! The index that search asks: what stands in it, how it follows the rows, how it is asked.

pub mod documents;
pub mod index;
pub mod query;
pub mod repo;
pub mod vocabulary;

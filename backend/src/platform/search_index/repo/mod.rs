//! Rows of the index, and of what it is made of.

pub mod changes;
pub mod documents;
pub mod marks;
pub mod things;
pub mod words;

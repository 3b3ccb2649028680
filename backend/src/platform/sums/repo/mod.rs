//! The tables of the sums.

pub mod activities;
pub mod assignments;
pub mod marks;

#[cfg(test)]
mod tests;

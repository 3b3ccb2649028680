//! Of the figures that are counted.

pub mod overview;

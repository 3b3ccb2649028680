//! The API from outside, on both databases.

//! The schema, up and down, on both databases.

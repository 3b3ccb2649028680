//! Loa.

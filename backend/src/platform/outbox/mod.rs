//! What a transaction has to tell: its causes, the outbox that keeps them, and what wakes those who wait.

pub mod cause;
pub mod enqueue;
pub mod hub;
pub mod repo;

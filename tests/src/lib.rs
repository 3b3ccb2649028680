//! The harness: starts the real server on a database of its own, and speaks to it as a
//! machine, as a person with a browser, or as an operator with a shell.
//!
//! A test owns everything it touches, so tests run in any order and at once. Whatever the
//! harness starts ends with the test process, however that ends (see [`scratch`]).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test, a panic with its line is the wanted outcome"
)]

pub mod answer;
pub mod browser;
pub mod client;
pub mod clock;
pub mod contract;
pub mod database;
pub mod demo;
pub mod gateway;
pub mod mailbox;
pub mod photo;
mod postgres;
pub mod process;
pub mod scene;
pub mod scratch;
pub mod server;
pub mod wait;

pub use answer::Answer;
pub use client::Client;
pub use database::Database;
pub use scene::Scene;
pub use server::Server;

/// Whether the long forms were asked for (`make test-deep`).
#[must_use]
pub fn deep() -> bool {
    std::env::var_os("LOA_DEEP").is_some_and(|value| !value.is_empty())
}

/// Makes of each named `async fn(Database)` two tests: one on SQLite, one on PostgreSQL.
#[macro_export]
macro_rules! both_databases {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::Database::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name($crate::Database::Postgres).await;
            }
        }
    )+};
}

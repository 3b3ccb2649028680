//! Waiting for a condition: it is checked again and again, with a pause between, up to a limit.

use std::time::{Duration, Instant};

use crate::Server;

/// The limit of a wait: longer than any test machine needs.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// The pause between two checks: short beside the wait, long beside a check.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until `so` is true.
///
/// # Panics
/// When it never is; with `what`.
pub async fn until(what: &str, so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// The same where the check itself waits, for an answer of the server.
///
/// # Panics
/// When it never is; with `what`.
pub async fn until_async(what: &str, so: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while !so().await {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// The same outside of a task; the panic shows the `server`'s last lines.
///
/// # Panics
/// When it never is; with `what`.
pub fn until_blocking(what: &str, server: &Server, so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "never: {what}; the server: {}", server.output());
        pause();
    }
}

/// One pause, for a wait with a check of its own.
pub fn pause() {
    std::thread::sleep(PAUSE);
}

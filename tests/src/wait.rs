//! Waiting for what comes by itself: looked at again and again, with a pause between and an end.

use std::time::{Duration, Instant};

use crate::Server;

/// No test machine is slower.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks: short beside what is waited for, long beside a look.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until it is so.
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

/// The same for what does not run in a task; the `server`'s last lines are told where it never is.
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

/// The pause of whoever has to look in another way.
pub fn pause() {
    std::thread::sleep(PAUSE);
}

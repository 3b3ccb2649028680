//! Waiting for what comes by itself: looked at again and again, with a pause between and an end.

use std::time::{Duration, Instant};

/// No test machine is slower.
pub const PATIENCE: Duration = Duration::from_secs(90);
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

/// The same for what does not run in a task.
///
/// # Panics
/// When it never is; with `what`.
pub fn until_blocking(what: &str, so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        pause();
    }
}

/// The pause of whoever has to look in another way.
pub fn pause() {
    std::thread::sleep(PAUSE);
}

//! Looking into files takes turns: one at a time in a process, whatever arrives (ADR 30).

use std::sync::Arc;
use std::thread;

use shared::ErrorCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::platform::error::{AppError, AppResult};

/// Uploads that are received or wait for their turn at a time. Each has a small buffer, and a file
/// of 10 MB on the disk: together less than the floor that stays free.
const MAX_WAITING: usize = 32;
/// Seconds after which one that found no place may try again.
const RETRY_SECONDS: i64 = 5;

/// The places of a process.
#[derive(Debug, Clone)]
pub struct DecodeSlots {
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

impl Default for DecodeSlots {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(MAX_WAITING)), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl DecodeSlots {
    /// A place among those that are received or wait, for as long as it is held.
    ///
    /// # Errors
    /// 503 with `Retry-After` when all are taken.
    pub fn reserve(&self) -> AppResult<OwnedSemaphorePermit> {
        let place = self.places.clone().try_acquire_owned();
        place.map_err(|_| AppError::Wait(ErrorCode::Unavailable, RETRY_SECONDS))
    }

    /// Does `work` when its turn comes, on a thread of its own. The turn ends with the work, not
    /// with whoever waits for it: a client that goes away cannot start a second one beside it.
    ///
    /// # Errors
    /// What `work` answers; a field error where a decoder breaks on the file.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let internal = |error: &dyn std::fmt::Display| AppError::Internal(error.to_string());
        let turn = self.turn.clone().acquire_owned().await.map_err(|error| internal(&error))?;
        let (sender, receiver) = oneshot::channel();
        thread::Builder::new().name("evidence".into()).spawn(move || {
            let _turn = turn;
            // Nobody listens where the client has gone: then the result goes as well.
            let _ = sender.send(work());
        })?;
        receiver
            .await
            .map_err(|_| AppError::field("file", "damaged", "Tệp bị hỏng, không đọc được."))?
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn pictures_are_decoded_one_at_a_time_and_a_panic_frees_the_slot() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        let turns = DecodeSlots::default();
        let broken = turns.run::<()>(|| panic!("a decoder")).await;
        assert!(matches!(broken, Err(AppError::Fields(_))));
        let work = || {
            assert_eq!(RUNNING.fetch_add(1, Ordering::SeqCst), 0);
            thread::yield_now();
            RUNNING.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        };
        // The first is given up by whoever asked, and goes on all the same.
        drop(tokio::spawn({
            let turns = turns.clone();
            async move { turns.run(work).await }
        }));
        let all = futures_util::future::join_all((0..20).map(|_| turns.run(work))).await;
        assert!(all.iter().all(Result::is_ok));
    }

    #[test]
    fn decoding_beyond_the_queue_is_refused() {
        let turns = DecodeSlots::default();
        let reserved: Vec<_> = (0..MAX_WAITING).map(|_| turns.reserve().unwrap()).collect();
        assert!(matches!(turns.reserve(), Err(AppError::Wait(ErrorCode::Unavailable, _))));
        drop(reserved);
        assert!(turns.reserve().is_ok());
    }
}

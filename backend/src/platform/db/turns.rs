//! Whose turn it is to write. A commune's writers queue here, in the process, before they take a
//! connection: otherwise those that wait for its audit head would hold the connections that the
//! other communes need (ADR 29).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::ErrorCode;
use tokio::sync::{Mutex as Queue, OwnedMutexGuard};
use uuid::Uuid;

use crate::platform::clock::Clock;
use crate::platform::error::{AppError, AppResult};

/// So long a writer waits for its turn, by the machine's clock.
const WAIT_TIMEOUT: Duration = Duration::from_secs(30);
/// After so many seconds who has waited in vain may come again.
const RETRY_SECONDS: i64 = 5;

/// The queues of the communes; first come, first served.
#[derive(Debug, Clone, Default)]
pub struct Turns {
    communes: Arc<Mutex<HashMap<Uuid, Arc<Queue<()>>>>>,
}

/// A commune's turn to write; the next begins when it is dropped.
#[derive(Debug, Default)]
pub struct Turn {
    _held: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits until it is this writer's turn.
    ///
    /// # Errors
    /// 503 with Retry-After when that takes too long.
    pub async fn take(&self, commune_id: Uuid) -> AppResult<Turn> {
        self.take_within(commune_id, Clock::scaled(WAIT_TIMEOUT)).await
    }

    async fn take_within(&self, commune_id: Uuid, patience: Duration) -> AppResult<Turn> {
        let queue = {
            let mut communes = self.communes.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(communes.entry(commune_id).or_default())
        };
        match tokio::time::timeout(patience, queue.lock_owned()).await {
            Ok(held) => Ok(Turn { _held: Some(held) }),
            Err(_) => Err(AppError::Wait(ErrorCode::Unavailable, RETRY_SECONDS)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn second_writer_of_a_commune_waits_and_of_another_does_not() {
        let turns = Turns::default();
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = turns.take(here).await.unwrap();
        assert!(turns.take(here).now_or_never().is_none(), "one at a time");
        assert!(turns.take(there).now_or_never().is_some(), "another commune has its own");
        drop(first);
        assert!(turns.take(here).now_or_never().is_some(), "who gave up is in nobody's way");
    }

    #[tokio::test]
    async fn writer_that_waits_too_long_gets_retry_after() {
        let turns = Turns::default();
        let _first = turns.take(Uuid::nil()).await.unwrap();
        let late = turns.take_within(Uuid::nil(), Duration::ZERO).await.unwrap_err();
        assert!(matches!(late, AppError::Wait(ErrorCode::Unavailable, RETRY_SECONDS)));
    }
}

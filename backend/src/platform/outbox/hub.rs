//! What wakes those who wait: the worker of the outbox, and the open pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use shared::ErrorCode;
use shared::dto::notifications::notice::NoticeCount;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::platform::error::{AppError, AppResult};

/// So many pages of one person listen at once; one that was left is noticed within half a minute.
const MAX_PAGES: usize = 100;

/// A person in a commune.
pub type Subscriber = (Uuid, Uuid);

/// Shared by everything of one server. Clones are the same hub.
#[derive(Debug, Clone)]
pub struct NotificationHub {
    outbox: Arc<Notify>,
    sent: Arc<Notify>,
    subscribers: Arc<Mutex<HashMap<Subscriber, watch::Sender<NoticeCount>>>>,
    stopping: Arc<watch::Sender<bool>>,
}

impl Default for NotificationHub {
    fn default() -> Self {
        Self {
            outbox: Arc::default(),
            sent: Arc::default(),
            subscribers: Arc::default(),
            stopping: Arc::new(watch::Sender::new(false)),
        }
    }
}

impl NotificationHub {
    /// There may be something in the outbox.
    pub fn wake(&self) {
        self.outbox.notify_one();
    }

    /// Waits until there may be something in the outbox.
    pub async fn wait_for_wake(&self) {
        self.outbox.notified().await;
    }

    /// Notices have been written or read.
    pub fn notify(&self) {
        self.sent.notify_one();
    }

    /// What to listen to for one person: how many are unread, from `now` on.
    ///
    /// # Errors
    /// 429 where so many pages of the same person listen already.
    pub fn listen(
        &self,
        subscriber: Subscriber,
        now: NoticeCount,
    ) -> AppResult<watch::Receiver<NoticeCount>> {
        let Ok(mut subscribers) = self.subscribers.lock() else { return Ok(watch::channel(now).1) };
        if subscribers.get(&subscriber).is_some_and(|sender| sender.receiver_count() >= MAX_PAGES) {
            return Err(AppError::Wait(ErrorCode::TooManyRequests, 60));
        }
        let sender =
            subscribers.entry(subscriber).or_insert_with(|| watch::Sender::new(now.clone()));
        sender.send_if_modified(|known| {
            let changed = *known != now;
            *known = now;
            changed
        });
        Ok(sender.subscribe())
    }

    /// The server stops: streams end, so that it need not wait for them.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether the server stops.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// What tells that the server stops.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Waits until notices have been written or read on this server.
    pub async fn wait_for_change(&self) {
        self.sent.notified().await;
    }

    /// Who listens, and the number each has been told last; who has left is forgotten.
    #[must_use]
    pub fn listening(&self) -> Vec<(Subscriber, i64)> {
        match self.subscribers.lock() {
            Ok(mut subscribers) => {
                subscribers.retain(|_, sender| sender.receiver_count() > 0);
                subscribers
                    .iter()
                    .map(|(subscriber, sender)| (*subscriber, sender.borrow().unread))
                    .collect()
            }
            Err(_) => Vec::new(),
        }
    }

    /// Tells one who listens.
    pub fn send_count(&self, subscriber: Subscriber, count: NoticeCount) {
        if let Some(sender) = self
            .subscribers
            .lock()
            .ok()
            .and_then(|subscribers| subscribers.get(&subscriber).cloned())
        {
            sender.send_replace(count);
        }
    }
}

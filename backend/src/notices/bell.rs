//! What rouses those who wait: the worker of the outbox, and the open bells.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use shared::dto::notice::NoticeCount;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use super::repo;
use crate::db::Db;

/// How long a bell may lag behind what another server has sent.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A person in a commune.
pub type Ear = (Uuid, Uuid);

/// Shared by everything of one server. Clones are the same bell.
#[derive(Debug, Clone)]
pub struct Bell {
    outbox: Arc<Notify>,
    sent: Arc<Notify>,
    ears: Arc<Mutex<HashMap<Ear, watch::Sender<NoticeCount>>>>,
    stopping: Arc<watch::Sender<bool>>,
}

impl Default for Bell {
    fn default() -> Self {
        Self {
            outbox: Arc::default(),
            sent: Arc::default(),
            ears: Arc::default(),
            stopping: Arc::new(watch::Sender::new(false)),
        }
    }
}

impl Bell {
    /// There may be something in the outbox.
    pub fn rouse(&self) {
        self.outbox.notify_one();
    }

    /// Waits until there may be something in the outbox.
    pub async fn roused(&self) {
        self.outbox.notified().await;
    }

    /// Notices have been written or read.
    pub fn ring(&self) {
        self.sent.notify_one();
    }

    /// What to listen to for one person: what the bell shows, from `now` on.
    #[must_use]
    pub fn listen(&self, ear: Ear, now: NoticeCount) -> watch::Receiver<NoticeCount> {
        let Ok(mut ears) = self.ears.lock() else { return watch::channel(now).1 };
        let sender = ears.entry(ear).or_insert_with(|| watch::Sender::new(now.clone()));
        sender.send_if_modified(|known| {
            let changed = *known != now;
            *known = now;
            changed
        });
        sender.subscribe()
    }

    /// The server stops: streams end, so that it need not wait for them.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// What tells that the server stops.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Tells open bells what has changed, on any server, until this one stops.
    pub async fn run(self, db: Db) {
        let mut stopping = self.stopping();
        loop {
            tokio::select! {
                () = self.sent.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stopping.changed() => return,
            }
            let listening: Vec<Ear> = match self.ears.lock() {
                Ok(mut ears) => {
                    ears.retain(|_, sender| sender.receiver_count() > 0);
                    ears.keys().copied().collect()
                }
                Err(_) => return,
            };
            if listening.is_empty() {
                continue;
            }
            match repo::counts(&db.read, &listening).await {
                Ok(counts) => self.pass_on(counts),
                Err(error) => tracing::warn!(%error, "the bells could not look"),
            }
        }
    }

    fn pass_on(&self, counts: Vec<(Ear, NoticeCount)>) {
        let Ok(ears) = self.ears.lock() else { return };
        for (ear, count) in counts {
            if let Some(sender) = ears.get(&ear) {
                sender.send_if_modified(|known| {
                    let changed = *known != count;
                    *known = count;
                    changed
                });
            }
        }
    }
}

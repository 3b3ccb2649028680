//! Looks for what open pages are to be told, also of what other servers have sent.

use std::time::Duration;

use shared::dto::notifications::notice::NoticeCount;

use super::repo;
use crate::platform::db::Db;
use crate::platform::error::AppResult;
use crate::platform::outbox::hub::{NotificationHub, Subscriber};

/// How long a bell may lag behind what another server has sent.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// At least so long between two polls.
const MIN_INTERVAL: Duration = Duration::from_millis(100);

/// Tells open bells what has changed, on any server, until this one stops.
pub async fn run(hub: NotificationHub, db: Db) {
    let mut stopping = hub.stopping();
    loop {
        tokio::select! {
            () = hub.wait_for_change() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
        if let Err(error) = poll(&hub, &db).await {
            tracing::warn!(%error, "the bells could not look");
        }
        // However often it changes: one poll at a time, and not without a pause.
        tokio::time::sleep(MIN_INTERVAL).await;
    }
}

/// One question for all who listen, and one more for each whose number has changed.
async fn poll(hub: &NotificationHub, db: &Db) -> AppResult<()> {
    let known = hub.listening();
    if known.is_empty() {
        return Ok(());
    }
    let subscribers: Vec<Subscriber> = known.iter().map(|(subscriber, _)| *subscriber).collect();
    let counted = repo::unread(&db.read, &subscribers).await?;
    for (subscriber, before) in known {
        let unread = counted.get(&subscriber).copied().unwrap_or_default();
        if unread != before {
            hub.send_count(
                subscriber,
                NoticeCount { unread, newest: repo::newest(&db.read, subscriber).await? },
            );
        }
    }
    Ok(())
}

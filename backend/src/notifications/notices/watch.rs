//! Looks for what open pages are to be told, also of what other servers have sent.

use std::time::Duration;

use shared::dto::notifications::notice::NoticeCount;

use super::repo;
use crate::platform::db::Db;
use crate::platform::error::AppResult;
use crate::platform::outbox::hub::{NotificationHub, Subscriber};

/// How long a bell may lag behind what another server has sent.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// At least so long between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// Tells open bells what has changed, on any server, until this one stops.
pub async fn run(hub: NotificationHub, db: Db) {
    let mut stopping = hub.stopping();
    loop {
        tokio::select! {
            () = hub.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => return,
        }
        if let Err(error) = look(&hub, &db).await {
            tracing::warn!(%error, "the bells could not look");
        }
        // However often it changes: one look at a time, and not without a pause.
        tokio::time::sleep(PAUSE).await;
    }
}

/// One question for all who listen, and one more for each whose number has changed.
async fn look(hub: &NotificationHub, db: &Db) -> AppResult<()> {
    let known = hub.listening();
    if known.is_empty() {
        return Ok(());
    }
    let subscribers: Vec<Subscriber> = known.iter().map(|(subscriber, _)| *subscriber).collect();
    let counted = repo::unread(&db.read, &subscribers).await?;
    for (subscriber, before) in known {
        let unread = counted.get(&subscriber).copied().unwrap_or_default();
        if unread != before {
            hub.tell(
                subscriber,
                NoticeCount { unread, newest: repo::newest(&db.read, subscriber).await? },
            );
        }
    }
    Ok(())
}

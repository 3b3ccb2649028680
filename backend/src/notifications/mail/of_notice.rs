//! The mail and the message to a phone that one notice leads to.

use chrono::{DateTime, Utc};
use shared::state::{NoticeChannel, NoticeKind};
use uuid::Uuid;

use crate::notifications::notices::draft::NoticeDraft;
use crate::notifications::notices::subject::NoticePayload;
use crate::notifications::notices::words;
use crate::platform::config::Config;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::mail::choices::Choices;
use crate::platform::mail::compose::{Item, QueuedMail, Section, enqueue, insert};

/// A notice as an item.
#[must_use]
pub fn item(kind: NoticeKind, facts: &NoticePayload, english: bool) -> Item {
    Item {
        title: words::title(kind, facts, english),
        details: words::details(kind, facts, english),
        path: facts.path.clone(),
    }
}

/// Puts a mail of one notice beside it.
///
/// # Errors
/// The database.
pub async fn enqueue_single(
    db: &impl Connection,
    config: &Config,
    choices: &Choices,
    user_id: Uuid,
    draft: &NoticeDraft,
    facts: &NoticePayload,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let Some(settings) = &config.mail else { return Ok(()) };
    let english = choices.language == "en";
    let items = vec![item(draft.kind, facts, english)];
    let queued = QueuedMail {
        commune_id: draft.commune_id,
        user_id,
        channel: NoticeChannel::Mail,
        cause: &draft.cause,
        kind: Some(draft.kind),
        may_mute: draft.kind.may_be_muted(),
        recipient: None,
    };
    let subject = words::title(draft.kind, facts, english);
    let sections = [Section { heading: None, items }];
    enqueue(db, settings, choices, &queued, &subject, &sections, now).await
}

/// Puts a message to a phone beside its notice.
///
/// # Errors
/// The database.
pub async fn enqueue_message(
    db: &impl Connection,
    choices: &Choices,
    user_id: Uuid,
    draft: &NoticeDraft,
    facts: &NoticePayload,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let english = choices.language == "en";
    let title = words::title(draft.kind, facts, english);
    let mut lines = vec![title.clone()];
    lines.extend(words::details(draft.kind, facts, english));
    let queued = QueuedMail {
        commune_id: draft.commune_id,
        user_id,
        channel: NoticeChannel::Message,
        cause: &draft.cause,
        kind: Some(draft.kind),
        may_mute: draft.kind.may_be_muted(),
        recipient: None,
    };
    insert(db, &queued, &title, (lines.join("\n"), facts.path.clone()), now).await
}

//! Writing a notice to each person it concerns, once.

use chrono::{DateTime, Utc};
use shared::dto::notifications::notice::MailMode;
use shared::state::{NoticeChannel, NoticeKind};

use super::directory::{Directory, Recipient};
use super::draft::NoticeDraft;
use super::repo::{self, Notice};
use super::subject::NoticePayload;
use crate::notifications::mail;
use crate::platform::config::Config;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::id::id_at;

/// Sends a draft to `people`; how many were told. Who was told of its cause before is not again.
///
/// # Errors
/// The database.
pub async fn send(
    db: &impl Connection,
    config: &Config,
    directory: &Directory,
    draft: &NoticeDraft,
    people: Vec<Recipient>,
    now: DateTime<Utc>,
) -> AppResult<i64> {
    let mut sent = 0;
    for person in people {
        let Some(choices) = directory.choices(person.user_id) else { continue };
        let kind = draft.kind;
        let facts = NoticePayload { for_post: person.for_post, ..draft.facts.clone() };
        let mailed = config.mail.is_some()
            && choices.email.is_some()
            && choices.is_enabled(kind, NoticeChannel::Mail);
        // What may not be muted comes in the morning, even to who wants no mail.
        let morning = match choices.mail {
            MailMode::Digest => mailed && kind != NoticeKind::Digest,
            MailMode::None => mailed && !kind.may_be_muted(),
            MailMode::Single => false,
        };
        let row = Notice {
            id: id_at(now),
            commune_id: draft.commune_id,
            user_id: person.user_id,
            cause: draft.cause.clone(),
            kind: kind.as_str().into(),
            at: now,
            read_at: None,
            shown: choices.is_enabled(kind, NoticeChannel::App),
            mail_due: morning,
            assignment_id: draft.assignment_id,
            facts: serde_json::to_string(&facts)?,
        };
        if !repo::insert(db, row).await? {
            continue;
        }
        sent += 1;
        if mailed && choices.mail == MailMode::Single && kind != NoticeKind::Digest {
            mail::of_notice::enqueue_single(
                db,
                config,
                choices,
                person.user_id,
                draft,
                &facts,
                now,
            )
            .await?;
        }
        let message = config.gateway.is_some()
            && choices.phone.is_some()
            && choices.is_enabled(kind, NoticeChannel::Message);
        if message && is_sent_as_message(kind) {
            mail::of_notice::enqueue_message(db, choices, person.user_id, draft, &facts, now)
                .await?;
        }
    }
    Ok(sent)
}

/// Which notices are worth a message to a phone: what somebody has to act on.
fn is_sent_as_message(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::Assigned
            | NoticeKind::DueSoon
            | NoticeKind::Overdue
            | NoticeKind::Chased
            | NoticeKind::Returned
    )
}

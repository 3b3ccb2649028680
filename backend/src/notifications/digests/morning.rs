//! The mail of the morning: a leader's digest, and the notices since the last one.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use shared::dto::notifications::digest::DigestView;
use shared::dto::notifications::notice::MailMode;
use shared::state::{NoticeChannel, NoticeKind};
use shared::time::{day_of, format_day};
use uuid::Uuid;

use super::{digest_mail, repo};
use crate::notifications::mail::of_notice;
use crate::notifications::notices::directory::Directory;
use crate::notifications::notices::relevance;
use crate::notifications::notices::repo::{self as notice_repo, Notice};
use crate::notifications::notices::subject::NoticePayload;
use crate::platform::config::Config;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::mail::compose::{self, Item, QueuedMail, Section};

/// Rows that one statement changes.
const BATCH: usize = 500;

/// Puts together one mail for each person who is to have one; how many.
///
/// # Errors
/// The database.
pub async fn compose_mails(
    tx: &impl Connection,
    config: &Config,
    directory: &Directory,
    commune_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<i64> {
    let today = day_of(now);
    let due = notice_repo::mail_due(tx, commune_id).await?;
    // Done with once it has been looked at, and only what has: others may be writing more.
    let looked_at: Vec<Uuid> = due.iter().map(|row| row.id).collect();
    // What was read on a page is known; what is settled or seen no more is not told.
    let unread = due.into_iter().filter(|row| row.read_at.is_none()).collect();
    let due = relevance::still_relevant(tx, directory, unread, now).await?;
    let mut by_person: BTreeMap<Uuid, Vec<Notice>> = BTreeMap::new();
    for row in due {
        by_person.entry(row.user_id).or_default().push(row);
    }
    let made = repo::of_day(tx, commune_id, today).await?;
    for row in &made {
        by_person.entry(row.user_id).or_default();
    }
    let mut mailed = 0;
    if let Some(settings) = &config.mail {
        for (user_id, notices) in &by_person {
            let Some(choices) = directory.choices(*user_id) else { continue };
            if choices.email.is_none() {
                continue;
            }
            let english = choices.language == "en";
            let mut sections = Vec::new();
            let wants_digest = choices.mail != MailMode::None
                && choices.is_enabled(NoticeKind::Digest, NoticeChannel::Mail);
            let digest = made.iter().find(|row| row.user_id == *user_id).filter(|_| wants_digest);
            let digest: Option<DigestView> =
                digest.and_then(|row| serde_json::from_str(&row.content).ok());
            sections.extend(digest.iter().flat_map(|view| digest_mail::sections(view, english)));
            let late = notices.iter().filter_map(|row| NoticeKind::parse(&row.kind));
            let late = late.into_iter().any(|kind| !kind.may_be_muted());
            let listed = !sections.is_empty();
            sections.extend(of_notices(notices, listed, english));
            if sections.is_empty() {
                continue;
            }
            let cause = format!("morning/{today}");
            let queued = QueuedMail {
                commune_id,
                user_id: *user_id,
                channel: NoticeChannel::Mail,
                cause: &cause,
                kind: None,
                // What is late comes in any case.
                may_mute: !late,
                recipient: None,
            };
            let subject = subject(today, digest.as_ref(), choices.mail, english);
            compose::enqueue(tx, settings, choices, &queued, &subject, &sections, now).await?;
            mailed += 1;
        }
    }
    for some in looked_at.chunks(BATCH) {
        notice_repo::clear_mail_due(tx, some).await?;
    }
    Ok(mailed)
}

fn subject(today: NaiveDate, digest: Option<&DigestView>, mode: MailMode, english: bool) -> String {
    let day = format_day(today);
    match (digest, mode, english) {
        (Some(view), _, false) => format!(
            "Loa ngày {day}: {} quá hạn, {} chờ duyệt",
            view.overdue.count, view.awaiting_me.count
        ),
        (Some(view), _, true) => format!(
            "Loa, {day}: {} overdue, {} to review",
            view.overdue.count, view.awaiting_me.count
        ),
        // Whoever wants no mail gets this one all the same.
        (None, MailMode::None, false) => format!("Loa ngày {day}: việc quá hạn, đôn đốc"),
        (None, MailMode::None, true) => format!("Loa, {day}: overdue and chased"),
        (None, _, false) => format!("Loa ngày {day}: việc cần làm"),
        (None, _, true) => format!("Loa, {day}: what waits"),
    }
}

/// What the lists of a digest tell already is not told again.
fn is_in_digest(kind: NoticeKind) -> bool {
    use NoticeKind as K;
    matches!(kind, K::Overdue | K::Submitted | K::Waiting | K::ExtensionAsked | K::ExtensionWaiting)
}

fn of_notices(notices: &[Notice], listed: bool, english: bool) -> Option<Section> {
    let items: Vec<Item> = notices
        .iter()
        .filter_map(|row| {
            let facts: NoticePayload = serde_json::from_str(&row.facts).ok()?;
            let kind = NoticeKind::parse(&row.kind)?;
            let already_listed = listed && is_in_digest(kind) && !facts.own;
            (!already_listed).then(|| of_notice::item(kind, &facts, english))
        })
        .collect();
    let heading = if english { "Notices" } else { "Thông báo" };
    (!items.is_empty()).then(|| Section { heading: Some(heading.into()), items })
}

//! The mail of the morning: a leader's digest, and the notices since the last one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::dto::digest::{DigestList, DigestView};
use shared::dto::notice::MailMode;
use shared::state::{NoticeChannel, NoticeKind};
use shared::time::{day_of, format_day};
use uuid::Uuid;

use crate::config::Config;
use crate::db::entity::{digest, notice};
use crate::error::AppResult;
use crate::mail::compose::{self, Item, Section, Waiting};
use crate::notices::directory::Directory;
use crate::notices::relevance;
use crate::notices::subject::Facts;
use crate::notices::words::due_words;

/// Puts together one mail for each person who is to have one; how many.
///
/// # Errors
/// The database.
pub async fn put_together(
    tx: &impl ConnectionTrait,
    config: &Config,
    directory: &Directory,
    commune_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<i64> {
    let today = day_of(now);
    let due = notice::Entity::find()
        .filter(notice::Column::CommuneId.eq(commune_id))
        .filter(notice::Column::MailDue.eq(true))
        .order_by_asc(notice::Column::Id)
        .all(tx)
        .await?;
    // Work that was sent meanwhile is not chased; what somebody sees no more is not told.
    let due = relevance::still(tx, directory, due).await?;
    let mut by_person: BTreeMap<Uuid, Vec<notice::Model>> = BTreeMap::new();
    for row in due {
        by_person.entry(row.user_id).or_default().push(row);
    }
    let made = digest::Entity::find()
        .filter(digest::Column::CommuneId.eq(commune_id))
        .filter(digest::Column::Day.eq(today))
        .all(tx)
        .await?;
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
            let wanted = choices.mail != MailMode::None
                && choices.wants(NoticeKind::Digest, NoticeChannel::Mail);
            let digest = made.iter().find(|row| row.user_id == *user_id).filter(|_| wanted);
            if let Some(view) = digest.and_then(|row| serde_json::from_str(&row.content).ok()) {
                sections.extend(of_digest(&view, english));
            }
            let late = notices.iter().filter_map(|row| NoticeKind::parse(&row.kind));
            let late = late.into_iter().any(|kind| !kind.may_be_muted());
            sections.extend(of_notices(notices, english));
            if sections.is_empty() {
                continue;
            }
            let cause = format!("morning/{today}");
            let waiting = Waiting {
                commune_id,
                user_id: *user_id,
                channel: NoticeChannel::Mail,
                cause: &cause,
                kind: None,
                // What is late comes in any case.
                may_mute: !late,
            };
            let subject = subject(today, english);
            compose::put(tx, settings, choices, &waiting, &subject, &sections, now).await?;
            mailed += 1;
        }
    }
    notice::Entity::update_many()
        .col_expr(notice::Column::MailDue, Expr::value(false))
        .filter(notice::Column::CommuneId.eq(commune_id))
        .filter(notice::Column::MailDue.eq(true))
        .exec(tx)
        .await?;
    Ok(mailed)
}

fn subject(today: chrono::NaiveDate, english: bool) -> String {
    let day = format_day(today);
    if english {
        format!("Loa, {day}: what waits")
    } else {
        format!("Loa ngày {day}: việc cần làm")
    }
}

fn of_notices(notices: &[notice::Model], english: bool) -> Option<Section> {
    let items: Vec<Item> = notices
        .iter()
        .filter_map(|row| {
            let facts: Facts = serde_json::from_str(&row.facts).ok()?;
            Some(compose::item(NoticeKind::parse(&row.kind)?, &facts, english))
        })
        .collect();
    let heading = if english { "Notices" } else { "Thông báo" };
    (!items.is_empty()).then(|| Section { heading: Some(heading.into()), items })
}

fn of_digest(view: &DigestView, english: bool) -> Vec<Section> {
    let say = |vi: &str, en: &str| if english { en.to_owned() } else { vi.to_owned() };
    let lists = [
        (say("Quá hạn lâu", "Long overdue"), &view.escalated),
        (say("Quá hạn", "Overdue"), &view.overdue),
        (say("Chờ tôi duyệt", "Waiting for my review"), &view.awaiting_me),
        (say("Đề nghị gia hạn", "Extensions asked for"), &view.extensions),
        (say("Đến hạn trong tuần", "Due this week"), &view.due_this_week),
    ];
    let mut sections: Vec<Section> = lists
        .into_iter()
        .filter(|(_, list)| list.count > 0)
        .map(|(name, list)| Section {
            heading: Some(format!("{name}: {}", list.count)),
            items: rows(list, english),
        })
        .collect();
    let changes = &view.changes;
    let words = if english {
        format!(
            "Since the last digest: {} sent, {} approved, {} returned, {} became overdue",
            changes.submitted, changes.approved, changes.returned, changes.became_overdue
        )
    } else {
        format!(
            "Từ lần tổng hợp trước: {} báo cáo gửi, {} phê duyệt, {} trả lại, {} việc mới quá hạn",
            changes.submitted, changes.approved, changes.returned, changes.became_overdue
        )
    };
    let path = format!("/digests/{}", view.day);
    sections.push(Section {
        heading: None,
        items: vec![Item { title: words, details: Vec::new(), path }],
    });
    sections
}

fn rows(list: &DigestList, english: bool) -> Vec<Item> {
    let due = if english { "Due" } else { "Hạn" };
    list.rows
        .iter()
        .map(|row| Item {
            title: format!("{}: {}", row.unit.name, row.task.name),
            details: row
                .due_at
                .map(|at| format!("{due}: {}", due_words(at, row.moved_from, english)))
                .into_iter()
                .collect(),
            path: format!("/assignments/{}", row.assignment_id),
        })
        .collect()
}

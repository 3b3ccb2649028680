//! Mails and messages as they wait to be delivered.

use chrono::{DateTime, Utc};
use shared::state::{NoticeChannel, NoticeKind};
use uuid::Uuid;

use super::{repo, unsubscribe};
use crate::platform::config::Mail;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::id::id_at;
use crate::platform::mail::choices::Choices;

/// One thing in a mail: what it is, details, where it leads.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is.
    pub title: String,
    /// What stands below it.
    pub details: Vec<String>,
    /// The page, below the server's address.
    pub path: String,
}

/// Items under a heading; none where the mail is about one thing.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading.
    pub heading: Option<String>,
    /// The items.
    pub items: Vec<Item>,
}

/// What waits to be delivered.
#[derive(Debug)]
pub struct QueuedMail<'a> {
    /// The commune.
    pub commune_id: Uuid,
    /// To whom.
    pub user_id: Uuid,
    /// By which way.
    pub channel: NoticeChannel,
    /// What is sent once.
    pub cause: &'a str,
    /// The kind of notice; none is the morning's mail, or one about the account.
    pub kind: Option<NoticeKind>,
    /// Whether the person may do without it.
    pub may_mute: bool,
    /// To which address, where it is not the one that the person has when it is delivered.
    pub recipient: Option<&'a str>,
}

/// Puts a mail of some sections into the row of those that wait.
///
/// # Errors
/// The database.
pub async fn enqueue(
    db: &impl Connection,
    settings: &Mail,
    choices: &Choices,
    queued: &QueuedMail<'_>,
    subject: &str,
    sections: &[Section],
    now: DateTime<Utc>,
) -> AppResult<()> {
    let english = choices.language == "en";
    let unsubscribe = match queued.may_mute {
        true => Some(unsubscribe::page(db, settings, queued.user_id, queued.kind).await?),
        false => None,
    };
    let body = plain(settings, choices, sections, unsubscribe.as_deref(), english);
    let html = html(settings, choices, sections, unsubscribe.as_deref(), english);
    insert(db, queued, subject, (body, html), now).await
}

/// Puts a mail or a message among those that wait, once for its cause.
///
/// # Errors
/// The database.
pub async fn insert(
    db: &impl Connection,
    queued: &QueuedMail<'_>,
    subject: &str,
    (body, html): (String, String),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let row = repo::Mail {
        id: id_at(now),
        commune_id: queued.commune_id,
        user_id: queued.user_id,
        channel: queued.channel.as_str().into(),
        cause: queued.cause.to_owned(),
        kind: queued.kind.map(|kind| kind.as_str().into()),
        // A subject is one line, whatever stands in a title.
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        body,
        html,
        may_mute: queued.may_mute,
        created_at: now,
        state: "waiting".into(),
        attempts: 0,
        next_key: now.timestamp_millis(),
        leased_until: 0,
        sent_at: None,
        error: None,
        recipient: queued.recipient.map(str::to_owned),
    };
    repo::insert(db, row).await
}

fn greeting(choices: &Choices, english: bool) -> String {
    if english {
        format!("Dear {},", choices.name)
    } else {
        format!("Kính gửi {},", choices.name)
    }
}

fn footer(settings: &Mail, english: bool) -> String {
    let url = &settings.public_url;
    if english {
        format!("Sent by Loa. How you are told: {url}/profile")
    } else {
        format!("Thư do hệ thống Loa gửi. Chọn cách nhận thông báo: {url}/profile")
    }
}

fn unsubscribe_label(english: bool) -> &'static str {
    if english { "No more mails of this kind" } else { "Không nhận loại thư này nữa" }
}

fn plain(
    settings: &Mail,
    choices: &Choices,
    sections: &[Section],
    unsubscribe: Option<&str>,
    english: bool,
) -> String {
    let mut text = format!("{}\n\n", greeting(choices, english));
    for section in sections {
        if let Some(heading) = &section.heading {
            text.push_str(&format!("{heading}\n\n"));
        }
        for item in &section.items {
            text.push_str(&format!("{}\n", item.title));
            for line in &item.details {
                text.push_str(&format!("  {line}\n"));
            }
            text.push_str(&format!("  {}{}\n\n", settings.public_url, item.path));
        }
    }
    text.push_str(&format!("-- \n{}\n", footer(settings, english)));
    if let Some(unsubscribe) = unsubscribe {
        text.push_str(&format!("{}: {unsubscribe}\n", unsubscribe_label(english)));
    }
    text
}

fn html(
    settings: &Mail,
    choices: &Choices,
    sections: &[Section],
    unsubscribe: Option<&str>,
    english: bool,
) -> String {
    let language = if english { "en" } else { "vi" };
    let mut page = format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"></head>\
         <body style=\"font:16px/1.5 sans-serif;color:#1a1a1a;max-width:40em\"><p>{}</p>",
        escape(&greeting(choices, english))
    );
    for section in sections {
        if let Some(heading) = &section.heading {
            page.push_str(&format!("<h2 style=\"font-size:18px\">{}</h2>", escape(heading)));
        }
        for item in &section.items {
            let link = format!("{}{}", settings.public_url, item.path);
            page.push_str(&format!(
                "<p><a href=\"{}\"><strong>{}</strong></a>",
                escape(&link),
                escape(&item.title)
            ));
            for line in &item.details {
                page.push_str(&format!("<br>{}", escape(line)));
            }
            page.push_str("</p>");
        }
    }
    page.push_str(&format!(
        "<p style=\"color:#555;font-size:14px\">{}</p>",
        escape(&footer(settings, english))
    ));
    if let Some(unsubscribe) = unsubscribe {
        page.push_str(&format!(
            "<p style=\"font-size:14px\"><a href=\"{}\">{}</a></p>",
            escape(unsubscribe),
            unsubscribe_label(english)
        ));
    }
    page.push_str("</body></html>");
    page
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

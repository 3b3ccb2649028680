//! Delivering what waits: claimed by a lease, tried again for as long as the other end is away.

use std::time::Duration;

use chrono::{DateTime, Utc};
use shared::state::{NoticeChannel, NoticeKind};
use shared::time::day_of;

use super::channels::{Address, DeliveryChannel, Failure, Smtp, Webhook};
use super::repo::{self, DeliveryResult, Mail};
use crate::notifications::notices;
use crate::notifications::notices::directory::Directory;
use crate::notifications::notices::relevance;
use crate::organisation::settings::Office;
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::jobs::queue;
use crate::platform::jobs::tally::Tally;
use crate::platform::mail::unsubscribe;
use crate::platform::settings;

/// Rows looked for in one go.
const BATCH: u64 = 20;
/// How long a mail stays claimed: longer than a delivery may take.
const LEASE: Duration = Duration::from_secs(180);
/// A single mail that is put off again and again is given up after so many times; that the whole
/// server is away does not count.
const MAX_ATTEMPTS: i64 = 12;

/// Delivers what waits and is due, by every way that is configured.
///
/// # Errors
/// The database.
pub async fn run(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    if let Some(settings) = app.config.mail.as_ref()
        && any_due(app, NoticeChannel::Mail).await?
    {
        deliver_due(app, &Smtp::new(settings)?, NoticeChannel::Mail, &mut tally).await?;
    }
    if let Some(settings) = app.config.gateway.as_ref()
        && any_due(app, NoticeChannel::Message).await?
    {
        let webhook = Webhook::new(settings, app.config.public_url.as_ref());
        deliver_due(app, &webhook, NoticeChannel::Message, &mut tally).await?;
    }
    Ok(tally)
}

async fn any_due(app: &App, channel: NoticeChannel) -> AppResult<bool> {
    repo::any_due(&app.db.read, channel, app.clock.now()).await
}

async fn deliver_due(
    app: &App,
    delivery: &impl DeliveryChannel,
    channel: NoticeChannel,
    tally: &mut Tally,
) -> AppResult<()> {
    loop {
        let rows = repo::due(&app.db.read, channel, app.clock.now(), BATCH).await?;
        let mut claimed = 0;
        for row in rows {
            if app.hub.is_stopping() {
                return Ok(());
            }
            if !repo::claim(&app.db, &row, LEASE).await? {
                continue;
            }
            claimed += 1;
            match closed_office_until(app, &row, channel).await {
                Ok(None) => {}
                Ok(Some(later)) => {
                    repo::release_until(&app.db, &row, later).await?;
                    continue;
                }
                // What is wrong with one commune's settings holds up no other's mail.
                Err(error) => {
                    postpone(app, &row, &error.to_string()).await?;
                    tally.add_failure(row.commune_id, error.to_string());
                    continue;
                }
            }
            let Some(address) = address(app, &row, channel).await? else {
                save_result(app, &row, "dropped", None).await?;
                continue;
            };
            match delivery.deliver(&row, &address).await {
                Ok(()) => {
                    save_result(app, &row, "sent", None).await?;
                    tally.add_done(row.commune_id, 1);
                }
                Err(Failure::Permanent(error)) => {
                    save_result(app, &row, "failed", Some(&error)).await?;
                    tally.add_failure(row.commune_id, error);
                }
                Err(Failure::Temporary(error)) if row.attempts + 1 >= MAX_ATTEMPTS => {
                    save_result(app, &row, "failed", Some(&error)).await?;
                    tally.add_failure(row.commune_id, error);
                }
                Err(Failure::Temporary(error)) => {
                    postpone(app, &row, &error).await?;
                    tally.add_failure(row.commune_id, error);
                }
                Err(Failure::Unavailable(error)) => {
                    postpone_all(app, &row, channel, &error).await?;
                    tally.add_failure(row.commune_id, error);
                    return Ok(());
                }
            }
        }
        if claimed == 0 {
            return Ok(());
        }
    }
}

/// Where it goes as things stand now: nowhere for who has left, is barred, has taken the address
/// out or has muted it since.
async fn address(app: &App, row: &Mail, channel: NoticeChannel) -> AppResult<Option<Address>> {
    let (db, now) = (&app.db.read, app.clock.now());
    let directory = Directory::of(db, row.commune_id, now).await?;
    let Some(choices) = directory.choices_of_holder(row.user_id) else { return Ok(None) };
    if let Some(to) = row.recipient.clone() {
        let name = choices.name.clone();
        return Ok(Some(Address { name, to, one_click: None, at: now }));
    }
    let kind = row.kind.as_deref().and_then(NoticeKind::parse);
    if kind.is_some_and(|kind| !choices.is_enabled(kind, channel)) {
        return Ok(None);
    }
    // What it was about may be settled since, or not this person's to see any more.
    let person = (row.user_id, row.commune_id);
    let about = notices::repo::find_by_cause(db, person, &row.cause).await?;
    if let Some(notice) = about
        && relevance::still_relevant(db, &directory, vec![notice], now).await?.is_empty()
    {
        return Ok(None);
    }
    let to = match channel {
        NoticeChannel::Message => &choices.phone,
        _ => &choices.email,
    };
    let one_click = match (&app.config.mail, row.may_mute, channel) {
        (Some(settings), true, NoticeChannel::Mail) => {
            let token = unsubscribe::token(app.db.writer(), row.user_id, kind).await?;
            Some(format!("{}/api/v1/notices/unsubscribe/{token}", settings.public_url))
        }
        _ => None,
    };
    let name = choices.name.clone();
    Ok(to.clone().map(|to| Address { name, to, one_click, at: now }))
}

async fn save_result(app: &App, row: &Mail, state: &str, error: Option<&str>) -> AppResult<()> {
    let result = DeliveryResult {
        state,
        sent_at: (state == "sent").then(|| app.clock.now()),
        error,
        // A code, an address: for one pair of eyes, and not for the database to keep.
        emptied: row.recipient.is_some() && state != "failed",
    };
    repo::settle(app.db.writer(), row, &result).await
}

/// A telephone does not ring at night: until when a message has to wait, where it does.
async fn closed_office_until(
    app: &App,
    row: &Mail,
    channel: NoticeChannel,
) -> AppResult<Option<DateTime<Utc>>> {
    if channel != NoticeChannel::Message {
        return Ok(None);
    }
    let (db, now) = (&app.db.read, app.clock.now());
    let settings = settings::of(db, row.commune_id).await?;
    let office = Office::of(db, row.commune_id, settings, day_of(now)).await?;
    let opening = office.hours.next_open(now, &office.holidays);
    Ok(opening.filter(|opening| *opening > now))
}

/// The other end is away: nothing that is due is tried again before half a minute is over. Whatever
/// met it waits longer each time, so that it is not always first in the queue.
async fn postpone_all(app: &App, row: &Mail, channel: NoticeChannel, error: &str) -> AppResult<()> {
    let now = app.clock.now();
    repo::postpone_all_due(app.db.writer(), channel, now, now + queue::back_off(0)).await?;
    postpone(app, row, error).await
}

async fn postpone(app: &App, row: &Mail, error: &str) -> AppResult<()> {
    let now = app.clock.now();
    repo::postpone(&app.db, row, now, error).await
}

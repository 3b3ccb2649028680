//! Delivering what waits: claimed by a lease, tried again for as long as the other end is away.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use shared::state::{NoticeChannel, NoticeKind};
use shared::time::day_of;

use super::courier::{Address, Courier, Failure, Smtp, Webhook};
use crate::notifications::notices::directory::Directory;
use crate::notifications::notices::relevance;
use crate::organisation::settings::Office;
use crate::platform::app::App;
use crate::platform::db::entity::{mail, notice};
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
const MOST_ATTEMPTS: i64 = 12;

/// Delivers what waits and is due, by every way that is configured.
///
/// # Errors
/// The database.
pub async fn run(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    if let Some(settings) = app.config.mail.as_ref()
        && anything(app, NoticeChannel::Mail).await?
    {
        carry(app, &Smtp::new(settings)?, NoticeChannel::Mail, &mut tally).await?;
    }
    if let Some(settings) = app.config.gateway.as_ref()
        && anything(app, NoticeChannel::Message).await?
    {
        let webhook = Webhook::new(settings, app.config.public_url.as_ref());
        carry(app, &webhook, NoticeChannel::Message, &mut tally).await?;
    }
    Ok(tally)
}

/// What waits and is due by a way.
fn due(app: &App, channel: NoticeChannel) -> Select<mail::Entity> {
    mail::Entity::find()
        .filter(mail::Column::State.eq("waiting"))
        .filter(mail::Column::Channel.eq(channel.as_str()))
        .filter(queue::due::<mail::Entity>(app.clock.now()))
        .order_by_asc(mail::Column::NextKey)
        .order_by_asc(mail::Column::Id)
}

async fn anything(app: &App, channel: NoticeChannel) -> AppResult<bool> {
    Ok(due(app, channel).one(&app.db.read).await?.is_some())
}

async fn carry(
    app: &App,
    courier: &impl Courier,
    channel: NoticeChannel,
    tally: &mut Tally,
) -> AppResult<()> {
    loop {
        let rows = due(app, channel).limit(BATCH).all(&app.db.read).await?;
        let mut claimed = 0;
        for row in rows {
            if app.hub.is_stopping() {
                return Ok(());
            }
            if !queue::claim::<mail::Entity>(&app.db, unsent(&row), LEASE).await? {
                continue;
            }
            claimed += 1;
            match closed_until(app, &row, channel).await {
                Ok(None) => {}
                Ok(Some(later)) => {
                    queue::leave_until::<mail::Entity>(&app.db, this(&row), later).await?;
                    continue;
                }
                // What is wrong with one commune's settings holds up no other's mail.
                Err(error) => {
                    put_off(app, &row, &error.to_string()).await?;
                    tally.fail(row.commune_id, error.to_string());
                    continue;
                }
            }
            let Some(address) = address(app, &row, channel).await? else {
                settle(app, &row, "dropped", None).await?;
                continue;
            };
            match courier.deliver(&row, &address).await {
                Ok(()) => {
                    settle(app, &row, "sent", None).await?;
                    tally.did(row.commune_id, 1);
                }
                Err(Failure::Never(error)) => {
                    settle(app, &row, "failed", Some(&error)).await?;
                    tally.fail(row.commune_id, error);
                }
                Err(Failure::Later(error)) if row.attempts + 1 >= MOST_ATTEMPTS => {
                    settle(app, &row, "failed", Some(&error)).await?;
                    tally.fail(row.commune_id, error);
                }
                Err(Failure::Later(error)) => {
                    put_off(app, &row, &error).await?;
                    tally.fail(row.commune_id, error);
                }
                Err(Failure::Away(error)) => {
                    wait_all(app, &row, channel, &error).await?;
                    tally.fail(row.commune_id, error);
                    return Ok(());
                }
            }
        }
        if claimed == 0 {
            return Ok(());
        }
    }
}

fn this(row: &mail::Model) -> Condition {
    Condition::all().add(mail::Column::Id.eq(row.id))
}

/// The same while nobody has sent it.
fn unsent(row: &mail::Model) -> Condition {
    this(row).add(mail::Column::State.eq("waiting"))
}

/// Where it goes as things stand now: nowhere for who has left, is barred, has taken the address
/// out or has muted it since.
async fn address(
    app: &App,
    row: &mail::Model,
    channel: NoticeChannel,
) -> AppResult<Option<Address>> {
    let (db, now) = (&app.db.read, app.clock.now());
    let directory = Directory::of(db, row.commune_id, now).await?;
    let Some(choices) = directory.present(row.user_id) else { return Ok(None) };
    if let Some(to) = row.recipient.clone() {
        let name = choices.name.clone();
        return Ok(Some(Address { name, to, one_click: None, at: now }));
    }
    let kind = row.kind.as_deref().and_then(NoticeKind::parse);
    if kind.is_some_and(|kind| !choices.wants(kind, channel)) {
        return Ok(None);
    }
    // What it was about may be settled since, or not this person's to see any more.
    let about = notice::Entity::find()
        .filter(notice::Column::UserId.eq(row.user_id))
        .filter(notice::Column::CommuneId.eq(row.commune_id))
        .filter(notice::Column::Cause.eq(row.cause.as_str()))
        .one(db)
        .await?;
    if let Some(notice) = about
        && relevance::still(db, &directory, vec![notice], now).await?.is_empty()
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

async fn settle(app: &App, row: &mail::Model, state: &str, error: Option<&str>) -> AppResult<()> {
    let now: DateTime<Utc> = app.clock.now();
    let mut settled = mail::Entity::update_many();
    if row.recipient.is_some() && state != "failed" {
        // A code, an address: for one pair of eyes, and not for the database to keep.
        settled = settled
            .col_expr(mail::Column::Body, Expr::value(""))
            .col_expr(mail::Column::Html, Expr::value(""));
    }
    settled
        .col_expr(mail::Column::State, Expr::value(state))
        .col_expr(mail::Column::SentAt, Expr::value(Some(now).filter(|_| state == "sent")))
        .col_expr(mail::Column::Error, Expr::value(error))
        .filter(this(row))
        .exec(app.db.writer())
        .await?;
    Ok(())
}

/// A telephone does not ring at night: until when a message has to wait, where it does.
async fn closed_until(
    app: &App,
    row: &mail::Model,
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
async fn wait_all(
    app: &App,
    row: &mail::Model,
    channel: NoticeChannel,
    error: &str,
) -> AppResult<()> {
    let now = app.clock.now();
    let next = (now + queue::back_off(0)).timestamp_millis();
    mail::Entity::update_many()
        .col_expr(mail::Column::NextKey, Expr::value(next))
        .filter(mail::Column::State.eq("waiting"))
        .filter(mail::Column::Channel.eq(channel.as_str()))
        .filter(mail::Column::NextKey.lte(now.timestamp_millis()))
        .exec(app.db.writer())
        .await?;
    put_off(app, row, error).await
}

async fn put_off(app: &App, row: &mail::Model, error: &str) -> AppResult<()> {
    let now = app.clock.now();
    queue::put_off::<mail::Entity>(&app.db, this(row), row.attempts, now, error).await
}

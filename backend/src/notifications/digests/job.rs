//! The morning: once each working day the leaders' digests are made and everybody's mail is put
//! together, in one transaction, so that it is done once and whole.

use chrono::{DateTime, Utc};
use shared::dto::identity::delegation::Power;
use shared::dto::notifications::digest::DigestView;
use shared::office_hours::{at, time_of_day};
use shared::state::NoticeKind;
use shared::time::day_of;
use uuid::Uuid;

use super::build::{self, DecidingPosts};
use super::{morning, repo};
use crate::notifications::notices::directory::{Directory, Recipient};
use crate::notifications::notices::draft::NoticeDraft;
use crate::notifications::notices::repo::reminders as steps;
use crate::notifications::notices::send::send;
use crate::notifications::notices::subject::NoticePayload;
use crate::notifications::notices::{outbox, reminders};
use crate::organisation::settings::Office;
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::jobs::tally::Tally;
use crate::platform::repo::communes::{self, Commune};
use crate::platform::settings;

/// Makes what is due this morning in each commune.
///
/// # Errors
/// The database.
pub async fn run(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    for commune in communes::list(&app.db.read).await? {
        match create_if_due(app, &commune).await {
            Ok(made) => tally.add_done(commune.id, made),
            Err(error) => {
                tracing::error!(%error, commune = %commune.code, "the morning failed");
                tally.add_failure(commune.id, error.to_string());
            }
        }
    }
    if tally.has_done_anything() {
        app.hub.notify();
    }
    Ok(tally)
}

async fn create_if_due(app: &App, commune: &Commune) -> AppResult<i64> {
    let (db, now) = (&app.db.read, app.clock.now());
    let today = day_of(now);
    let settings = settings::parse(&commune.settings)?;
    let office = Office::of(db, commune.id, settings, today).await?;
    let hour = time_of_day(&office.settings.digest_at).map(|time| at(today, time));
    if !office.hours.is_open(now, &office.holidays) || hour.is_some_and(|hour| now < hour) {
        return Ok(0);
    }
    let step = format!("digest/{today}");
    if steps::is_taken(db, commune.id, &step).await? {
        return Ok(0);
    }
    // What is told this morning is in this morning's mail, whichever server tells it.
    outbox::process_due(app).await?;
    reminders::remind(app, commune).await?;
    // All reading comes first: nobody who saves something waits for it.
    let directory = Directory::of(db, commune.id, now).await?;
    let views =
        leader_digests(app, &directory, commune.id, office.settings.escalate_after_days, now)
            .await?;
    let tx = app.db.begin().await?;
    if !steps::take(&tx, commune.id, commune.id, &step, now).await? {
        return Ok(0);
    }
    let mut made = 0;
    for (user_id, view) in views {
        repo::insert(&tx, commune.id, user_id, &view).await?;
        made += notify(&tx, app, &directory, commune.id, user_id, &view).await?;
    }
    let mailed = morning::compose_mails(&tx, &app.config, &directory, commune.id, now).await?;
    tx.commit().await?;
    Ok(made + mailed)
}

/// A digest for each leader.
async fn leader_digests(
    app: &App,
    directory: &Directory,
    commune_id: Uuid,
    escalate_after: u32,
    now: DateTime<Utc>,
) -> AppResult<Vec<(Uuid, DigestView)>> {
    let db = &app.db.read;
    let office = directory.office();
    let mut users: Vec<Uuid> = office.iter().map(|holder| holder.user_id).collect();
    users.sort_unstable();
    users.dedup();
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let since = repo::newest_at(db, commune_id).await?;
    let common = build::commune_lists(db, commune_id, escalate_after, since, now).await?;
    let mut views = Vec::with_capacity(users.len());
    for user_id in users {
        let posts = DecidingPosts {
            reviews: directory.deciding_posts(user_id, Power::Review),
            extensions: directory.deciding_posts(user_id, Power::Extend),
        };
        views.push((user_id, build::leader_digest(db, commune_id, &common, &posts, now).await?));
    }
    Ok(views)
}

/// The notice of a digest.
async fn notify(
    tx: &impl Connection,
    app: &App,
    directory: &Directory,
    commune_id: Uuid,
    user_id: Uuid,
    view: &DigestView,
) -> AppResult<i64> {
    let draft = NoticeDraft {
        commune_id,
        kind: NoticeKind::Digest,
        cause: format!("digest/{}", view.day),
        assignment_id: None,
        facts: NoticePayload {
            number: Some(view.overdue.count),
            path: format!("/digests/{}", view.day),
            ..NoticePayload::default()
        },
    };
    let people = vec![Recipient { user_id, for_post: None }];
    send(tx, &app.config, directory, &draft, people, view.at).await
}

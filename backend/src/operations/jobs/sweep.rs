//! Clearing away what has had its time: kept answers, files nobody attached, ended sessions.

use std::collections::{HashMap, HashSet};
use std::time::Duration as Elapsed;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use shared::state::{AssignmentState, ExtensionState};
use uuid::Uuid;

use crate::platform::app::App;
use crate::platform::audit::redact;
use crate::platform::db::entity::{
    assignment, attachment, commune, digest, email_change, extension, idempotency_key, job_run,
    known_device, login_attempt, mail, notice, reminder, session,
};
use crate::platform::error::AppResult;
use crate::platform::http::cookie;
use crate::platform::unit_of_work::write_as_system;
use crate::work::attachments::repo::usage;

/// A repeated request is answered again for so long, and a file waits so long to be attached.
const KEPT_DAYS: i64 = 7;
/// A file waits so long where the disk is nearly full.
const SHORT_DAYS: i64 = 1;
/// Ended sessions are kept for so long, to tell where an address is known from.
const SESSION_DAYS: i64 = 30;
const ATTEMPT_DAYS: i64 = 1;
/// Runs of jobs, and mails that were sent or given up.
const RUNS_DAYS: i64 = 90;
/// Notices, read or not, digests, and steps of what is settled.
const NOTICE_DAYS: i64 = 366;
/// Rows and names looked at in one go.
const BATCH: usize = 500;
/// A file without a row that is younger may belong to an upload that is under way.
const YOUNG: Elapsed = Elapsed::from_secs(24 * 3600);

/// Clears everything that is due.
///
/// # Errors
/// When the database or the disk fails.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    forget(app, now).await?;
    let waited = if app.disk.is_short() { SHORT_DAYS } else { KEPT_DAYS };
    drop_loose(app, now - Duration::days(waited)).await?;
    drop_orphans(app).await
}

async fn forget(app: &App, now: DateTime<Utc>) -> AppResult<()> {
    let tx = app.db.begin_unhurried().await?;
    idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lt(now - Duration::days(KEPT_DAYS)))
        .exec(&tx)
        .await?;
    login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::UpdatedAt.lt(now - Duration::days(ATTEMPT_DAYS)))
        .exec(&tx)
        .await?;
    known_device::Entity::delete_many()
        .filter(known_device::Column::UsedAt.lt(now - Duration::days(cookie::KNOWN_DAYS)))
        .exec(&tx)
        .await?;
    email_change::Entity::delete_many()
        .filter(email_change::Column::ExpiresAt.lt(now))
        .exec(&tx)
        .await?;
    let past = now - Duration::days(RUNS_DAYS);
    job_run::Entity::delete_many().filter(job_run::Column::StartedAt.lt(past)).exec(&tx).await?;
    mail::Entity::delete_many()
        .filter(mail::Column::CreatedAt.lt(past))
        .filter(mail::Column::State.ne("waiting"))
        .exec(&tx)
        .await?;
    let past = now - Duration::days(NOTICE_DAYS);
    notice::Entity::delete_many().filter(notice::Column::At.lt(past)).exec(&tx).await?;
    digest::Entity::delete_many().filter(digest::Column::At.lt(past)).exec(&tx).await?;
    reminder::Entity::delete_many()
        .filter(reminder::Column::At.lt(past))
        .filter(settled())
        .exec(&tx)
        .await?;
    let old = now - Duration::days(SESSION_DAYS);
    let over = Condition::any()
        .add(session::Column::EndedAt.lt(old))
        .add(session::Column::ExpiresAt.lt(old));
    session::Entity::delete_many().filter(over).exec(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Steps that cannot come again: of what is decided, and of mornings. Those of work that is still
/// open stay, lest it be told once more.
fn settled() -> Condition {
    let over = [AssignmentState::Approved.as_str(), AssignmentState::Cancelled.as_str()];
    let works = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .filter(assignment::Column::State.is_in(over))
        .into_query();
    let extensions = extension::Entity::find()
        .select_only()
        .column(extension::Column::Id)
        .filter(extension::Column::State.ne(ExtensionState::Asked.as_str()))
        .into_query();
    let mornings = commune::Entity::find().select_only().column(commune::Column::Id).into_query();
    Condition::any()
        .add(reminder::Column::SubjectId.in_subquery(works))
        .add(reminder::Column::SubjectId.in_subquery(extensions))
        .add(reminder::Column::SubjectId.in_subquery(mornings))
}

/// Drops files that were uploaded before `before` and never attached. What a revision once held
/// stays, though the report has let go of it.
async fn drop_loose(app: &App, before: DateTime<Utc>) -> AppResult<()> {
    let loose = usage::loose(before);
    let rows = attachment::Entity::find()
        .filter(loose.clone())
        .order_by_asc(attachment::Column::Id)
        .limit(BATCH as u64)
        .all(&app.db.read)
        .await?;
    let mut by_commune: HashMap<Uuid, Vec<attachment::Model>> = HashMap::new();
    for row in rows {
        by_commune.entry(row.commune_id).or_default().push(row);
    }
    for (commune, rows) in by_commune {
        let Some(first) = rows.first().map(|row| row.id) else { continue };
        let loose = loose.clone();
        write_as_system(app, commune, "server", "attachment.sweep", async |work| {
            let gone: Vec<_> = rows.iter().map(redact::file).collect();
            work.audit(Some(&gone), None::<&()>);
            // Asked again: one may have been attached meanwhile.
            attachment::Entity::delete_many()
                .filter(loose)
                .filter(attachment::Column::Id.is_in(rows.iter().map(|row| row.id)))
                .exec(&work.tx)
                .await?;
            Ok(((), ("attachment", first)))
        })
        .await?;
    }
    Ok(())
}

/// Removes the bytes to which no row refers any more, or never came to.
async fn drop_orphans(app: &App) -> AppResult<()> {
    let store = app.store.clone();
    let old = actix_web::web::block(move || store.older_than(YOUNG)).await??;
    for hashes in old.chunks(BATCH) {
        let rows: Vec<(String, Option<String>)> = attachment::Entity::find()
            .select_only()
            .column(attachment::Column::Sha256)
            .column(attachment::Column::ThumbnailSha256)
            .filter(
                Condition::any()
                    .add(attachment::Column::Sha256.is_in(hashes))
                    .add(attachment::Column::ThumbnailSha256.is_in(hashes)),
            )
            .into_tuple()
            .all(&app.db.read)
            .await?;
        let used: HashSet<String> = rows
            .into_iter()
            .flat_map(|(file, thumbnail)| [Some(file), thumbnail])
            .flatten()
            .collect();
        let orphans: Vec<String> =
            hashes.iter().filter(|hash| !used.contains(*hash)).cloned().collect();
        let store = app.store.clone();
        actix_web::web::block(move || {
            orphans.iter().try_for_each(|hash| store.remove_old(hash, YOUNG))
        })
        .await??;
    }
    Ok(())
}

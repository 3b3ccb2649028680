//! Work on a draft in the log: one entry a session, written when it ends, with counts and no text.
//! A session is one person's, by one post, on one report. It ends when the report is sent, when the
//! person logs out, when another goes on, or after half an hour without a save.

use chrono::Duration;
use serde_json::json;
use shared::dto::work::report::ReportView;
use uuid::Uuid;

use super::chain::{Author, Entry};
use super::redact;
use super::repo::drafts::{self, DraftSession};
use crate::platform::access::actor::Person;
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;
use crate::platform::unit_of_work::write_as_system;

/// Without a save for so long, a session is over.
const IDLE_TIMEOUT: Duration = Duration::minutes(30);
/// Sessions that are ended in one go.
const BATCH: u64 = 200;

/// Counts a save of a draft, which gets no entry of its own.
///
/// # Errors
/// The database.
pub async fn count_save(
    work: &UnitOfWork,
    person: &Person,
    address: &str,
    view: &ReportView,
) -> AppResult<()> {
    work.skip_entry();
    let open = drafts::find(&work.tx, view.id.0).await?;
    let goes_on = |row: &DraftSession| {
        (row.user_id, row.post_id) == (person.user_id, person.post_id)
            && work.now - row.last_at < IDLE_TIMEOUT
    };
    let counts = redact::counts(view);
    let mut row = DraftSession {
        report_id: view.id.0,
        commune_id: person.commune_id,
        user_id: person.user_id,
        post_id: person.post_id,
        address: address.to_owned(),
        began_at: work.now,
        last_at: work.now,
        saves: 1,
        activities: counts.activities,
        files: counts.files,
        words: counts.words,
        change_seq: work.seq,
    };
    match open {
        Some(before) if goes_on(&before) => {
            row.began_at = before.began_at;
            row.saves = before.saves + 1;
            drafts::update(&work.tx, row).await?;
        }
        before => {
            if let Some(before) = before {
                end(work, before).await?;
            }
            drafts::insert(&work.tx, row).await?;
        }
    }
    Ok(())
}

/// Ends the session on a report, where there is one: the report is sent.
///
/// # Errors
/// The database.
pub async fn end_for_report(work: &UnitOfWork, report_id: Uuid) -> AppResult<()> {
    if let Some(row) = drafts::find(&work.tx, report_id).await? {
        end(work, row).await?;
    }
    Ok(())
}

/// Ends a person's sessions in a commune: the person logs out.
///
/// # Errors
/// The database.
pub async fn end_for_person(work: &UnitOfWork, person: &Person) -> AppResult<()> {
    for row in drafts::list_of_user(&work.tx, person.commune_id, person.user_id).await? {
        end(work, row).await?;
    }
    Ok(())
}

async fn end(work: &UnitOfWork, row: DraftSession) -> AppResult<()> {
    drafts::delete(&work.tx, row.report_id).await?;
    let changes = json!([{ "before": null, "after": {
        "began_at": row.began_at, "last_at": row.last_at, "saves": row.saves,
        "activities": row.activities, "files": row.files, "words": row.words,
    } }]);
    let by = Author {
        user_id: Some(row.user_id),
        post_id: Some(row.post_id),
        on_behalf_of: None,
        address: row.address,
    };
    work.append_entry(Entry {
        at: work.now,
        by,
        action: "report.draft",
        object: ("report", row.report_id),
        changes,
        change_seq: Some(row.change_seq),
    })
    .await
}

/// Ends the sessions in which nothing was saved for half an hour; answers how many.
///
/// # Errors
/// The database.
pub async fn end_idle(app: &App) -> AppResult<i64> {
    let mut ended = 0;
    loop {
        let before = app.clock.now() - IDLE_TIMEOUT;
        let idle = drafts::list_idle(&app.db.read, before, BATCH).await?;
        let Some(first) = idle.first() else { return Ok(ended) };
        let (commune, object) = (first.commune_id, ("report", first.report_id));
        ended += write_as_system(app, commune, "server", "report.draft", async |work| {
            work.skip_entry();
            // Asked again: one may go on meanwhile.
            let rows = drafts::list_idle_of_commune(&work.tx, commune, before, BATCH).await?;
            let mut ended = 0;
            for row in rows {
                end(work, row).await?;
                ended += 1;
            }
            Ok((ended, object))
        })
        .await?;
    }
}

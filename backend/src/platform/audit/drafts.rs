//! Work on a draft in the log: one entry a session, written when it ends, with counts and no text.
//! A session is one person's, by one post, on one report. It ends when the report is sent, when the
//! person logs out, when another goes on, or after half an hour without a save.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use shared::dto::report::ReportView;
use uuid::Uuid;

use super::chain::{By, Entry};
use super::redact;
use crate::platform::access::actor::Person;
use crate::platform::app::App;
use crate::platform::db::entity::draft_session;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;
use crate::platform::unit_of_work::write_as_system;

/// Without a save for so long, a session is over.
const IDLE: Duration = Duration::minutes(30);
/// Sessions that are ended in one go.
const BATCH: u64 = 200;

/// Counts a save of a draft, which gets no entry of its own.
///
/// # Errors
/// The database.
pub async fn saved(
    work: &UnitOfWork,
    person: &Person,
    address: &str,
    view: &ReportView,
) -> AppResult<()> {
    work.quiet();
    let open = draft_session::Entity::find_by_id(view.id.0).one(&work.tx).await?;
    let goes_on = |row: &draft_session::Model| {
        (row.user_id, row.post_id) == (person.user_id, person.post_id)
            && work.now - row.last_at < IDLE
    };
    let counts = redact::counts(view);
    let mut row = draft_session::Model {
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
            row.into_active_model().reset_all().update(&work.tx).await?;
        }
        before => {
            if let Some(before) = before {
                end(work, before).await?;
            }
            draft_session::Entity::insert(row.into_active_model())
                .exec_without_returning(&work.tx)
                .await?;
        }
    }
    Ok(())
}

/// Ends the session on a report, where there is one: the report is sent.
///
/// # Errors
/// The database.
pub async fn sent(work: &UnitOfWork, report_id: Uuid) -> AppResult<()> {
    if let Some(row) = draft_session::Entity::find_by_id(report_id).one(&work.tx).await? {
        end(work, row).await?;
    }
    Ok(())
}

/// Ends a person's sessions in a commune: the person logs out.
///
/// # Errors
/// The database.
pub async fn left(work: &UnitOfWork, person: &Person) -> AppResult<()> {
    let rows = draft_session::Entity::find()
        .filter(draft_session::Column::CommuneId.eq(person.commune_id))
        .filter(draft_session::Column::UserId.eq(person.user_id))
        .order_by_asc(draft_session::Column::BeganAt)
        .all(&work.tx)
        .await?;
    for row in rows {
        end(work, row).await?;
    }
    Ok(())
}

async fn end(work: &UnitOfWork, row: draft_session::Model) -> AppResult<()> {
    draft_session::Entity::delete_by_id(row.report_id).exec(&work.tx).await?;
    let changes = json!([{ "before": null, "after": {
        "began_at": row.began_at, "last_at": row.last_at, "saves": row.saves,
        "activities": row.activities, "files": row.files, "words": row.words,
    } }]);
    let by = By {
        user_id: Some(row.user_id),
        post_id: Some(row.post_id),
        on_behalf_of: None,
        address: row.address,
    };
    work.entry(Entry {
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
        let before = app.clock.now() - IDLE;
        let idle = idle_before(before)
            .order_by_asc(draft_session::Column::CommuneId)
            .limit(BATCH)
            .all(&app.db.read)
            .await?;
        let Some(first) = idle.first() else { return Ok(ended) };
        let (commune, object) = (first.commune_id, ("report", first.report_id));
        ended += write_as_system(app, commune, "server", "report.draft", async |work| {
            work.quiet();
            // Asked again: one may go on meanwhile.
            let rows = idle_before(before)
                .filter(draft_session::Column::CommuneId.eq(commune))
                .order_by_asc(draft_session::Column::LastAt)
                .limit(BATCH)
                .all(&work.tx)
                .await?;
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

fn idle_before(before: DateTime<Utc>) -> sea_orm::Select<draft_session::Entity> {
    draft_session::Entity::find().filter(draft_session::Column::LastAt.lte(before))
}

//! The ladder at work: which rungs have come, taken once each, told to whom they concern now.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType, QueryFilter,
    QuerySelect,
};
use shared::ladder::{Ladder, Rung};
use shared::office_hours::OfficeHours;
use shared::state::{AssignmentState, ExtensionState, NoticeKind};
use shared::time::{day_of, days_between, end_of_day};
use uuid::Uuid;

use super::directory::{Directory, Recipient, together};
use super::send::{Letter, send};
use super::subject::{self, Facts, Subject};
use crate::app::App;
use crate::assignments::view::facts;
use crate::db::entity::{assignment, commune, extension, reminder, task};
use crate::error::AppResult;
use crate::holidays;
use crate::jobs::Tally;
use crate::settings;

/// Subjects told in one transaction.
const BATCH: usize = 100;

/// Something of which rungs have come that were not taken.
#[derive(Debug)]
struct Due {
    /// What the rungs are remembered by: the assignment or the extension.
    subject: Uuid,
    assignment: Uuid,
    /// The instant of the deadline, or since when it waits.
    of: DateTime<Utc>,
    kind: NoticeKind,
    rungs: Vec<Rung>,
}

/// Sends what the ladder says, where the office works now.
///
/// # Errors
/// The database.
pub async fn run(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    for commune in commune::Entity::find().all(&app.db.read).await? {
        match remind(app, &commune).await {
            Ok(told) => tally.done += told,
            Err(error) => {
                tracing::error!(%error, commune = %commune.code, "reminders failed");
                tally.fail(error.to_string());
            }
        }
    }
    if tally.done > 0 {
        app.bell.ring();
    }
    Ok(tally)
}

/// The same for one commune; how many were told.
///
/// # Errors
/// The database.
pub async fn remind(app: &App, commune: &commune::Model) -> AppResult<i64> {
    let (db, now) = (&app.db.read, app.clock.now());
    let settings = settings::service::parse(&commune.settings);
    // Openings are looked for backwards from now too: what fell on a holiday goes out after it.
    let long_ago = day_of(now) - Duration::days(400);
    let off = holidays::service::since(db, commune.id, long_ago).await?;
    let hours = OfficeHours::of(&settings);
    let ladder = Ladder { settings: &settings, hours, holidays: &off };
    if !ladder.is_open(now) {
        return Ok(0);
    }
    let mut due = of_work(db, commune.id, &ladder, now).await?;
    due.extend(of_reviews(db, commune.id, &ladder, now).await?);
    due.extend(of_extensions(db, commune.id, &ladder, now).await?);
    let mut told = 0;
    for batch in due.chunks(BATCH) {
        let taken = known(db, batch).await?;
        let fresh: Vec<&Due> = batch
            .iter()
            .filter(|due| {
                due.rungs.iter().any(|rung| !taken.contains(&(due.subject, rung.key(due.of))))
            })
            .collect();
        if !fresh.is_empty() {
            told += take(app, commune.id, &fresh, now).await?;
        }
    }
    Ok(told)
}

/// Work that waits for its unit.
async fn of_work(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    ladder: &Ladder<'_>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Due>> {
    use assignment::Column as C;
    let farthest = ladder.settings.remind_days_before.iter().max().copied().unwrap_or(0);
    let until = end_of_day(day_of(now) + Duration::days(i64::from(farthest)));
    let to_task = assignment::Entity::belongs_to(task::Entity).from(C::TaskId).to(task::Column::Id);
    let rows = assignment::Entity::find()
        .join(JoinType::InnerJoin, to_task.into())
        .filter(task::Column::State.eq("open"))
        .filter(C::CommuneId.eq(commune_id))
        .filter(C::Visible.eq(true))
        // In these words, so that both databases see that the index of late work is meant.
        .filter(Expr::cust("assignments.state IN ('assigned', 'acknowledged', 'returned')"))
        .filter(C::DueKey.lte(until.timestamp_millis()))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let facts = facts(&row);
            let since = row.due_set_at.unwrap_or(row.created_at);
            let rungs = ladder.of_work(&facts, since, now);
            let before = rungs.iter().any(|rung| matches!(rung, Rung::Before(_)));
            let kind = if before { NoticeKind::DueSoon } else { NoticeKind::Overdue };
            let of = facts.working_due()?;
            (!rungs.is_empty()).then_some(Due {
                subject: row.id,
                assignment: row.id,
                of,
                kind,
                rungs,
            })
        })
        .collect())
}

/// Reports that wait for their review.
async fn of_reviews(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    ladder: &Ladder<'_>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Due>> {
    use assignment::Column as C;
    let rows: Vec<(Uuid, Option<DateTime<Utc>>)> = assignment::Entity::find()
        .select_only()
        .column(C::Id)
        .column(C::LastSubmittedAt)
        .filter(C::CommuneId.eq(commune_id))
        .filter(Expr::cust("assignments.state = 'submitted'"))
        .into_tuple()
        .all(db)
        .await?;
    let due = rows.into_iter().filter_map(|(id, sent)| {
        let of = sent?;
        let rungs = ladder.of_waiting(of, now);
        let kind = NoticeKind::Waiting;
        (!rungs.is_empty()).then_some(Due { subject: id, assignment: id, of, kind, rungs })
    });
    Ok(due.collect())
}

/// Requests for later deadlines that wait for a decision.
async fn of_extensions(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    ladder: &Ladder<'_>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Due>> {
    let rows = extension::Entity::find()
        .filter(extension::Column::CommuneId.eq(commune_id))
        .filter(extension::Column::State.eq(ExtensionState::Asked.as_str()))
        .all(db)
        .await?;
    let due = rows.into_iter().filter_map(|row| {
        let of = row.asked_at;
        let rungs = ladder.of_waiting(of, now);
        let (subject, assignment) = (row.id, row.assignment_id);
        let kind = NoticeKind::ExtensionWaiting;
        (!rungs.is_empty()).then_some(Due { subject, assignment, of, kind, rungs })
    });
    Ok(due.collect())
}

/// Which rungs of these have been taken.
async fn known(db: &impl ConnectionTrait, due: &[Due]) -> AppResult<HashSet<(Uuid, String)>> {
    let rows = reminder::Entity::find()
        .filter(reminder::Column::SubjectId.is_in(due.iter().map(|due| due.subject)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.rung)).collect())
}

/// Takes the rungs and tells, in one transaction: whoever else scans meanwhile takes none of them.
async fn take(app: &App, commune_id: Uuid, due: &[&Due], now: DateTime<Utc>) -> AppResult<i64> {
    let tx = app.db.begin().await?;
    let directory = Directory::of(&tx, commune_id, now).await?;
    let ids: Vec<Uuid> = due.iter().map(|due| due.assignment).collect();
    let subjects = subject::load(&tx, &ids).await?;
    let mut told = 0;
    for due in due {
        let Some(subject) = subjects.get(&due.assignment) else { continue };
        if !still_stands(&tx, due, subject).await? {
            continue;
        }
        let mut people: Vec<Recipient> = Vec::new();
        let mut first = None;
        for rung in &due.rungs {
            let key = rung.key(due.of);
            if mark(&tx, commune_id, due.subject, &key, now).await? {
                first.get_or_insert(key);
                people = together(people, concerned(&directory, *rung, subject));
            }
        }
        let Some(first) = first else { continue };
        let letter = Letter {
            commune_id,
            kind: due.kind,
            cause: format!("{}/{first}", due.subject),
            assignment_id: Some(due.assignment),
            facts: Facts { number: Some(number(due, now)), ..subject.facts() },
        };
        told += send(&tx, &app.config, &directory, &letter, people, now).await?;
    }
    tx.commit().await?;
    Ok(told)
}

/// Whether what was found a moment ago is still so.
async fn still_stands(tx: &impl ConnectionTrait, due: &Due, subject: &Subject) -> AppResult<bool> {
    let row = &subject.found.row;
    let facts = facts(row);
    Ok(match due.kind {
        NoticeKind::Waiting => {
            facts.state == AssignmentState::Submitted && row.last_submitted_at == Some(due.of)
        }
        NoticeKind::ExtensionWaiting => {
            let asked = Condition::all()
                .add(extension::Column::Id.eq(due.subject))
                .add(extension::Column::State.eq(ExtensionState::Asked.as_str()));
            extension::Entity::find().filter(asked).one(tx).await?.is_some()
        }
        _ => facts.state.waits_for_unit() && facts.working_due() == Some(due.of),
    })
}

fn concerned(directory: &Directory, rung: Rung, subject: &Subject) -> Vec<Recipient> {
    let row = &subject.found.row;
    match rung {
        Rung::Before(_) => directory.doers(row),
        Rung::MorningAfter => {
            together(directory.doers(row), directory.assigner(subject.assigned_by))
        }
        Rung::Overdue(_) => {
            together(directory.doers(row), directory.heads(row.responsible_unit_id))
        }
        Rung::WaitsForDecision(_) => directory.reviewer(row, subject.whole_unit),
        Rung::WaitsTooLong(_) => directory.assigner(subject.assigned_by),
    }
}

fn number(due: &Due, now: DateTime<Utc>) -> i64 {
    match due.kind {
        NoticeKind::DueSoon => days_between(now, due.of),
        NoticeKind::Overdue => days_between(due.of, now),
        _ => (now - due.of).num_hours(),
    }
}

/// Takes a rung; whether it was there to be taken.
async fn mark(
    tx: &impl ConnectionTrait,
    commune_id: Uuid,
    subject_id: Uuid,
    rung: &str,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let row = reminder::Model { subject_id, rung: rung.to_owned(), commune_id, at: now };
    let once = [reminder::Column::SubjectId, reminder::Column::Rung];
    let written = reminder::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(written > 0)
}

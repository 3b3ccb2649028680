//! Taking steps of the escalation, once each, and telling whom they concern now: who does a work of
//! each by itself, who decides or watches of all units of a task together.

use chrono::{DateTime, Utc};
use shared::escalation::Step;
use shared::state::{AssignmentState, NoticeKind};
use shared::time::days_between;
use uuid::Uuid;

use super::directory::{Directory, Recipient, merge_recipients};
use super::draft::NoticeDraft;
use super::repo::reminders;
use super::send::send;
use super::subject::{self, NoticePayload, Subject};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::facts;

/// Something of which steps have come.
#[derive(Debug)]
pub struct Due {
    /// What the steps are remembered by: the assignment or the extension.
    pub subject: Uuid,
    /// The assignment.
    pub assignment: Uuid,
    /// Its task.
    pub task: Uuid,
    /// The instant of the deadline, or since when it waits.
    pub of: DateTime<Utc>,
    /// What is told of it.
    pub kind: NoticeKind,
    /// The steps, taken before or not.
    pub steps: Vec<Step>,
}

/// The steps that have just been taken of something, and whom they concern.
struct TakenSteps<'a> {
    due: &'a Due,
    subject: &'a Subject,
    /// What the notice is known by: the first step that was there to be taken.
    first: String,
    doers: Vec<Recipient>,
    watchers: Vec<Recipient>,
}

/// Takes the steps and sends their notices, in one transaction: whoever else scans meanwhile takes none of them.
///
/// # Errors
/// The database.
pub async fn send_due(
    app: &App,
    commune_id: Uuid,
    due: &[&Due],
    now: DateTime<Utc>,
) -> AppResult<i64> {
    let tx = app.db.begin().await?;
    let directory = Directory::of(&tx, commune_id, now).await?;
    let ids: Vec<Uuid> = due.iter().map(|due| due.assignment).collect();
    let subjects = subject::load(&tx, &ids).await?;
    let mut taken = Vec::new();
    for due in due {
        let Some(subject) = subjects.get(&due.assignment) else { continue };
        if !is_still_due(&tx, due, subject).await? {
            continue;
        }
        let (mut doers, mut watchers) = (Vec::new(), Vec::new());
        let mut first = None;
        for step in &due.steps {
            let key = step.key(due.of);
            if reminders::take(&tx, commune_id, due.subject, &key, now).await? {
                first.get_or_insert(key);
                let (doing, watching) = recipients_of_step(&directory, *step, subject);
                doers = merge_recipients(doers, doing);
                watchers = merge_recipients(watchers, watching);
            }
        }
        watchers.retain(|one| doers.iter().all(|doer| doer.user_id != one.user_id));
        taken.extend(first.map(|first| TakenSteps { due, subject, first, doers, watchers }));
    }
    let mut sent = 0;
    for (draft, people) in drafts(commune_id, &taken, now) {
        sent += send(&tx, &app.config, &directory, &draft, people, now).await?;
    }
    tx.commit().await?;
    Ok(sent)
}

/// Whether what was found a moment ago is still so.
async fn is_still_due(tx: &impl Connection, due: &Due, subject: &Subject) -> AppResult<bool> {
    let row = &subject.found.row;
    let facts = facts(row);
    Ok(match due.kind {
        NoticeKind::Waiting => {
            facts.state == AssignmentState::Submitted && row.last_submitted_at == Some(due.of)
        }
        NoticeKind::ExtensionWaiting => reminders::extension_waits(tx, due.subject).await?,
        _ => facts.state.waits_for_unit() && facts.working_due() == Some(due.of),
    })
}

/// Who does the work, and who decides or watches.
fn recipients_of_step(
    directory: &Directory,
    step: Step,
    subject: &Subject,
) -> (Vec<Recipient>, Vec<Recipient>) {
    let row = &subject.found.row;
    let doers = || directory.doers(row);
    let assigner = || directory.assigner(subject.assigned_by);
    match step {
        Step::Before(_) => (doers(), Vec::new()),
        Step::MorningAfter => (doers(), assigner()),
        Step::Overdue(_) => (doers(), directory.heads(row.responsible_unit_id)),
        Step::WaitsForDecision(_) => (Vec::new(), directory.reviewer(row, subject.whole_unit)),
        Step::WaitsTooLong(_) => (Vec::new(), assigner()),
    }
}

/// What is written, and to whom.
fn drafts(
    commune_id: Uuid,
    taken: &[TakenSteps<'_>],
    now: DateTime<Utc>,
) -> Vec<(NoticeDraft, Vec<Recipient>)> {
    let draft = |some: &[&TakenSteps<'_>]| {
        let first = some.first()?;
        let alone = some.len() == 1;
        Some(NoticeDraft {
            commune_id,
            kind: first.due.kind,
            cause: format!("{}/{}", first.due.subject, first.first),
            assignment_id: alone.then_some(first.due.assignment),
            facts: grouped_payload(some, now)?,
        })
    };
    let mut all = Vec::new();
    for one in taken.iter().filter(|one| !one.doers.is_empty()) {
        let own = draft(&[one]).map(NoticeDraft::to_own_unit);
        all.extend(own.map(|draft| (draft, one.doers.clone())));
    }
    let mut watched: Vec<(&Recipient, Vec<&TakenSteps<'_>>)> = Vec::new();
    for one in taken {
        for person in &one.watchers {
            let alike =
                |of: &TakenSteps<'_>| (of.due.task, of.due.kind) == (one.due.task, one.due.kind);
            let fits = |(other, some): &&mut (&Recipient, Vec<&TakenSteps<'_>>)| {
                *other == person && some.first().is_some_and(|first| alike(first))
            };
            match watched.iter_mut().find(fits) {
                Some((_, some)) => some.push(one),
                None => watched.push((person, vec![one])),
            }
        }
    }
    for (person, some) in watched {
        all.extend(draft(&some).map(|draft| (draft, vec![person.clone()])));
    }
    all
}

/// The facts of one notice that tells of some units of a task.
fn grouped_payload(some: &[&TakenSteps<'_>], now: DateTime<Utc>) -> Option<NoticePayload> {
    // The number is of the unit that is named.
    let mut some = some.to_vec();
    some.sort_by_key(|one| std::cmp::Reverse(days_or_hours(one.due, now)));
    let (first, others) = some.split_first()?;
    let number = Some(days_or_hours(first.due, now));
    let facts = NoticePayload { number, ..first.subject.facts() };
    if others.is_empty() {
        return Some(facts);
    }
    Some(NoticePayload {
        others: others.iter().map(|one| one.subject.found.unit_name.clone()).collect(),
        about: some.iter().map(|one| one.due.assignment).collect(),
        path: format!("/tasks/{}", first.due.task),
        ..facts
    })
}

fn days_or_hours(due: &Due, now: DateTime<Utc>) -> i64 {
    match due.kind {
        NoticeKind::DueSoon => days_between(now, due.of),
        NoticeKind::Overdue => days_between(due.of, now),
        _ => (now - due.of).num_hours(),
    }
}

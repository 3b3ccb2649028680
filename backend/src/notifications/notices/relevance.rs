//! What is still to be told when a mail goes out, some time after its notice.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use shared::deadline::is_after;
use shared::state::{AssignmentState, ExtensionState, NoticeKind};
use uuid::Uuid;

use super::directory::Directory;
use super::repo::{Notice, subjects};
use super::subject::{self, NoticePayload, Subject};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::facts;

/// Those of `notices` that still stand at `now`: their assignment is one that the person sees, and
/// what they tell of is not settled. One that told of several tells of those that are left.
///
/// # Errors
/// The database.
pub async fn still_relevant(
    db: &impl Connection,
    directory: &Directory,
    notices: Vec<Notice>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Notice>> {
    let notices: Vec<(Notice, NoticePayload)> = notices
        .into_iter()
        .map(|row| {
            let mut facts: NoticePayload = serde_json::from_str(&row.facts).unwrap_or_default();
            facts.about.extend(row.assignment_id);
            (row, facts)
        })
        .collect();
    let ids: Vec<Uuid> = notices.iter().flat_map(|(_, facts)| facts.about.clone()).collect();
    let subjects = subject::load(db, &ids).await?;
    let requests = open_extensions(db, &ids).await?;
    let mut left = Vec::with_capacity(notices.len());
    for (mut row, facts) in notices {
        let stands = |subject: &&Subject| {
            let extension = requests.get(&subject.found.row.id).copied();
            let sees = directory.sees(row.user_id, &subject.found.row, subject.whole_unit);
            sees && still_applies(&row, &facts, subject, extension, now)
        };
        let payload = facts.about.iter().filter_map(|id| subjects.get(id));
        let standing: Vec<&Subject> = payload.filter(stands).collect();
        if standing.is_empty() && !facts.about.is_empty() {
            continue;
        }
        if standing.len() < facts.about.len() {
            row.facts = serde_json::to_string(&reduce_to_standing(facts, &standing))?;
        }
        left.push(row);
    }
    Ok(left)
}

/// The facts of a notice that told of several, of which these are left.
fn reduce_to_standing(facts: NoticePayload, standing: &[&Subject]) -> NoticePayload {
    let Some((first, rest)) = standing.split_first() else { return facts };
    let own = first.facts();
    let several_tasks = !facts.other_tasks.is_empty();
    let names = |of: fn(&Subject) -> &String| rest.iter().map(|one| of(one).clone()).collect();
    NoticePayload {
        task: own.task,
        task_id: own.task_id,
        unit: own.unit,
        unit_id: own.unit_id,
        due_at: own.due_at,
        moved_from: own.moved_from,
        other_tasks: if several_tasks { names(|one| &one.found.task_title) } else { Vec::new() },
        others: if several_tasks { Vec::new() } else { names(|one| &one.found.unit_name) },
        about: standing.iter().map(|one| one.found.row.id).collect(),
        path: if rest.is_empty() { own.path } else { facts.path },
        ..facts
    }
}

/// How requests for later deadlines stand that are not decided, by assignment.
async fn open_extensions(
    db: &impl Connection,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, ExtensionState>> {
    let open = [ExtensionState::Asked, ExtensionState::Offered];
    Ok(subjects::extensions(db, ids, open).await?.into_iter().collect())
}

fn still_applies(
    row: &Notice,
    payload: &NoticePayload,
    subject: &Subject,
    extension: Option<ExtensionState>,
    now: DateTime<Utc>,
) -> bool {
    use NoticeKind as K;
    let facts = facts(&subject.found.row);
    let waits = facts.state.waits_for_unit();
    match NoticeKind::parse(&row.kind) {
        // A later deadline since then has settled it.
        Some(K::DueSoon | K::Chased) => {
            waits && (payload.about.len() > 1 || payload.due_at == facts.working_due())
        }
        Some(K::Overdue) => waits && facts.working_due().is_some_and(|due| is_after(due, now)),
        Some(K::Submitted | K::Waiting) => facts.state == AssignmentState::Submitted,
        Some(K::ExtensionAsked | K::ExtensionWaiting) => extension == Some(ExtensionState::Asked),
        Some(K::ExtensionOffered) => extension == Some(ExtensionState::Offered),
        _ => true,
    }
}

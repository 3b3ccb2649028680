//! Who is chased, and in which words.

use chrono::{DateTime, Utc};
use shared::chase_text::{self, ChaseItem};
use shared::dto::notifications::chase::{
    CHASE_LENGTH, ChaseRequest, ChaseText, ChaseTexts, Chased, MOST_CHASED, NotChased, NotChasedWhy,
};
use shared::dto::page::Named;
use shared::dto::work::assignment::TimelineKind;
use shared::validate::Checks;
use uuid::Uuid;

use super::repo;
use crate::platform::access::{PersonPermit, Scope, can};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::repo::communes;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::assignments;
use crate::work::assignments::repo::{AssignmentRow, facts};

/// What was asked for, sorted out.
struct ChaseSelection {
    eligible: Vec<AssignmentRow>,
    skipped: Vec<NotChased>,
    message: String,
}

async fn select_assignments(
    db: &impl Connection,
    scope: &Scope,
    body: &ChaseRequest,
) -> AppResult<ChaseSelection> {
    let mut checks = Checks::new();
    let message = checks.optional("message", &body.message, CHASE_LENGTH);
    let mut ids = body.assignment_ids.clone();
    ids.sort_unstable();
    ids.dedup();
    checks.ensure(!ids.is_empty(), "assignment_ids", "required", "Chọn ít nhất một việc.");
    checks.ensure(ids.len() <= MOST_CHASED, "assignment_ids", "too_many", "Tối đa 200 việc.");
    checks.finish()?;
    let found = repo::list(db, scope, &ids).await?;
    let open = repo::open_tasks(db, found.iter().map(|one| one.row.task_id)).await?;
    let mut selection = ChaseSelection { eligible: Vec::new(), skipped: Vec::new(), message };
    for id in ids.iter().filter(|id| found.iter().all(|one| one.row.id != id.0)) {
        let (assignment_id, why) = (*id, NotChasedWhy::Unknown);
        selection.skipped.push(NotChased { assignment_id, why });
    }
    for one in found {
        // A unit chases those to whom it has given parts, not itself.
        let own = scope.unit_id == Some(one.row.responsible_unit_id);
        let facts = facts(&one.row);
        let waits = facts.state.waits_for_unit() && open.contains(&one.row.task_id);
        let why = if own {
            Some(NotChasedWhy::Unknown)
        } else if !waits {
            Some(NotChasedWhy::NotWaiting)
        } else if facts.working_due().is_none() {
            Some(NotChasedWhy::Undated)
        } else {
            None
        };
        match why {
            None => selection.eligible.push(one),
            Some(why) => {
                selection.skipped.push(NotChased { assignment_id: one.row.id.into(), why });
            }
        }
    }
    Ok(selection)
}

/// Chases.
///
/// # Errors
/// Field errors.
pub async fn chase(
    work: &UnitOfWork,
    permit: &PersonPermit<can::Chase>,
    body: &ChaseRequest,
) -> AppResult<Outcome<Chased>> {
    let (person, scope) = (&permit.person, &permit.scope);
    let selection = select_assignments(&work.tx, scope, body).await?;
    let note = Some(selection.message).filter(|message| !message.is_empty());
    let mut chased = Vec::with_capacity(selection.eligible.len());
    for one in selection.eligible {
        let (id, kind) = (one.row.id.into(), TimelineKind::Chased);
        assignments::timeline::record(work, person, id, kind, note.clone(), None).await?;
        chased.push(id);
    }
    work.audit(None::<&()>, Some(&chased));
    Ok(Outcome {
        status: 201,
        version: None,
        body: Some(Chased { chased, skipped: selection.skipped }),
        object: ("commune", scope.commune_id),
    })
}

/// The text that says the same.
///
/// # Errors
/// Field errors.
pub async fn text(
    db: &impl Connection,
    scope: &Scope,
    body: &ChaseRequest,
    address: Option<&str>,
    now: DateTime<Utc>,
) -> AppResult<ChaseTexts> {
    let selection = select_assignments(db, scope, body).await?;
    let commune = communes::get(db, scope.commune_id).await?.name;
    let mut units: Vec<(Uuid, String, Vec<ChaseItem>)> = Vec::new();
    for one in selection.eligible {
        let facts = facts(&one.row);
        let Some(due_at) = facts.working_due() else { continue };
        let item = ChaseItem { task: one.task_title, due_at, moved_from: facts.moved_from() };
        let unit = one.row.responsible_unit_id;
        match units.iter_mut().find(|(id, ..)| *id == unit) {
            Some((_, _, items)) => items.push(item),
            None => units.push((unit, one.unit_name, vec![item])),
        }
    }
    units.sort_by_cached_key(|(_, name, _)| shared::text::sort_key(name));
    let message = &selection.message;
    let items = units
        .iter()
        .map(|(id, name, items)| ChaseText {
            unit: Named { id: (*id).into(), name: name.clone() },
            text: chase_text::for_unit(&commune, name, message, items, address, now),
        })
        .collect();
    let all: Vec<(String, Vec<ChaseItem>)> =
        units.into_iter().map(|(_, name, items)| (name, items)).collect();
    let together = chase_text::for_all(&commune, message, &all, address, now);
    Ok(ChaseTexts { items, together })
}

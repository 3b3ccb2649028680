//! What may become of recurrences.

use chrono::{DateTime, NaiveDate, Utc};
use shared::dto::page::Page;
use shared::dto::work::recurrence::{
    RecurrenceCreate, RecurrencePatch, RecurrenceState, RecurrenceView,
};
use shared::id::RecurrenceId;
use shared::text::sort_key;
use shared::time::day_of;
use shared::validate::Checks;

use super::repo::{self, Recurrence, RecurrenceTask};
use super::{input, make, periods, view};
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned::{self, find_matching, unique_name};
use crate::work::templates::plan;
use crate::work::templates::resolve::ResolvedPlans;

/// A change of a recurrence's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateChange {
    /// Makes none until it is resumed.
    Pause,
    /// Makes tasks again.
    Resume,
    /// Makes none any more.
    End,
}

impl StateChange {
    /// The word of the audit log.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::Pause => "recurrence.pause",
            Self::Resume => "recurrence.resume",
            Self::End => "recurrence.end",
        }
    }
}

/// One page of recurrences, by name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    state: Option<RecurrenceState>,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<RecurrenceView>> {
    let found = repo::list(db, scope, state, paging).await?;
    let items = view::all(db, scope.commune_id, found.items, now).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// One recurrence of the commune.
///
/// # Errors
/// 404 when there is none.
pub async fn find(db: &impl Connection, scope: Scope, id: RecurrenceId) -> AppResult<Recurrence> {
    versioned::find(db, scope.commune_id, id.0).await
}

/// Sets a recurrence up.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    body: RecurrenceCreate,
) -> AppResult<Outcome<RecurrenceView>> {
    let person = &permit.person;
    let mut checks = Checks::new();
    let name =
        unique_name::<Recurrence>(work, person.commune_id, &mut checks, &body.name, None).await?;
    input::check_start(&mut checks, body.starts_on, work.now);
    let days = (body.starts_on, body.ends_on);
    input::check_times(&mut checks, &body.rule, body.lead_days, days);
    let plan = plan::check(&work.tx, &mut checks, person, body.task, true, work.now).await?;
    checks.finish()?;
    let row = Recurrence {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: person.commune_id,
        sort_key: sort_key(&name),
        name,
        state: RecurrenceState::Active.into(),
        rule: serde_json::to_string(&body.rule)?,
        lead_days: body.lead_days.into(),
        starts_on: body.starts_on,
        ends_on: body.ends_on,
        counts_from: body.starts_on,
        paused_on: None,
        plan: plan::write(&plan)?,
        created_by: person.post_id,
        last_error: None,
        failed_at: None,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    outcome(work, row, 201).await
}

/// Changes a recurrence from its next task on.
///
/// # Errors
/// 404, 428, 412, field errors; 409 once ended.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: RecurrenceId,
    patch: RecurrencePatch,
) -> AppResult<Outcome<RecurrenceView>> {
    let (person, scope) = (&permit.person, permit.scope);
    let row: Recurrence = find_matching(work, scope.commune_id, id.0, context).await?;
    if row.state.0 == RecurrenceState::Ended {
        return Err(AppError::wrong_state("Lịch lặp đã kết thúc."));
    }
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = &patch.name {
        changed.name =
            unique_name::<Recurrence>(work, scope.commune_id, &mut checks, name, Some(id.0))
                .await?;
        changed.sort_key = sort_key(&changed.name);
    }
    if let Some(rule) = &patch.rule {
        changed.rule = serde_json::to_string(rule)?;
    }
    changed.lead_days = patch.lead_days.map_or(row.lead_days, Into::into);
    changed.starts_on = patch.starts_on.unwrap_or(row.starts_on);
    changed.ends_on = patch.ends_on.unwrap_or(row.ends_on);
    if changed.starts_on != row.starts_on {
        input::check_start(&mut checks, changed.starts_on, work.now);
    }
    restart_counting(work, &mut checks, &row, &mut changed)?;
    if let Some(task) = patch.task {
        let today = day_of(work.now);
        let (stored, _) =
            ResolvedPlans::resolve(&work.tx, scope.commune_id, &row.plan, today).await?;
        let whole = task.over(stored);
        let plan = plan::check(&work.tx, &mut checks, person, whole, true, work.now).await?;
        changed.plan = plan::write(&plan)?;
    }
    checks.finish()?;
    if make::acting_person(&work.tx, &row, work.now).await?.is_none() {
        changed.created_by = person.post_id;
    }
    changed.last_error = None;
    changed.failed_at = None;
    let after = work.save(&row, &changed).await?;
    outcome(work, after, 200).await
}

/// What is changed of its times counts from today: what the times before have missed stays so.
fn restart_counting(
    work: &UnitOfWork,
    checks: &mut Checks,
    row: &Recurrence,
    changed: &mut Recurrence,
) -> AppResult<()> {
    let times = |row: &Recurrence| (row.rule.clone(), row.lead_days, row.starts_on);
    let moved = times(row) != times(changed);
    if moved {
        changed.counts_from = changed.starts_on.max(day_of(work.now));
    }
    if moved || changed.ends_on != row.ends_on {
        let lead = u32::try_from(changed.lead_days).unwrap_or(u32::MAX);
        let days = (changed.starts_on, changed.ends_on);
        input::check_times(checks, &periods::rule(changed)?, lead, days);
    }
    Ok(())
}

/// Pauses, resumes or ends a recurrence.
///
/// # Errors
/// 404, 428, 412; 409 where it is that already, or has ended.
pub async fn change_state(
    work: &UnitOfWork,
    permit: &PersonPermit<can::TaskWrite>,
    context: &WriteContext,
    id: RecurrenceId,
    change: StateChange,
) -> AppResult<Outcome<RecurrenceView>> {
    let scope = permit.scope;
    let row: Recurrence = find_matching(work, scope.commune_id, id.0, context).await?;
    let mut changed = row.clone();
    let state = match (change, row.state.0) {
        (StateChange::Pause, RecurrenceState::Active) => RecurrenceState::Paused,
        (StateChange::Resume, RecurrenceState::Paused) => RecurrenceState::Active,
        (StateChange::End, RecurrenceState::Active | RecurrenceState::Paused) => {
            RecurrenceState::Ended
        }
        (StateChange::Pause, RecurrenceState::Paused) => {
            return Err(AppError::wrong_state("Lịch lặp đang tạm dừng."));
        }
        (StateChange::Resume, RecurrenceState::Active) => {
            return Err(AppError::wrong_state("Lịch lặp đang chạy."));
        }
        (_, RecurrenceState::Ended) => {
            return Err(AppError::wrong_state("Lịch lặp đã kết thúc."));
        }
    };
    let today = day_of(work.now);
    if let (StateChange::Resume, Some(paused_on)) = (change, row.paused_on) {
        skip_missed_periods(work, &row, paused_on, today).await?;
    }
    changed.state = state.into();
    changed.paused_on = (state == RecurrenceState::Paused).then_some(today);
    changed.last_error = None;
    changed.failed_at = None;
    let after = work.save(&row, &changed).await?;
    outcome(work, after, 200).await
}

/// Settles the periods whose day came from `paused_on` to the day before `today` without a task.
async fn skip_missed_periods(
    work: &UnitOfWork,
    row: &Recurrence,
    paused_on: NaiveDate,
    today: NaiveDate,
) -> AppResult<()> {
    let missed = periods::due(&work.tx, row, today).await?;
    let skipped: Vec<RecurrenceTask> = missed
        .into_iter()
        .filter(|one| (paused_on..today).contains(&one.make_on))
        .map(|one| RecurrenceTask {
            recurrence_id: row.id,
            period_key: one.period_key,
            task_id: None,
            made_at: work.now,
            late: false,
        })
        .collect();
    if skipped.is_empty() {
        return Ok(());
    }
    work.audit(None::<&()>, Some(&skipped));
    repo::insert_settled(&work.tx, skipped).await
}

async fn outcome(
    work: &UnitOfWork,
    row: Recurrence,
    status: u16,
) -> AppResult<Outcome<RecurrenceView>> {
    let (id, version) = (row.id, row.version);
    let view = view::one(&work.tx, row, work.now).await?;
    Ok(Outcome { status, body: Some(view), version: Some(version), object: ("recurrence", id) })
}

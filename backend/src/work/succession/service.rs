//! The end of a unit: its open work passes on, its posts end, its history keeps its name.

use chrono::NaiveDate;
use serde_json::json;
use shared::ErrorCode;
use shared::dto::organisation::unit::{UnitEnd, UnitView};
use shared::dto::work::assignment::TimelineKind;
use shared::id::UnitId;
use shared::state::{AssignmentState, UnitKind};
use shared::time::{day_of, format_day};
use shared::validate::Checks;

use super::repo::{self, UnitSuccession};
use crate::identity::users::people;
use crate::organisation::units;
use crate::organisation::units::repo::Unit;
use crate::platform::access::actor::Scope;
use crate::platform::access::{Person, PersonPermit, can};
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::assignments;

/// Ends a unit on a day; the work that is under way passes to the successor.
///
/// # Errors
/// 404, 428, 412; field errors; 409 for the leadership, for a unit that has ended, and for work
/// that would be left to nobody.
pub async fn end(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UnitWrite>,
    context: &WriteContext,
    id: UnitId,
    body: UnitEnd,
) -> AppResult<Outcome<UnitView>> {
    let (person, scope) = (&permit.person, permit.scope);
    let before = units::repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    context.matches(before.version)?;
    if before.kind == UnitKind::Leadership {
        return Err(AppError::wrong_state("Lãnh đạo UBND không kết thúc được."));
    }
    if before.valid_to.is_some() {
        return Err(AppError::wrong_state("Đơn vị đã kết thúc hoạt động."));
    }
    let mut checks = Checks::new();
    let last = body.on.pred_opt().filter(|last| *last >= before.valid_from);
    let good = last.is_some() && body.on <= day_of(work.now);
    let message = format!("Sau ngày {}, không sau hôm nay.", format_day(before.valid_from));
    checks.ensure(good, "on", "invalid", &message);
    let successor = find_successor(work, scope, &before, &body, &mut checks).await?;
    checks.finish()?;
    let last = last.unwrap_or(body.on);
    transfer_assignments(work, person, &before, successor.as_ref(), body.on).await?;
    end_posts(work, id, last).await?;
    people::ensure_admin_remains(work, scope).await?;
    let row = Unit { valid_to: Some(last), ..before.clone() };
    work.save(&before, &row).await?;
    if let Some(successor) = successor {
        let row =
            UnitSuccession { from_unit_id: id.0, to_unit_id: successor.id, happened_on: body.on };
        work.audit(None::<&()>, Some(&row));
        repo::insert(&work.tx, row).await?;
    }
    let view = units::service::read(&work.tx, scope, id).await?;
    Ok(Outcome {
        status: 200,
        version: Some(view.version),
        body: Some(view),
        object: ("unit", id.0),
    })
}

/// The unit that goes on; what is wrong with it is noted.
async fn find_successor(
    work: &UnitOfWork,
    scope: Scope,
    ending: &Unit,
    body: &UnitEnd,
    checks: &mut Checks,
) -> AppResult<Option<Unit>> {
    let Some(successor_id) = body.successor_id else { return Ok(None) };
    let found = units::repo::find(&work.tx, scope, successor_id).await?;
    let good = found.as_ref().is_some_and(|unit| {
        unit.id != ending.id && unit.kind == ending.kind && unit.valid_to.is_none()
    });
    let message = "Chọn một đơn vị khác, cùng loại, đang hoạt động.";
    checks.ensure(good, "successor_id", "unknown", message);
    Ok(found.filter(|_| good))
}

/// Gives the work that is under way to the successor. What has been approved stays where it was
/// done, so that figures of the time before do not move.
async fn transfer_assignments(
    work: &UnitOfWork,
    person: &Person,
    ending: &Unit,
    successor: Option<&Unit>,
    on: NaiveDate,
) -> AppResult<()> {
    let live = AssignmentState::ALL
        .iter()
        .copied()
        .filter(|state| state.is_live() && *state != AssignmentState::Approved);
    let open = repo::assignments_in(&work.tx, ending.id.into(), live).await?;
    let Some(successor) = successor else {
        // Parts that it has given and that have not come back are nobody's to review without it.
        let open_parts = repo::count_open_parts(&work.tx, ending.id.into()).await?;
        if open_parts > 0 {
            let message = format!(
                "Còn {open_parts} phần việc đã giao cho thôn. Chọn đơn vị kế tục để duyệt."
            );
            return Err(AppError::wrong_state(&message));
        }
        if open.is_empty() {
            return Ok(());
        }
        let message = format!("Còn {} việc đang thực hiện. Chọn đơn vị kế tục.", open.len());
        return Err(AppError::wrong_state(&message));
    };
    let note = format!("{} → {}, từ {}", ending.name, successor.name, format_day(on));
    for row in open {
        // The admin reads this entry, but not the work: which one, no more.
        work.audit(
            Some(&json!({ "id": row.id, "responsible_unit_id": row.responsible_unit_id })),
            Some(&json!({ "id": row.id, "responsible_unit_id": successor.id })),
        );
        let mut changed = row.clone();
        changed.responsible_unit_id = successor.id;
        work.save_without_entry(&row, &changed).await?;
        let note = Some(note.clone());
        let kind = TimelineKind::PassedOn;
        assignments::timeline::record(work, person, row.id.into(), kind, note, None).await?;
    }
    Ok(())
}

/// Ends the posts of the unit with it.
async fn end_posts(work: &UnitOfWork, unit_id: UnitId, last: NaiveDate) -> AppResult<()> {
    for before in repo::posts_after(&work.tx, unit_id, last).await? {
        let mut row = before.clone();
        // A post that began later never held.
        row.valid_to = Some(last.max(before.valid_from.pred_opt().unwrap_or(last)));
        let row = work.save(&before, &row).await?;
        people::bump_version(work, row.user_id.into()).await?;
    }
    Ok(())
}

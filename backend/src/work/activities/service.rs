//! What may be written of activities, and when.

use serde::de::IgnoredAny;
use serde_json::Value;
use shared::ErrorCode;
use shared::dto::page::Page;
use shared::dto::work::activity::{ActivityInput, ActivityView};
use shared::id::{ActivityId, ReportId};
use shared::state::{ActivityState, ReportState};
use shared::validate::Checks;

use super::input::{attach, attach_new, check_files, input_of, new_draft, verify, with_input};
use super::repo::{self, Activity, Filter};
use crate::platform::access::{Person, PersonPermit, Scope, can};
use crate::platform::app::App;
use crate::platform::audit::{drafts, redact};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::{Reply, Write, WriteContext};
use crate::platform::unit_of_work::{self, Outcome, UnitOfWork};
use crate::work::reports;

/// One page of activities.
///
/// # Errors
/// A cursor of another list, or a failing database.
pub async fn list(
    app: &App,
    scope: Scope,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<ActivityView>> {
    repo::list(&app.db.read, scope, filter, paging).await
}

/// One activity.
///
/// # Errors
/// 404 where there is none in scope.
pub async fn read(app: &App, scope: Scope, id: ActivityId) -> AppResult<ActivityView> {
    let row = repo::find(&app.db.read, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    view(&app.db.read, row).await
}

async fn view(db: &impl Connection, row: Activity) -> AppResult<ActivityView> {
    Ok(repo::view(db, row).await?.ok_or(ErrorCode::NotFound)?)
}

/// Logs an activity of the person's unit as a draft.
///
/// # Errors
/// Field errors; 409 where the id is taken.
pub async fn create(
    app: &App,
    permit: &PersonPermit<can::ActivityWrite>,
    write: Write<ActivityInput>,
) -> AppResult<Reply> {
    let person = &permit.person;
    let input = write.body;
    unit_of_work::write(app, permit, &write.context, "activity.create", async |work| {
        let mut checks = Checks::new();
        verify(work, person, &mut checks, std::slice::from_ref(&input), false).await?;
        checks.finish()?;
        let given = input.id.into_iter().collect();
        if !repo::existing_ids(&work.tx, given).await?.is_empty() {
            return Err(ErrorCode::Conflict.into());
        }
        let id = input.id.unwrap_or_else(|| work.new_id().into());
        let row = with_input(new_draft(work, person, id), &input);
        attach(work, person, std::slice::from_ref(&input)).await?;
        repo::write_row(work, row.clone(), true).await?;
        repo::replace_children(work, id, person.unit_id.into(), &input, true).await?;
        let view = view(&work.tx, row).await?;
        work.audit(None::<&()>, Some(&redact::activity(&view)));
        let version = Some(view.version);
        Ok(Outcome { status: 201, body: Some(view), version, object: ("activity", id.0) })
    })
    .await
}

async fn found(work: &UnitOfWork, scope: Scope, id: ActivityId) -> AppResult<ActivityView> {
    let row = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    view(&work.tx, row).await
}

/// Merges `write.body` onto an activity.
///
/// # Errors
/// 404, 428 or 412, 409 once it is sent, field errors.
pub async fn update(
    app: &App,
    permit: &PersonPermit<can::ActivityWrite>,
    id: ActivityId,
    write: Write<Value>,
) -> AppResult<Reply> {
    let (person, scope) = (&permit.person, permit.scope);
    let patch = write.body;
    let context = write.context;
    unit_of_work::write(app, permit, &context, "activity.update", async |work| {
        let row = find_editable(work, scope, id, &context).await?;
        let before = view(&work.tx, row.clone()).await?;
        let input = merge_patch(&before, &patch)?;
        let mut checks = Checks::new();
        verify(work, person, &mut checks, std::slice::from_ref(&input), false).await?;
        checks.finish()?;
        let (unit_id, report_id) = (row.unit_id.into(), row.report_id.map(Into::into));
        check_files(work, report_id, id, &input).await?;
        let next = Activity { version: row.version + 1, change_seq: work.seq, ..row };
        attach_new(work, person, std::slice::from_ref(&before), std::slice::from_ref(&input))
            .await?;
        repo::write_row(work, with_input(next, &input), false).await?;
        repo::replace_children(work, id, unit_id, &input, false).await?;
        repo::touch_report(work, person, report_id).await?;
        let after = found(work, scope, id).await?;
        work.audit(Some(&redact::activity(&before)), Some(&redact::activity(&after)));
        count_draft_save(work, person, &context, report_id).await?;
        let version = Some(after.version);
        Ok(Outcome { status: 200, body: Some(after), version, object: ("activity", id.0) })
    })
    .await
}

/// Removes an activity.
///
/// # Errors
/// 404, 428 or 412, 409 once it is sent.
pub async fn delete(
    app: &App,
    permit: &PersonPermit<can::ActivityWrite>,
    id: ActivityId,
    write: Write<IgnoredAny>,
) -> AppResult<Reply> {
    let (person, scope) = (&permit.person, permit.scope);
    let context = write.context;
    unit_of_work::write(app, permit, &context, "activity.delete", async |work| {
        let row = find_editable(work, scope, id, &context).await?;
        let report_id = row.report_id.map(Into::into);
        let before = view(&work.tx, row).await?;
        repo::soft_delete(work, vec![id.0]).await?;
        repo::touch_report(work, person, report_id).await?;
        work.audit(Some(&redact::activity(&before)), None::<&()>);
        count_draft_save(work, person, &context, report_id).await?;
        Ok(Outcome::removed("activity", id.0))
    })
    .await
}

/// A change within a report that is being written is a save of it, and has no entry of its own.
async fn count_draft_save(
    work: &UnitOfWork,
    person: &Person,
    context: &WriteContext,
    report_id: Option<ReportId>,
) -> AppResult<()> {
    let Some(id) = report_id else { return Ok(()) };
    if let Some(view) = reports::view::find_view(&work.tx, id).await? {
        drafts::count_save(work, person, &context.address, &view).await?;
    }
    Ok(())
}

/// The activity, if it is as the request expects it and not sent.
async fn find_editable(
    work: &UnitOfWork,
    scope: Scope,
    id: ActivityId,
    context: &WriteContext,
) -> AppResult<Activity> {
    let row = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    context.matches(row.version)?;
    if !matches!(row.state.0, ActivityState::Draft | ActivityState::Returned) {
        return Err(AppError::wrong_state("Hoạt động đã gửi, không sửa được nữa."));
    }
    let report = match row.report_id {
        Some(id) => repo::report_state(&work.tx, id.into()).await?,
        None => None,
    };
    match report {
        Some(ReportState::Submitted | ReportState::Approved) => {
            Err(AppError::wrong_state("Báo cáo chứa hoạt động này đã gửi."))
        }
        _ => Ok(row),
    }
}

/// The input that would give `view`, with `patch` merged onto it (RFC 7396).
fn merge_patch(view: &ActivityView, patch: &Value) -> AppResult<ActivityInput> {
    let wrong = |detail: String| AppError::Code(ErrorCode::MalformedBody, Some(detail));
    let Value::Object(patch) = patch else {
        return Err(wrong("an object is expected".into()));
    };
    let Value::Object(mut whole) = serde_json::to_value(input_of(view))? else {
        return Err(AppError::Internal("an activity is an object".into()));
    };
    for (name, value) in patch {
        if value.is_null() {
            whole.remove(name);
        } else {
            whole.insert(name.clone(), value.clone());
        }
    }
    serde_json::from_value(Value::Object(whole)).map_err(|error| wrong(error.to_string()))
}

//! What may be written of activities, and when.

use std::collections::HashSet;

use serde::de::IgnoredAny;
use serde_json::Value;
use shared::ErrorCode;
use shared::dto::activity::{ActivityInput, ActivityView, IndicatorValue};
use shared::dto::page::Page;
use shared::state::{ActivityState, ReportState};
use shared::text::clean;
use shared::validate::Checks;
use uuid::Uuid;

use super::repo::{self, Filter};
pub use super::rules::{FILES, check};
use super::rules::{check_files, verify};
use crate::platform::access::actor::{Person, Scope};
use crate::platform::app::App;
use crate::platform::audit::{drafts, redact};
use crate::platform::db::entity::activity;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::{Reply, Write, WriteContext};
use crate::platform::unit_of_work::{self, Outcome, UnitOfWork};
use crate::work::attachments;
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
pub async fn read(app: &App, scope: Scope, id: Uuid) -> AppResult<ActivityView> {
    let row = repo::find(&app.db.read, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    view(&app.db.read, row).await
}

async fn view(db: &impl sea_orm::ConnectionTrait, row: activity::Model) -> AppResult<ActivityView> {
    Ok(repo::view(db, row).await?.ok_or(ErrorCode::NotFound)?)
}

/// Logs an activity of the person's unit as a draft.
///
/// # Errors
/// Field errors; 409 where the id is taken.
pub async fn create(
    app: &App,
    person: &Person,
    scope: Scope,
    write: Write<ActivityInput>,
) -> AppResult<Reply> {
    let input = write.body;
    unit_of_work::write(app, person, &write.context, "activity.create", async |work| {
        let mut checks = Checks::new();
        verify(work, person, &mut checks, std::slice::from_ref(&input), false).await?;
        checks.finish()?;
        let id = input.id.map_or_else(|| work.new_id(), Uuid::from);
        if !repo::taken(&work.tx, vec![id]).await?.is_empty() {
            return Err(ErrorCode::Conflict.into());
        }
        let row = filled(fresh(work, person, id), &input);
        attach(work, person, std::slice::from_ref(&input)).await?;
        repo::write_row(work, row, true).await?;
        repo::replace_children(work, id, person.unit_id, &input, true).await?;
        let view = found(work, scope, id).await?;
        work.audit(None::<&()>, Some(&redact::activity(&view)));
        let version = Some(view.version);
        Ok(Outcome { status: 201, body: Some(view), version, object: ("activity", id) })
    })
    .await
}

async fn found(work: &UnitOfWork, scope: Scope, id: Uuid) -> AppResult<ActivityView> {
    let row = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    view(&work.tx, row).await
}

/// Merges `write.body` onto an activity.
///
/// # Errors
/// 404, 428 or 412, 409 once it is sent, field errors.
pub async fn update(
    app: &App,
    person: &Person,
    scope: Scope,
    id: Uuid,
    write: Write<Value>,
) -> AppResult<Reply> {
    let patch = write.body;
    let context = write.context;
    unit_of_work::write(app, person, &context, "activity.update", async |work| {
        let row = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
        context.matches(row.version)?;
        changeable(work, &row).await?;
        let before = view(&work.tx, row.clone()).await?;
        let input = merged(&before, &patch)?;
        let mut checks = Checks::new();
        verify(work, person, &mut checks, std::slice::from_ref(&input), false).await?;
        checks.finish()?;
        check_files(work, row.report_id, id, &input).await?;
        let (unit_id, report_id) = (row.unit_id, row.report_id);
        let next = activity::Model { version: row.version + 1, change_seq: work.seq, ..row };
        attach_new(work, person, std::slice::from_ref(&before), std::slice::from_ref(&input))
            .await?;
        repo::write_row(work, filled(next, &input), false).await?;
        repo::replace_children(work, id, unit_id, &input, false).await?;
        repo::touch_report(work, person, report_id).await?;
        let after = found(work, scope, id).await?;
        work.audit(Some(&redact::activity(&before)), Some(&redact::activity(&after)));
        counted(work, person, &context, report_id).await?;
        let version = Some(after.version);
        Ok(Outcome { status: 200, body: Some(after), version, object: ("activity", id) })
    })
    .await
}

/// Removes an activity.
///
/// # Errors
/// 404, 428 or 412, 409 once it is sent.
pub async fn delete(
    app: &App,
    person: &Person,
    scope: Scope,
    id: Uuid,
    write: Write<IgnoredAny>,
) -> AppResult<Reply> {
    let context = write.context;
    unit_of_work::write(app, person, &context, "activity.delete", async |work| {
        let row = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
        context.matches(row.version)?;
        changeable(work, &row).await?;
        let report_id = row.report_id;
        let before = view(&work.tx, row).await?;
        repo::soft_delete(work, vec![id]).await?;
        repo::touch_report(work, person, report_id).await?;
        work.audit(Some(&redact::activity(&before)), None::<&()>);
        counted(work, person, &context, report_id).await?;
        Ok(Outcome::removed("activity", id))
    })
    .await
}

/// A change within a report that is being written is a save of it, and has no entry of its own.
async fn counted(
    work: &UnitOfWork,
    person: &Person,
    context: &WriteContext,
    report_id: Option<Uuid>,
) -> AppResult<()> {
    let Some(id) = report_id else { return Ok(()) };
    if let Some(view) = reports::repo::written(&work.tx, id).await? {
        drafts::saved(work, person, &context.address, &view).await?;
    }
    Ok(())
}

async fn changeable(work: &UnitOfWork, row: &activity::Model) -> AppResult<()> {
    if !matches!(row.state.0, ActivityState::Draft | ActivityState::Returned) {
        return Err(AppError::wrong_state("Hoạt động đã gửi, không sửa được nữa."));
    }
    let report = match row.report_id {
        Some(id) => repo::report_state(&work.tx, id).await?,
        None => None,
    };
    match report {
        Some(ReportState::Submitted | ReportState::Approved) => {
            Err(AppError::wrong_state("Báo cáo chứa hoạt động này đã gửi."))
        }
        _ => Ok(()),
    }
}

/// The input that would give `view`, with `patch` merged onto it (RFC 7396).
fn merged(view: &ActivityView, patch: &Value) -> AppResult<ActivityInput> {
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

pub(super) fn input_of(view: &ActivityView) -> ActivityInput {
    ActivityInput {
        id: Some(view.id),
        held_on: view.held_on,
        held_at: view.held_at.clone(),
        place: view.place.clone(),
        channel_id: view.channel.as_ref().map(|channel| channel.id),
        topics: view.topics.iter().map(|item| item.id).collect(),
        audiences: view.audiences.iter().map(|item| item.id).collect(),
        places_reached: view.places_reached.iter().map(|unit| unit.id).collect(),
        values: (view.values.iter())
            .map(|value| IndicatorValue { indicator_id: value.indicator_id, amount: value.amount })
            .collect(),
        attachments: view.attachments.iter().map(|file| file.id).collect(),
        links: view.links.clone(),
        note: view.note.clone(),
    }
}

pub(super) fn fresh(work: &UnitOfWork, person: &Person, id: Uuid) -> activity::Model {
    activity::Model {
        id,
        commune_id: person.commune_id,
        unit_id: person.unit_id,
        report_id: None,
        position: 0,
        state: ActivityState::Draft.into(),
        held_on: None,
        held_at: None,
        place: String::new(),
        channel_id: None,
        note: String::new(),
        day_key: 0,
        deleted_at: None,
        created_by: person.user_id,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
    }
}

pub(super) fn filled(row: activity::Model, input: &ActivityInput) -> activity::Model {
    activity::Model {
        held_on: input.held_on,
        held_at: input.held_at.clone().filter(|hour| !hour.is_empty()),
        place: clean(&input.place),
        channel_id: input.channel_id.map(Into::into),
        note: clean(&input.note),
        day_key: repo::day_key(input.held_on),
        ..row
    }
}

async fn attach(work: &UnitOfWork, person: &Person, inputs: &[ActivityInput]) -> AppResult<()> {
    let ids: Vec<Uuid> =
        inputs.iter().flat_map(|input| &input.attachments).map(|file| file.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    attachments::service::attach(work, person, &ids).await
}

/// Attaches what was not there before: the files of another doing unit, or of the unit before
/// this one, stay as they are.
pub(super) async fn attach_new(
    work: &UnitOfWork,
    person: &Person,
    before: &[ActivityView],
    inputs: &[ActivityInput],
) -> AppResult<()> {
    let had: HashSet<Uuid> =
        before.iter().flat_map(|one| &one.attachments).map(|file| file.id.0).collect();
    let named = inputs.iter().flat_map(|input| &input.attachments);
    let added = named.filter(|file| !had.contains(&file.0)).copied();
    let added = ActivityInput { attachments: added.collect(), ..ActivityInput::default() };
    attach(work, person, std::slice::from_ref(&added)).await
}

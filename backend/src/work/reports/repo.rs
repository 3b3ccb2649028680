//! Rows of reports, and reports as they are read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query as SubQuery};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, Order, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use serde::Deserialize;
use shared::ErrorCode;
use shared::dto::page::Page;
use shared::dto::report::{ReportSummary, ReportView};
use shared::dto::split::PartView;
use shared::state::{ActivityState, ReportState};
use uuid::Uuid;

use crate::identity::delegations;
use crate::platform::access::{Person, Scope};
use crate::platform::audit::redact;
use crate::platform::db::entity::{assignment, report, report_revision};
use crate::platform::db::names;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::activities;
use crate::work::assignments::{self, rows, view as assignment_view};

/// Filters of the inbox.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// In this state; `submitted` if left out.
    #[param(inline)]
    pub state: Option<ReportState>,
    /// Only those that wait for the asker's own review.
    pub mine: Option<bool>,
}

/// The reports a scope sees: of the commune, or of the unit's assignments. Drafts belong to
/// their unit.
#[must_use]
pub fn readable_by(scope: &Scope) -> Select<report::Entity> {
    let select = report::Entity::find().filter(report::Column::CommuneId.eq(scope.commune_id));
    let of_unit = |unit: Uuid| {
        let mut own = SubQuery::select();
        own.column(assignment::Column::Id)
            .from(assignment::Entity)
            .and_where(Expr::col(assignment::Column::ResponsibleUnitId).eq(unit));
        report::Column::AssignmentId.in_subquery(own)
    };
    match scope.unit_id {
        // Of the parts that it has given, a unit sees what was sent.
        Some(unit) => select.filter(Condition::any().add(of_unit(unit)).add(
            Condition::all().add(report::Column::State.ne(ReportState::Draft.as_str())).add(
                report::Column::AssignmentId.in_subquery(assignments::repo::parts_given_by(unit)),
            ),
        )),
        None => select.filter(
            Condition::any()
                .add(report::Column::State.ne(ReportState::Draft.as_str()))
                .add_option(scope.own_unit_id.map(of_unit)),
        ),
    }
}

/// One report in scope.
///
/// # Errors
/// 404 when there is none.
pub async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> AppResult<report::Model> {
    let row = readable_by(scope).filter(report::Column::Id.eq(id)).one(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// The report of an assignment, as far as the scope sees it.
///
/// # Errors
/// 404 when there is none.
pub async fn find_of_assignment(
    db: &impl ConnectionTrait,
    scope: &Scope,
    assignment_id: Uuid,
) -> AppResult<report::Model> {
    let select = readable_by(scope).filter(report::Column::AssignmentId.eq(assignment_id));
    Ok(select.one(db).await?.ok_or(ErrorCode::NotFound)?)
}

/// The report of an assignment.
///
/// # Errors
/// When the database fails.
pub async fn of_assignment(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
) -> AppResult<Option<report::Model>> {
    Ok(report::Entity::find()
        .filter(report::Column::AssignmentId.eq(assignment_id))
        .one(db)
        .await?)
}

/// A page of reports, those that wait longest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    viewer: Option<&Person>,
    filter: &Filter,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<report::Model>> {
    use report::Column as C;
    let state = filter.state.unwrap_or(ReportState::Submitted);
    let mut select = readable_by(scope).filter(C::State.eq(state.as_str()));
    if let (Some(true), Some(person)) = (filter.mine, viewer) {
        select = match scope.unit_id {
            // A unit reviews the parts that it has given, whoever of it gave them.
            Some(unit) => {
                select.filter(C::AssignmentId.in_subquery(assignments::repo::parts_given_by(unit)))
            }
            None => {
                let posts = delegations::service::reviews_for(db, person, now).await?;
                select.filter(C::ReviewerPostId.is_in(posts))
            }
        };
    } else if scope.unit_id.is_none() {
        // Parts are their leading unit's to review.
        let parts = assignment::Entity::find()
            .select_only()
            .column(assignment::Column::Id)
            .filter(assignment::Column::CommuneId.eq(scope.commune_id))
            .filter(assignment::Column::ParentAssignmentId.is_not_null())
            .into_query();
        select = select.filter(C::AssignmentId.not_in_subquery(parts));
    }
    let sort = Sort { word: "waiting".into(), column: C::WaitingKey, id: C::Id, order: Order::Asc };
    page(db, select, sort, paging, |row: &report::Model| (Key::Number(row.waiting_key), row.id))
        .await
}

/// Reports as the inbox shows them.
///
/// # Errors
/// When the database fails.
pub async fn summaries(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    rows: Vec<report::Model>,
) -> AppResult<Vec<ReportSummary>> {
    let assignments = rows::by_ids(db, rows.iter().map(|row| row.assignment_id)).await?;
    let views = assignment_view::summaries(db, assignments, now).await?;
    let mut by_id: HashMap<Uuid, _> = views.into_iter().map(|view| (view.id.0, view)).collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(ReportSummary {
                id: row.id.into(),
                state: row.state.0,
                revision: row.revision,
                submitted_at: row.submitted_at,
                late: row.late,
                assignment: by_id.remove(&row.assignment_id)?,
                version: row.version,
            })
        })
        .collect())
}

/// A report with its activities.
///
/// # Errors
/// When the database fails.
pub async fn view(db: &impl ConnectionTrait, row: report::Model) -> AppResult<ReportView> {
    let assignment = assignment::Entity::find_by_id(row.assignment_id).one(db).await?;
    view_with(db, row, assignment).await
}

/// What the parts have brought: as it was sent, once it was sent, so that nobody decides on figures
/// that have moved since; as it stands, while the report is being written.
async fn parts_of(db: &impl ConnectionTrait, row: &report::Model) -> AppResult<Vec<PartView>> {
    let parts = assignments::parts::parts(db, row.assignment_id).await?;
    let sent = matches!(row.state.0, ReportState::Submitted | ReportState::Approved);
    if parts.is_empty() || !sent {
        return Ok(parts);
    }
    let frozen = report_revision::Entity::find()
        .filter(report_revision::Column::ReportId.eq(row.id))
        .filter(report_revision::Column::Revision.eq(row.revision))
        .order_by_desc(report_revision::Column::ChangeSeq)
        .one(db)
        .await?;
    // Of the revision that is just being sent there is none yet, or one that was taken back.
    let frozen = frozen.filter(|frozen| Some(frozen.submitted_at) >= row.submitted_at);
    Ok(match frozen {
        Some(frozen) => serde_json::from_str::<ReportView>(&frozen.snapshot)?.parts,
        None => parts,
    })
}

/// A report as whoever writes it has it.
///
/// # Errors
/// When the database fails.
pub async fn written(db: &impl ConnectionTrait, id: Uuid) -> AppResult<Option<ReportView>> {
    match report::Entity::find_by_id(id).one(db).await? {
        Some(row) => Ok(Some(view(db, row).await?)),
        None => Ok(None),
    }
}

async fn view_with(
    db: &impl ConnectionTrait,
    row: report::Model,
    assignment: Option<assignment::Model>,
) -> AppResult<ReportView> {
    let parts = parts_of(db, &row).await?;
    let activities = activities::repo::views_of_report(db, row.id).await?;
    let submitted_by = match row.submitted_by {
        Some(post) => Some(names::post(db, post).await?),
        None => None,
    };
    // Who wrote it last matters to whoever writes on, and to nobody else.
    let open = matches!(row.state.0, ReportState::Draft | ReportState::Returned);
    let written_by = match row.written_by.filter(|_| open) {
        Some(post) => Some(names::post(db, post).await?),
        None => None,
    };
    Ok(ReportView {
        id: row.id.into(),
        assignment_id: row.assignment_id.into(),
        state: row.state.0,
        revision: row.revision,
        narrative: row.narrative,
        shortcomings: row.shortcomings,
        proposals: row.proposals,
        nil_reason: row.nil_reason,
        late_explanation: row.late_explanation,
        activities,
        parts,
        submitted_at: row.submitted_at,
        submitted_by,
        late: row.late,
        return_reason: assignment.and_then(|row| row.return_reason),
        written_at: row.written_at.filter(|_| open),
        written_by,
        version: row.version,
    })
}

/// A report as `scope` sees it. A returned one that its unit is mending shows others what they
/// have read and decided on: the last revision before.
///
/// # Errors
/// When the database fails.
pub async fn view_for(
    db: &impl ConnectionTrait,
    scope: &Scope,
    row: report::Model,
) -> AppResult<ReportView> {
    let assignment = assignment::Entity::find_by_id(row.assignment_id).one(db).await?;
    let own = scope.unit_id.or(scope.own_unit_id);
    let others =
        assignment.as_ref().is_some_and(|assignment| Some(assignment.responsible_unit_id) != own);
    let mending = row.state.0 == ReportState::Returned && others;
    let decided = if mending { last_decided(db, &row).await? } else { None };
    let Some(decided) = decided else {
        let view = view_with(db, row, assignment).await?;
        return Ok(if others {
            ReportView { written_at: None, written_by: None, ..view }
        } else {
            view
        });
    };
    let mut shown: ReportView = serde_json::from_str(&decided.snapshot)?;
    shown.state = ReportState::Returned;
    shown.return_reason = assignment.and_then(|row| row.return_reason);
    shown.version = row.version;
    for activity in &mut shown.activities {
        activity.state = ActivityState::Returned;
    }
    Ok(shown)
}

/// What was sent last of the revisions before the present one.
async fn last_decided(
    db: &impl ConnectionTrait,
    row: &report::Model,
) -> AppResult<Option<report_revision::Model>> {
    Ok(report_revision::Entity::find()
        .filter(report_revision::Column::ReportId.eq(row.id))
        .filter(report_revision::Column::Revision.lt(row.revision))
        .order_by_desc(report_revision::Column::ChangeSeq)
        .one(db)
        .await?)
}

/// Writes a change, with its version and place in the chain.
///
/// # Errors
/// When the database fails.
pub async fn save(
    work: &UnitOfWork,
    before: &report::Model,
    after: &report::Model,
) -> AppResult<report::Model> {
    let after = work.save_unlogged(before, after).await?;
    // What is written in it stands in the log once it is sent, whole (`submit`).
    work.audit(Some(&redact::report(before)), Some(&redact::report(&after)));
    Ok(after)
}

/// Takes a report that waits for review out of the inbox: its assignment was cancelled.
///
/// # Errors
/// When the database fails.
pub async fn drop_waiting(work: &UnitOfWork, assignment_id: Uuid) -> AppResult<()> {
    let waiting = of_assignment(&work.tx, assignment_id)
        .await?
        .filter(|row| row.state.0 == ReportState::Submitted);
    let Some(row) = waiting else {
        return Ok(());
    };
    let mut changed = row.clone();
    changed.state = ReportState::Draft.into();
    changed.waiting_key = 0;
    save(work, &row, &changed).await?;
    activities::repo::set_state(work, row.id, ActivityState::Draft).await
}

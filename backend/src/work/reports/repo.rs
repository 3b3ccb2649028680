//! Rows of reports and of what was sent of them.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query as SubQuery, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel, Order, QueryFilter,
    QueryOrder, Select,
};
use serde::Deserialize;
use shared::ErrorCode;
use shared::dto::page::Page;
use shared::id::{AssignmentId, ReportId};
use shared::state::ReportState;
use uuid::Uuid;

use crate::identity::delegations;
use crate::platform::access::{Person, Scope};
use crate::platform::audit::redact;
use crate::platform::db::entity::{assignment, report, report_revision};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::assignments;

pub use crate::platform::db::entity::report::Model as Report;
pub use crate::platform::db::entity::report_revision::Model as ReportRevision;

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

/// That the assignment of a report is one of these.
fn assigned(which: SimpleExpr) -> SimpleExpr {
    let mut own = SubQuery::select();
    own.expr(Expr::val(1))
        .from(assignment::Entity)
        .and_where(
            Expr::col((assignment::Entity, assignment::Column::Id))
                .equals((report::Entity, report::Column::AssignmentId)),
        )
        .and_where(which);
    Expr::exists(own)
}

/// The reports a scope sees: of the commune, or of the unit's assignments. Drafts belong to
/// their unit.
#[must_use]
pub fn readable_by(scope: &Scope) -> Select<report::Entity> {
    let select = report::Entity::find().filter(report::Column::CommuneId.eq(scope.commune_id));
    // Asked report by report: a list of all that the unit has would be made for each request.
    let of_unit = |unit: Uuid| assigned(assignment::Column::ResponsibleUnitId.eq(unit));
    match scope.unit_id {
        // Of the parts that it has given, a unit sees what was sent.
        Some(unit) => select.filter(
            Condition::any().add(of_unit(unit)).add(
                Condition::all()
                    .add(report::Column::State.ne(ReportState::Draft.as_str()))
                    .add(assigned(assignments::repo::is_part_given_by(unit))),
            ),
        ),
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
pub async fn find(db: &impl Connection, scope: &Scope, id: ReportId) -> AppResult<Report> {
    let row = readable_by(scope).filter(report::Column::Id.eq(id.0)).row(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// The report of an assignment, as far as the scope sees it.
///
/// # Errors
/// 404 when there is none.
pub async fn find_of_assignment(
    db: &impl Connection,
    scope: &Scope,
    assignment_id: AssignmentId,
) -> AppResult<Report> {
    let select = readable_by(scope).filter(report::Column::AssignmentId.eq(assignment_id.0));
    Ok(select.row(db).await?.ok_or(ErrorCode::NotFound)?)
}

/// The report of an assignment.
///
/// # Errors
/// When the database fails.
pub async fn of_assignment(
    db: &impl Connection,
    assignment_id: AssignmentId,
) -> AppResult<Option<Report>> {
    report::Entity::find().filter(report::Column::AssignmentId.eq(assignment_id.0)).row(db).await
}

/// A page of reports, those that wait longest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Connection,
    scope: &Scope,
    viewer: Option<&Person>,
    filter: &Filter,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<Report>> {
    use report::Column as C;
    let state = filter.state.unwrap_or(ReportState::Submitted);
    let mut select = match (state, scope.unit_id) {
        // What was sent, everybody of the commune sees.
        (ReportState::Draft, _) | (_, Some(_)) => readable_by(scope),
        _ => report::Entity::find().filter(C::CommuneId.eq(scope.commune_id)),
    };
    select = select.filter(C::State.eq(state.as_str()));
    if let (Some(true), Some(person)) = (filter.mine, viewer) {
        select = match scope.unit_id {
            // A unit reviews the parts that it has given, whoever of it gave them.
            Some(unit) => {
                select.filter(C::AssignmentId.in_subquery(assignments::repo::parts_given_by(unit)))
            }
            None => {
                let posts = delegations::service::reviewer_posts(db, person, now).await?;
                select.filter(C::ReviewerPostId.is_in(posts))
            }
        };
    } else if scope.unit_id.is_none() {
        // Parts are their leading unit's to review.
        let part = assigned(assignment::Column::ParentAssignmentId.is_not_null());
        select = select.filter(part.not());
    }
    let sort = Sort { word: "waiting".into(), column: C::WaitingKey, id: C::Id, order: Order::Asc };
    page(db, select, sort, paging, |row: &Report| (Key::Number(row.waiting_key), row.id)).await
}

/// One report, whatever the scope: for those who have found what hangs on it.
///
/// # Errors
/// When the database fails.
pub async fn by_id(db: &impl Connection, id: ReportId) -> AppResult<Option<Report>> {
    report::Entity::find_by_id(id.0).row(db).await
}

/// Adds a report; its audit entry is that of the draft (`platform/audit/drafts.rs`).
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl Connection, row: &Report) -> AppResult<()> {
    report::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a change, with its version and place in the chain.
///
/// # Errors
/// When the database fails.
pub async fn save(work: &UnitOfWork, before: &Report, after: &Report) -> AppResult<Report> {
    let after = work.save_without_entry(before, after).await?;
    // What is written in it stands in the log once it is sent, whole (`submit`).
    work.audit(Some(&redact::report(before)), Some(&redact::report(&after)));
    Ok(after)
}

/// What was sent of a report, in the order of the submissions.
///
/// # Errors
/// When the database fails.
pub async fn revisions(
    db: &impl Connection,
    report_id: ReportId,
) -> AppResult<Vec<ReportRevision>> {
    report_revision::Entity::find()
        .filter(report_revision::Column::ReportId.eq(report_id.0))
        .order_by_asc(report_revision::Column::ChangeSeq)
        .rows(db)
        .await
}

/// What was sent last of the present revision.
///
/// # Errors
/// When the database fails.
pub async fn last_submitted(
    db: &impl Connection,
    row: &Report,
) -> AppResult<Option<ReportRevision>> {
    report_revision::Entity::find()
        .filter(report_revision::Column::ReportId.eq(row.id))
        .filter(report_revision::Column::Revision.eq(row.revision))
        .order_by_desc(report_revision::Column::ChangeSeq)
        .row(db)
        .await
}

/// What was sent last of the revisions before the present one.
///
/// # Errors
/// When the database fails.
pub async fn submitted_before(
    db: &impl Connection,
    row: &Report,
) -> AppResult<Option<ReportRevision>> {
    report_revision::Entity::find()
        .filter(report_revision::Column::ReportId.eq(row.id))
        .filter(report_revision::Column::Revision.lt(row.revision))
        .order_by_desc(report_revision::Column::ChangeSeq)
        .row(db)
        .await
}

/// Keeps what was sent.
///
/// # Errors
/// When the database fails.
pub async fn insert_revision(db: &impl Connection, row: ReportRevision) -> AppResult<()> {
    let row = row.into_active_model();
    report_revision::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

//! The parts of a split assignment, and what has come back of them.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};
use shared::dto::activity::ValueView;
use shared::dto::page::Named;
use shared::dto::split::PartView;
use shared::state::{AssignmentState, ReportState};
use uuid::Uuid;

use crate::platform::db::entity::{assignment, report};
use crate::platform::db::names;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;

/// The parts of an assignment that are not cancelled.
///
/// # Errors
/// The database.
pub async fn live_parts(db: &impl ConnectionTrait, id: Uuid) -> AppResult<Vec<assignment::Model>> {
    Ok(assignment::Entity::find()
        .filter(assignment::Column::ParentAssignmentId.eq(id))
        .filter(assignment::Column::State.ne(AssignmentState::Cancelled.as_str()))
        .order_by_asc(assignment::Column::Id)
        .all(db)
        .await?)
}

#[derive(FromQueryResult)]
struct Sum {
    assignment_id: Uuid,
    indicator_id: Uuid,
    name: String,
    unit_of_measure: Option<String>,
    amount: i64,
}

#[derive(FromQueryResult)]
struct Held {
    assignment_id: Uuid,
    number: i64,
}

/// The parts of an assignment with what has come back: words and figures of what is approved.
///
/// # Errors
/// The database.
pub async fn parts(db: &impl ConnectionTrait, id: Uuid) -> AppResult<Vec<PartView>> {
    let rows = live_parts(db, id).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let reports = report::Entity::find()
        .filter(report::Column::AssignmentId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let doers: Vec<Uuid> = rows.iter().map(|row| row.responsible_unit_id).collect();
    let names = names::units(db, &doers).await?;
    let (mut values, held) = (sums(db, id).await?, held(db, id).await?);
    Ok(rows
        .into_iter()
        .map(|row| {
            let sent = reports.iter().find(|report| report.assignment_id == row.id);
            let sent = sent.filter(|_| row.first_submitted_at.is_some());
            let approved = sent.filter(|report| report.state == ReportState::Approved);
            let said =
                |of: fn(&report::Model) -> &String| approved.map(of).cloned().unwrap_or_default();
            PartView {
                assignment_id: row.id.into(),
                unit: Named {
                    id: row.responsible_unit_id.into(),
                    name: names.get(&row.responsible_unit_id).cloned().unwrap_or_default(),
                },
                state: row.state.0,
                report_id: sent.map(|report| report.id.into()),
                narrative: said(|report| &report.narrative),
                shortcomings: said(|report| &report.shortcomings),
                proposals: said(|report| &report.proposals),
                activities: held.get(&row.id).copied().unwrap_or_default(),
                values: values.remove(&row.id).unwrap_or_default(),
            }
        })
        .collect())
}

/// Which activities of the parts of an assignment count.
const COUNTING: &str = "FROM assignments p JOIN reports r ON r.assignment_id = p.id
    JOIN activities a ON a.report_id = r.id AND a.state = 'approved' AND a.deleted_at IS NULL";

async fn held(db: &impl ConnectionTrait, id: Uuid) -> AppResult<HashMap<Uuid, i64>> {
    let mut bound = Bound::new(db);
    let whole = bound.bind(id);
    let sql = format!(
        "SELECT p.id AS assignment_id, count(*) AS number {COUNTING}
         WHERE p.parent_assignment_id = {whole} GROUP BY p.id"
    );
    let rows: Vec<Held> = bound.all(db, &sql).await?;
    Ok(rows.into_iter().map(|row| (row.assignment_id, row.number)).collect())
}

async fn sums(db: &impl ConnectionTrait, id: Uuid) -> AppResult<HashMap<Uuid, Vec<ValueView>>> {
    let mut bound = Bound::new(db);
    let whole = bound.bind(id);
    let sql = format!(
        "SELECT p.id AS assignment_id, i.id AS indicator_id, i.name, i.unit_of_measure,
             CAST(sum(v.amount) AS bigint) AS amount {COUNTING}
         JOIN activity_values v ON v.activity_id = a.id JOIN catalogue_items i ON i.id = v.indicator_id
         WHERE p.parent_assignment_id = {whole}
         GROUP BY p.id, i.id, i.name, i.unit_of_measure, i.position ORDER BY i.position, i.id"
    );
    let rows: Vec<Sum> = bound.all(db, &sql).await?;
    let mut values: HashMap<Uuid, Vec<ValueView>> = HashMap::new();
    for row in rows {
        values.entry(row.assignment_id).or_default().push(ValueView {
            indicator_id: row.indicator_id.into(),
            name: row.name,
            unit_of_measure: row.unit_of_measure.unwrap_or_default(),
            amount: row.amount,
        });
    }
    Ok(values)
}

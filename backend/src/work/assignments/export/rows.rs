//! The rows of the ledger's file: what the list computes, with the days beside it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use shared::dto::work::assignment::AssignmentSummary;
use shared::time::zone;
use uuid::Uuid;

use super::words;
use crate::platform::access::Scope;
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::repo::communes;
use crate::work::assignments::repo::{self, Assignment, AssignmentEvent, Filter, facts};
use crate::work::assignments::view::summaries;

/// Rows that are read in one go.
const BATCH: u64 = 200;

/// The columns: their heads, and how wide they are in letters.
pub const COLUMNS: [(&str, f64); 15] = [
    ("STT", 5.0),
    ("Nhiệm vụ", 44.0),
    ("Đơn vị", 24.0),
    ("Vai trò", 10.0),
    ("Trạng thái", 13.0),
    ("Hạn ban đầu", 12.0),
    ("Hạn hiện hành", 12.0),
    ("Số lần gia hạn", 8.0),
    ("Ngày tiếp nhận", 12.0),
    ("Ngày gửi báo cáo lần đầu", 12.0),
    ("Ngày gửi báo cáo lần cuối", 12.0),
    ("Ngày phê duyệt", 12.0),
    ("Kết quả theo hạn ban đầu", 19.0),
    ("Số ngày quá hạn", 8.0),
    ("Người phê duyệt", 26.0),
];

/// What stands in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// A count.
    Number(i64),
    /// Words, never a formula.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A day with its hour.
    Moment(NaiveDateTime),
}

/// One row.
pub type Line = [Cell; COLUMNS.len()];

/// What is taken out.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The application.
    pub app: App,
    /// How far who asks may see.
    pub scope: Scope,
    /// The list's own filters and order.
    pub filter: Filter,
    /// The same instant for every row.
    pub now: DateTime<Utc>,
}

impl Ledger {
    /// Whose ledger it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn commune(&self) -> AppResult<String> {
        Ok(communes::get(&self.app.db.read, self.scope.commune_id).await?.name)
    }

    /// The rows, read as they are wanted.
    pub fn batches(self) -> impl Stream<Item = AppResult<Vec<Line>>> {
        try_unfold((self, Some((None, 1))), async |(ledger, place)| {
            let Some((cursor, number)) = place else { return Ok(None) };
            let (lines, next) = ledger.batch(cursor, number).await?;
            let after = number + i64::try_from(lines.len()).unwrap_or_default();
            Ok(Some((lines, (ledger, next.map(|cursor| (Some(cursor), after))))))
        })
    }

    async fn batch(
        &self,
        cursor: Option<String>,
        number: i64,
    ) -> AppResult<(Vec<Line>, Option<String>)> {
        // Many batches follow each other: not in the thread that serves.
        let (db, now) = (self.app.db.read.pool(), self.now);
        let paging = Paging { limit: Some(BATCH), cursor, include_total: None };
        let page = repo::list(db, &self.scope, &self.filter, &paging, now).await?;
        let rows: Vec<_> = page.items.iter().map(|found| found.row.clone()).collect();
        let approvals = approvals(db, rows.iter().map(|row| row.id)).await?;
        let items = summaries(db, page.items, now).await?;
        let lines = items.into_iter().zip(&rows).zip(number..);
        let lines = lines.map(|((item, row), n)| line(n, item, row, approvals.get(&row.id), now));
        Ok((lines.collect(), page.next_cursor))
    }
}

/// When and by whom work was approved.
struct Approval {
    at: DateTime<Utc>,
    by: String,
}

async fn approvals(
    db: &impl Connection,
    ids: impl Iterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, Approval>> {
    let events = repo::approvals(db, ids).await?;
    let posts = events.iter().flat_map(|event| [Some(event.post_id), event.on_behalf_of]).flatten();
    let names = names::posts(db, posts.collect()).await?;
    let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
    let approval = |event: AssignmentEvent| {
        let by = match &event.on_behalf_of {
            Some(whom) => format!("{} (thay mặt {})", name(&event.post_id), name(whom)),
            None => name(&event.post_id),
        };
        (event.assignment_id, Approval { at: event.at, by })
    };
    Ok(events.into_iter().map(approval).collect())
}

fn line(
    number: i64,
    item: AssignmentSummary,
    row: &Assignment,
    approval: Option<&Approval>,
    now: DateTime<Utc>,
) -> Line {
    let text = |words: &str| Cell::Text(words.to_owned());
    let days_late = facts(row).days_late(row.last_submitted_at, now);
    [
        Cell::Number(number),
        Cell::Text(item.task.name),
        Cell::Text(item.unit.name),
        text(words::part(item.part)),
        text(words::state(item.state)),
        due(item.original_due_at),
        due(item.due_at),
        Cell::Number(item.extensions),
        moment(row.acknowledged_at),
        moment(row.first_submitted_at),
        moment(row.last_submitted_at),
        moment(approval.map(|approval| approval.at)),
        item.result.map_or(Cell::Nothing, |result| text(words::result(result))),
        days_late.map_or(Cell::Nothing, Cell::Number),
        approval.map_or(Cell::Nothing, |approval| text(&approval.by)),
    ]
}

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone()).naive_local()
}

fn moment(at: Option<DateTime<Utc>>) -> Cell {
    at.map_or(Cell::Nothing, |at| Cell::Moment(local(at)))
}

/// A deadline at the end of its day was given without an hour (docs/DOMAIN.md §5).
fn due(at: Option<DateTime<Utc>>) -> Cell {
    let end = NaiveTime::from_hms_opt(23, 59, 59);
    match at.map(local) {
        None => Cell::Nothing,
        Some(at) if Some(at.time()) == end => Cell::Day(at.date()),
        Some(at) => Cell::Moment(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_cell_at_end_of_day_is_day_at_other_hour_is_moment() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let at = |text: &str| Some(text.parse().unwrap());
        assert_eq!(due(at("2026-11-20T23:59:59+07:00")), Cell::Day(day));
        let noon = Cell::Moment(day.and_hms_opt(11, 30, 0).unwrap());
        assert_eq!(due(at("2026-11-20T11:30:00+07:00")), noon);
        assert_eq!(due(None), Cell::Nothing);
    }
}

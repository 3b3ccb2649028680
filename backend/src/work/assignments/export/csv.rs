//! The ledger as CSV, sent as it is read.

use actix_web::web::Bytes;
use futures_util::future::ready;
use futures_util::stream::once;
use futures_util::{Stream, StreamExt};
use shared::time::format_day;

use super::rows::{COLUMNS, Cell, Line};
use crate::platform::error::AppResult;
use crate::platform::http::csv;

/// The file, from its head to its last row.
pub fn file(
    batches: impl Stream<Item = AppResult<Vec<Line>>>,
) -> impl Stream<Item = AppResult<Bytes>> {
    let head = csv::head(COLUMNS.map(|(head, _)| head)).map(Bytes::from);
    once(ready(head)).chain(batches.map(|batch| lines(&batch?)))
}

fn lines(batch: &[Line]) -> AppResult<Bytes> {
    let mut bytes = Vec::new();
    for cells in batch {
        let cells: Vec<String> = cells.iter().map(cell_text).collect();
        bytes.extend(csv::line(cells.iter().map(String::as_str))?);
    }
    Ok(bytes.into())
}

/// Days as the office writes them.
fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Day(day) => format_day(*day),
        Cell::Moment(at) => format!("{} {}", format_day(at.date()), at.format("%H:%M")),
    }
}

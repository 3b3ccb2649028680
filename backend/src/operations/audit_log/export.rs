//! The log as a file. That it was taken out is written in it.

use actix_web::web::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use shared::Role;
use shared::dto::operations::audit::AuditView;
use shared::time::format_instant;

use super::log;
use super::repo::Filter;
use crate::platform::access::actor::Scope;
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;
use crate::platform::http::csv;

/// Entries that are read in one go.
const BATCH: u64 = 200;
/// The columns.
const COLUMNS: [&str; 9] = [
    "Số",
    "Thời điểm",
    "Người thực hiện",
    "Thay mặt",
    "Địa chỉ",
    "Việc",
    "Loại",
    "Mã",
    "Trước và sau",
];

fn cells(entry: &AuditView) -> AppResult<Vec<String>> {
    let changes = match &entry.changes {
        Some(changes) => serde_json::to_string(changes)?,
        None => String::new(),
    };
    Ok(vec![
        entry.seq.to_string(),
        format_instant(entry.at),
        entry.by.clone().unwrap_or_default(),
        entry.on_behalf_of.clone().unwrap_or_default(),
        entry.address.clone(),
        entry.action.clone(),
        entry.object_kind.clone(),
        entry.object_id.map(|id| id.to_string()).unwrap_or_default(),
        changes,
    ])
}

/// Where a file that is being written stands.
enum ExportState {
    Head,
    After(Option<String>),
    End,
}

/// The log as CSV (RFC 4180, UTF-8 with its mark, for spreadsheets), read as it is sent.
pub fn file(
    app: App,
    scope: Scope,
    role: Role,
    filter: Filter,
) -> impl Stream<Item = AppResult<Bytes>> {
    unfold((ExportState::Head, app, filter), move |(state, app, filter)| async move {
        let made = match &state {
            ExportState::Head => {
                csv::head(COLUMNS).map(|bytes| (bytes.into(), ExportState::After(None)))
            }
            ExportState::After(cursor) => batch(&app, scope, role, &filter, cursor.clone()).await,
            ExportState::End => return None,
        };
        Some(match made {
            Ok((bytes, next)) => (Ok(bytes), (next, app, filter)),
            Err(error) => (Err(error), (ExportState::End, app, filter)),
        })
    })
}

async fn batch(
    app: &App,
    scope: Scope,
    role: Role,
    filter: &Filter,
    cursor: Option<String>,
) -> AppResult<(Bytes, ExportState)> {
    let paging = Paging { limit: Some(BATCH), cursor, include_total: None };
    let page = log::list(app.db.read.pool(), scope, role, filter, &paging).await?;
    let mut bytes = Vec::new();
    for entry in &page.items {
        bytes.extend(csv::line(cells(entry)?.iter().map(String::as_str))?);
    }
    let next = match page.next_cursor {
        Some(cursor) => ExportState::After(Some(cursor)),
        None => ExportState::End,
    };
    Ok((bytes.into(), next))
}

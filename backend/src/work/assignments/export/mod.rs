//! The ledger of assignments as a file: every row of the list that fits, in its order. That it was
//! taken out stands in the audit log.

mod csv;
mod rows;
mod words;
mod xlsx;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use shared::ErrorCode;
use shared::time::day_of;

use super::repo::{self, Filter};
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::audit::exports::record;
use crate::platform::db::names;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::Query;
use crate::platform::http::csv::MEDIA as CSV;
use crate::platform::http::write::address_of;
use rows::Ledger;

/// A file has at most so many rows.
const MAX_ROWS: u64 = 50_000;
/// The content type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What kind of file.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LedgerFormat {
    /// A workbook.
    #[default]
    Xlsx,
    /// Text with commas, UTF-8.
    Csv,
}

/// What is asked for beside the filters.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportOptions {
    /// `xlsx` (default) or `csv`.
    #[param(inline)]
    pub format: Option<LedgerFormat>,
}

/// What stands in the audit log.
#[derive(Serialize)]
struct ExportRecord<'a> {
    format: LedgerFormat,
    rows: u64,
    #[serde(flatten)]
    filter: &'a Filter,
}

/// Exports the ledger of assignments as a file.
///
/// What the list shows with the same filters and order, as a workbook ready to be printed (XLSX) or
/// as CSV in UTF-8. That it was taken out, and by whom, stands in the audit log; therefore machines
/// may not. 422 with the code `too_many_rows` over 50,000 rows: narrow the filters.
///
/// For every role but the administrator.
#[utoipa::path(tag = "assignments", operation_id = "export_assignments", params(Filter, ExportOptions),
    security(("session" = [])),
    responses(
        (status = 200, description = "The file", content(
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "text/csv", example = json!("STT,Nhiệm vụ,Đơn vị\r\n1,Phát tờ rơi,Thôn Xuân Bắc\r\n")))),
        (status = 422, description = "More than 50,000 rows (`too_many_rows`): narrow it"),
        (status = 507, description = "The server's disk is full")))]
#[get("/api/v1/assignments/export")]
pub async fn export(
    app: web::Data<App>,
    request: HttpRequest,
    permit: PersonPermit<can::AssignmentRead>,
    filter: Query<Filter>,
    options: Query<ExportOptions>,
) -> AppResult<HttpResponse> {
    let person = &permit.person;
    let (db, now, filter) = (&app.db.read, app.clock.now(), filter.0);
    let format = options.0.format.unwrap_or_default();
    let rows = repo::count(db, &permit.scope, &filter, MAX_ROWS, now).await?;
    if rows > MAX_ROWS {
        let detail = "Mỗi tệp nhận tối đa 50.000 dòng; chọn thêm đơn vị, trạng thái hoặc hạn.";
        return Err(AppError::Code(ErrorCode::TooManyRows, Some(detail.into())));
    }
    let taken = ExportRecord { format, rows, filter: &filter };
    record(&app, person, &address_of(&request), "assignment.export", &taken).await?;
    let ledger = Ledger { app: app.get_ref().clone(), scope: permit.scope, filter, now };
    let (media, ending) = match format {
        LedgerFormat::Xlsx => (XLSX, "xlsx"),
        LedgerFormat::Csv => (CSV, "csv"),
    };
    let name = format!("attachment; filename=\"so-nhiem-vu-{}.{ending}\"", day_of(now));
    let mut answer = HttpResponse::Ok();
    answer.content_type(media).insert_header((CONTENT_DISPOSITION, name));
    Ok(match format {
        LedgerFormat::Csv => answer.streaming(csv::file(ledger.batches())),
        LedgerFormat::Xlsx => {
            let title = xlsx::Title {
                commune: ledger.commune().await?,
                by: names::post(db, person.post_id).await?,
                at: now,
            };
            let folder = app.config.data_dir.clone();
            answer.body(xlsx::file(title, folder, ledger.batches()).await?)
        }
    })
}

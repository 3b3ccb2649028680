//! The ledger as a workbook: real dates, words that are never formulas, ready to be printed.

use std::path::{Path, PathBuf};
use std::pin::pin;

use actix_web::web;
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use futures_util::{Stream, TryStreamExt};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use shared::time::format_instant;
use tokio::sync::mpsc;

use super::rows::{COLUMNS, Cell, Line};
use crate::platform::error::{AppError, AppResult};

/// What the book is called, on its sheet and in its properties.
const NAME: &str = "Sổ theo dõi nhiệm vụ";
/// The row of the heads: below the commune, the name, and when it was taken out.
const HEADS: u32 = 3;
/// A4.
const PAPER: u8 = 9;
/// The typeface of official papers (docs/DOMAIN.md §6).
const FACE: &str = "Times New Roman";

/// What stands above the table.
#[derive(Debug)]
pub struct Title {
    /// Whose ledger it is.
    pub commune: String,
    /// Who took it out.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<XlsxError> for AppError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => error.into(),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// The file. Rows are put to disk in `folder` as they come, so that a long ledger does not fill
/// the memory.
///
/// # Errors
/// What reading the rows answers; a full disk.
pub async fn file(
    title: Title,
    folder: PathBuf,
    batches: impl Stream<Item = AppResult<Vec<Line>>>,
) -> AppResult<Vec<u8>> {
    let (sender, receiver) = mpsc::channel(2);
    let writing = web::block(move || write(&title, &folder, receiver));
    let mut batches = pin!(batches);
    while let Some(lines) = batches.try_next().await? {
        // Who writes has failed, and says below why.
        if sender.send(lines).await.is_err() {
            break;
        }
    }
    drop(sender);
    Ok(writing.await??)
}

/// How cells look.
struct Formats {
    head: Format,
    text: Format,
    number: Format,
    day: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = Format::new()
            .set_font_name(FACE)
            .set_font_size(11)
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Top)
            .set_text_wrap();
        let middle = cell.clone().set_align(FormatAlign::Center);
        Self {
            head: (middle.clone().set_bold())
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color("#E7ECF3"),
            text: cell,
            number: middle.clone(),
            day: middle.clone().set_num_format("dd/mm/yyyy"),
            moment: middle.set_num_format("dd/mm/yyyy hh:mm"),
        }
    }
}

fn write(
    title: &Title,
    folder: &Path,
    mut batches: mpsc::Receiver<Vec<Line>>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(title.at.timestamp())?;
    book.set_properties(
        &DocProperties::new()
            .set_title(NAME)
            .set_author(&title.commune)
            .set_creation_datetime(&made),
    );
    let sheet = book.set_tempdir(folder)?.add_worksheet_with_constant_memory()?;
    let formats = Formats::new();
    begin(sheet, title, &formats)?;
    let mut row = HEADS;
    while let Some(lines) = batches.blocking_recv() {
        for line in lines {
            row += 1;
            put(sheet, row, &line, &formats)?;
        }
    }
    sheet.autofilter(HEADS, 0, row, last_column())?;
    book.save_to_buffer()
}

fn last_column() -> u16 {
    u16::try_from(COLUMNS.len() - 1).unwrap_or_default()
}

/// Page, widths, title and heads.
fn begin(sheet: &mut Worksheet, title: &Title, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?.set_landscape().set_paper_size(PAPER);
    sheet.set_print_fit_to_pages(1, 0).set_repeat_rows(HEADS, HEADS)?;
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer("&C&P/&N");
    sheet.set_freeze_panes(HEADS + 1, 0)?;
    for (column, (_, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
    }
    let above = Format::new().set_font_name(FACE).set_font_size(11);
    let bold = above.clone().set_bold();
    let taken = format!("Xuất lúc {}. Người xuất: {}.", format_instant(title.at), title.by);
    sheet.write_string_with_format(0, 0, format!("UBND {}", title.commune), &bold)?;
    sheet.write_string_with_format(1, 0, NAME, &bold.clone().set_font_size(14))?;
    sheet.write_string_with_format(2, 0, taken, &above)?;
    for (column, (head, _)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(HEADS, column, head, &formats.head)?;
    }
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, line: &Line, formats: &Formats) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(line) {
        match cell {
            Cell::Nothing => sheet.write_blank(row, column, &formats.text)?,
            #[expect(clippy::cast_precision_loss, reason = "counts are small")]
            Cell::Number(number) => {
                sheet.write_number_with_format(row, column, *number as f64, &formats.number)?
            }
            Cell::Text(text) => sheet.write_string_with_format(row, column, text, &formats.text)?,
            Cell::Day(day) => {
                let day = excel(day.and_time(chrono::NaiveTime::MIN))?;
                sheet.write_datetime_with_format(row, column, &day, &formats.day)?
            }
            Cell::Moment(at) => {
                sheet.write_datetime_with_format(row, column, &excel(*at)?, &formats.moment)?
            }
        };
    }
    Ok(())
}

fn excel(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let day = ExcelDateTime::from_ymd(year, small(at.month()), small(at.day()))?;
    // To the second: what is read back is what was written.
    let hour = u16::from(small(at.hour()));
    day.and_hms(hour, small(at.minute()), f64::from(at.second()))
}

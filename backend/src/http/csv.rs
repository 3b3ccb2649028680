//! Lines of CSV for spreadsheets (RFC 4180, UTF-8 with its mark).

use crate::error::{AppError, AppResult};

/// What a file begins with, so that spreadsheets read it as UTF-8.
pub const MARK: &str = "\u{feff}";
/// The content type.
pub const MEDIA: &str = "text/csv; charset=utf-8";

/// A text that a spreadsheet will not take for a formula (security page).
fn plain(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// One line.
///
/// # Errors
/// When the writer fails, which writes to memory.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> AppResult<Vec<u8>> {
    let broken = |error: csv::Error| AppError::Internal(error.to_string());
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    writer.write_record(cells.into_iter().map(plain)).map_err(broken)?;
    writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))
}

/// The first line, with the mark before it.
///
/// # Errors
/// As [`line`].
pub fn head<'a>(cells: impl IntoIterator<Item = &'a str>) -> AppResult<Vec<u8>> {
    let mut bytes = MARK.as_bytes().to_vec();
    bytes.extend(line(cells)?);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_only_text() {
        for text in ["=1+1", "+1", "-1", "@a", "\t=1"] {
            assert!(plain(text).starts_with('\''), "{text}");
        }
        assert_eq!(plain("Thôn Xuân Bắc"), "Thôn Xuân Bắc");
    }

    #[test]
    fn a_line_is_quoted_where_it_has_to_be() {
        let line = String::from_utf8(line(["a,b", "\"c\"", "=1"]).unwrap()).unwrap();
        assert_eq!(line, "\"a,b\",\"\"\"c\"\"\",'=1\r\n");
        assert!(head(["a"]).unwrap().starts_with(b"\xef\xbb\xbfa"));
    }
}

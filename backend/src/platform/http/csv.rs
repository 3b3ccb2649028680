//! Lines of CSV for spreadsheets (RFC 4180, UTF-8 with its mark).

use crate::platform::error::{AppError, AppResult};

/// What a file begins with, so that spreadsheets read it as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";
/// The content type.
pub const MEDIA: &str = "text/csv; charset=utf-8";

/// What a formula begins with.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];
/// What ends a cell where a spreadsheet goes by another separator than ours: Vietnamese Windows
/// separates by `;`, and then the quotes around a cell no longer hold it together.
const SEPARATORS: [char; 5] = [';', '\t', '\n', '\r', '|'];

/// A text that a spreadsheet will not take for a formula (docs/SECURITY.md, "Spreadsheets"),
/// whichever separator it goes by: an apostrophe stands before everything that could begin one.
fn escape_formulas(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut begins = true;
    for (at, letter) in text.char_indices() {
        // Blanks and quotes before it change nothing: they may be dropped when it is read.
        let rest = text[at..].trim_start_matches([' ', '"', '\u{a0}']);
        if begins && rest.starts_with(FORMULA_STARTS) {
            escaped.push('\'');
        }
        escaped.push(letter);
        begins = SEPARATORS.contains(&letter);
    }
    escaped
}

/// One line.
///
/// # Errors
/// When the writer fails, which writes to memory.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> AppResult<Vec<u8>> {
    let broken = |error: csv::Error| AppError::Internal(error.to_string());
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    writer.write_record(cells.into_iter().map(escape_formulas)).map_err(broken)?;
    writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))
}

/// The first line, with the mark before it.
///
/// # Errors
/// As [`line`].
pub fn head<'a>(cells: impl IntoIterator<Item = &'a str>) -> AppResult<Vec<u8>> {
    let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
    bytes.extend(line(cells)?);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_cell_with_formula_is_written_as_text() {
        for text in ["=1+1", "+1", "-1", "@a", "\t=1"] {
            assert!(escape_formulas(text).starts_with('\''), "{text}");
        }
        assert_eq!(escape_formulas("Thôn Xuân Bắc"), "Thôn Xuân Bắc");
    }

    #[test]
    fn csv_formula_after_another_separator_is_written_as_text() {
        let cases = [
            ("a;=1+1", "a;'=1+1"),
            ("a; =1+1", "a;' =1+1"),
            ("a;\"=1+1\"", "a;'\"=1+1\""),
            ("a;;@b;c", "a;;'@b;c"),
            ("a\n-1", "a\n'-1"),
            ("a\t=1", "a\t'=1"),
            ("=1;=1", "'=1;'=1"),
            (" =1", "' =1"),
            ("\"=1", "'\"=1"),
            ("họp; phát thanh - 3 lần", "họp; phát thanh - 3 lần"),
            ("5+5; a=b", "5+5; a=b"),
        ];
        for (text, safe) in cases {
            assert_eq!(escape_formulas(text), safe, "{text:?}");
        }
    }

    #[test]
    fn csv_cell_is_quoted_only_where_necessary() {
        let line = String::from_utf8(line(["a,b", "\"c\"", "=1"]).unwrap()).unwrap();
        assert_eq!(line, "\"a,b\",\"\"\"c\"\"\",'=1\r\n");
        assert!(head(["a"]).unwrap().starts_with(b"\xef\xbb\xbfa"));
    }
}

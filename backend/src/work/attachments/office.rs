//! Office documents (OOXML): zips whose parts say what they are. Those that carry macros are not
//! taken under whatever name: whoever opens one runs a program of somebody else's.

use std::collections::HashSet;
use std::io::Read;

use flate2::read::DeflateDecoder;

use super::sniff::Media;

/// The part that says of which kind all others are.
const TYPES: &str = "[content_types].xml";
/// It is a few KiB; an archive that unpacks to more is none of an office program's.
const TYPES_LENGTH: u64 = 256 * 1024;
/// Names of parts with macros: VBA and what belongs to it, Excel 4.0 macro sheets.
const MACRO_PARTS: [&str; 3] = ["vbaproject.bin", "vbadata.xml", "/macrosheets/"];
/// The same by their types (ECMA-376 part 2, [MS-OFFMACRO]), for a part may have any name.
const MACRO_TYPES: [&str; 4] = ["macroenabled", "vbaproject", "vbadata", "macrosheet"];
/// By these a type could be written so that it is not found; no office program does.
const DISGUISES: [&str; 3] = ["&#", "<!doctype", "<!entity"];

/// DOCX or XLSX: a zip whose directory names the parts such a document must have, without macros.
#[must_use]
pub fn office(bytes: &[u8]) -> Option<Media> {
    let entries = entries(bytes)?;
    let names: HashSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    // Of two parts of one name each program would see another.
    if names.len() != entries.len() {
        return None;
    }
    if names.iter().any(|name| MACRO_PARTS.iter().any(|part| name.contains(part))) {
        return None;
    }
    let types = entries.iter().find(|entry| entry.name == TYPES)?.text(bytes)?;
    if MACRO_TYPES.iter().chain(&DISGUISES).any(|word| types.contains(word)) {
        return None;
    }
    match (names.contains("word/document.xml"), names.contains("xl/workbook.xml")) {
        (true, false) => Some(Media::Docx),
        (false, true) => Some(Media::Xlsx),
        _ => None,
    }
}

/// What a zip's directory says of a file.
struct Entry {
    /// In lower case and with `/`: parts are the same whatever the case.
    name: String,
    method: usize,
    packed: usize,
    /// Where its own head begins.
    at: usize,
}

impl Entry {
    /// The content as text, in lower case and without NUL, as UTF-16 has them between its letters.
    fn text(&self, bytes: &[u8]) -> Option<String> {
        bytes.get(self.at..)?.starts_with(b"PK\x03\x04").then_some(())?;
        let start = self.at + 30 + short(bytes, self.at + 26)? + short(bytes, self.at + 28)?;
        let packed = bytes.get(start..start.checked_add(self.packed)?)?;
        let mut content = Vec::new();
        match self.method {
            0 => packed.take(TYPES_LENGTH + 1).read_to_end(&mut content),
            8 => DeflateDecoder::new(packed).take(TYPES_LENGTH + 1).read_to_end(&mut content),
            _ => return None,
        }
        .ok()?;
        content.retain(|byte| *byte != 0);
        (content.len() as u64 <= TYPES_LENGTH)
            .then(|| String::from_utf8_lossy(&content).to_ascii_lowercase())
    }
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes(two.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

/// The files of a zip's central directory; `None` where it does not hold together, or where a
/// program could find another directory than this one.
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    const END: &[u8] = b"PK\x05\x06";
    // The end record is 22 bytes and a comment of at most 64 KiB.
    let tail = bytes.len().saturating_sub(22 + 0xffff);
    let end = tail + bytes.get(tail..)?.windows(END.len()).rposition(|w| w == END)?;
    if end + 22 + short(bytes, end + 20)? != bytes.len() {
        return None;
    }
    let (count, mut at) = (short(bytes, end + 10)?, long(bytes, end + 16)?);
    let directory_ends = zip64(bytes, end, (count, at))?;
    let mut entries = Vec::new();
    for _ in 0..count {
        bytes.get(at..)?.starts_with(b"PK\x01\x02").then_some(())?;
        let length = short(bytes, at + 28)?;
        let name = bytes.get(at + 46..at + 46 + length)?;
        entries.push(Entry {
            name: String::from_utf8_lossy(name).to_ascii_lowercase().replace('\\', "/"),
            method: short(bytes, at + 10)?,
            packed: long(bytes, at + 20)?,
            at: long(bytes, at + 42)?,
        });
        at += 46 + length + short(bytes, at + 30)? + short(bytes, at + 32)?;
    }
    (at == directory_ends).then_some(entries)
}

/// Where the directory has to end: before the end record, or before the records of ZIP64, which
/// some programs write without need and which must say the same then.
fn zip64(bytes: &[u8], end: usize, (count, start): (usize, usize)) -> Option<usize> {
    let Some(locator) = end.checked_sub(20) else { return Some(end) };
    if !bytes.get(locator..)?.starts_with(b"PK\x06\x07") {
        return Some(end);
    }
    // The upper halves are nought in a file of ten megabytes.
    let small = |at: usize| (long(bytes, at + 4)? == 0).then(|| long(bytes, at))?;
    let record = small(locator + 8)?;
    bytes.get(record..)?.starts_with(b"PK\x06\x06").then_some(())?;
    let same = small(record + 32)? == count && small(record + 48)? == start;
    same.then_some(record)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    const PLAIN: &str = "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/\
        vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn document(types: &[u8], more: &[&str]) -> Vec<u8> {
        let mut files = vec![("[Content_Types].xml", types), ("word/document.xml", &b"<w/>"[..])];
        files.extend(more.iter().map(|name| (*name, &b"x"[..])));
        zip(&files)
    }

    #[test]
    fn archive_with_parts_of_docx_or_xlsx_is_that_without_is_none() {
        let docx = document(PLAIN.as_bytes(), &["word/media/image1.png"]);
        assert_eq!(office(&docx), Some(Media::Docx));
        let types = ("[Content_Types].xml", &b"<Types/>"[..]);
        assert_eq!(office(&zip(&[types, ("xl/workbook.xml", b"")])), Some(Media::Xlsx));
        assert_eq!(office(&zip(&[("run.exe", b"MZ")])), None);
        assert_eq!(office(&zip(&[types, ("run.exe", b"MZ")])), None);
        assert_eq!(office(&docx[..docx.len() - 8]), None);
        assert_eq!(office(b"PK\x03\x04 word/document.xml"), None);
    }

    #[test]
    fn workbook_of_rust_xlsxwriter_is_xlsx() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "Thôn").unwrap();
        assert_eq!(office(&book.save_to_buffer().unwrap()), Some(Media::Xlsx));
    }

    #[test]
    fn document_with_macro_part_is_none() {
        for part in ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "word\\vbaData.xml"] {
            assert_eq!(office(&document(PLAIN.as_bytes(), &[part])), None, "{part}");
        }
        let types = ("[Content_Types].xml", &b"<Types/>"[..]);
        let sheet = ("xl/macrosheets/sheet1.xml", &b""[..]);
        assert_eq!(office(&zip(&[types, ("xl/workbook.xml", b""), sheet])), None);
    }

    #[test]
    fn document_with_macro_content_type_is_none_under_any_part_name() {
        let enabled = PLAIN.replace(
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            "vnd.ms-word.document.macroEnabled.main",
        );
        let project = PLAIN.replace(
            "</Types>",
            "<Override PartName=\"/word/a.bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/>",
        );
        let wide: Vec<u8> = enabled.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let spelled = enabled.replace("macroE", "macr&#111;E");
        let entity = "<!DOCTYPE a [<!ENTITY m \"acroE\">]><Types a=\"m&m;nabled\"/>";
        let bomb = vec![b' '; 1024 * 1024];
        for types in [
            enabled.as_bytes(),
            project.as_bytes(),
            &wide,
            spelled.as_bytes(),
            entity.as_bytes(),
            &bomb,
        ] {
            assert_eq!(office(&document(types, &["word/a.bin"])), None);
        }
    }

    #[test]
    fn archive_with_ambiguous_structure_or_duplicate_part_is_none() {
        let docx = document(PLAIN.as_bytes(), &[]);
        assert_eq!(office(&[&docx[..], b"PK\x05\x06"].concat()), None);
        assert_eq!(office(&[&b"PK\x03\x04"[..], &docx].concat()), None);
        let twice = document(PLAIN.as_bytes(), &["Word/Document.xml"]);
        assert_eq!(office(&twice), None);
    }
}

//! PDF as programs write it, and what only looks like it.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

/// A document of one catalogue, with its table of references.
fn document(trailer: &str) -> Vec<u8> {
    let mut text = "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_owned();
    let (object, table) = (text.find("1 0 obj").unwrap(), text.len());
    text += &format!("xref\n0 2\n0000000000 65535 f \n{object:010} 00000 n \n");
    text += &format!("trailer\n<< /Size 2 /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n");
    text.into_bytes()
}

#[test]
fn pdf_appended_to_signed_or_with_reference_stream_is_whole() {
    assert!(is_whole(&document("")));
    // Strings, names and arrays in it may hold anything.
    assert!(is_whole(&document("/Info << /Title (a \\) >> (b)) /Id [<00ff> (x)] >> /Lang /vi-VN")));
    let appended = [document(""), b"\r\n\0\0".to_vec()].concat();
    assert!(is_whole(&appended));

    // Signed: another section at the end that refers to the one before.
    let mut signed = document("");
    let first = signed.windows(5).position(|window| window == b"xref\n").unwrap();
    let second = signed.len();
    let more = format!(
        "xref\n0 0\ntrailer\n<< /Size 2 /Root 1 0 R /Prev {first} >>\nstartxref\n{second}\n%%EOF"
    );
    signed.extend(more.as_bytes());
    assert!(is_whole(&signed));

    // Newer programs keep the references in a stream.
    let mut packed = b"%PDF-1.5\n".to_vec();
    let at = packed.len();
    packed.extend(b"9 0 obj << /Type /XRef /W [1 2 1] /Size 3 /Root 1 0 R /Length 4 >>\nstream\n");
    packed.extend(b"\x01\x02>>\nendstream\nendobj\n");
    packed.extend(format!("startxref\n{at}\n%%EOF").as_bytes());
    assert!(is_whole(&packed));
}

#[test]
fn pdf_truncated_or_without_valid_references_is_not_whole() {
    let whole = document("");
    for length in [8, whole.len() / 2, whole.len() - 12] {
        assert!(!is_whole(&whole[..length]), "{length}");
    }
    for text in [
        "%PDF-1.7\n<script>alert(1)</script>",
        "%PDF-1.7\nstartxref\n0\n%%EOF",
        "%PDF-1.7\nxref\n0 99999999999999999999 trailer startxref\n9\n%%EOF",
        "%PDF-1.7\nxref trailer << /Root 1 0 R /Prev 9 >> startxref\n9\n%%EOF",
        "%PDF-1.7\nxref trailer << /Size 1 >> startxref\n9\n%%EOF",
        "%PDF-1.7\nxref trailer << /Root 1 0 R >> startxref\n9\n%%EOF",
    ] {
        assert!(!is_whole(text.as_bytes()), "{text}");
    }
    // The catalogue is not where the references say.
    let text = String::from_utf8(whole).unwrap();
    assert!(!is_whole(text.replace("1 0 obj", "2 0 obj").as_bytes()));
    let deep = format!("%PDF-1.7\nxref trailer {} startxref\n9\n%%EOF", "<< /A ".repeat(100_000));
    assert!(!is_whole(deep.as_bytes()));
}

//! Form checks without the Unicode tables: the browser has its own, and the server checks again.

use js_sys::JsString;
use shared::validate::Checks;

/// Notes an error unless something is written.
pub fn required(checks: &mut Checks, field: &str, text: &str) {
    checks.ensure(!text.trim().is_empty(), field, "required", "Bắt buộc nhập.");
}

/// Lower case without marks, đ as d: the same as `shared::text::fold`, by the browser's tables.
#[must_use]
pub fn fold(text: &str) -> String {
    String::from(JsString::from(text).normalize("NFD").to_lower_case())
        .chars()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter))
        .map(|letter| if letter == 'đ' { 'd' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

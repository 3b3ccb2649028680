//! Form checks without the Unicode tables: the browser has its own, and the server checks again;
//! and texts that survive a reload.

use crate::dom;
use js_sys::JsString;
use leptos::prelude::*;
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

/// A text of a form that is kept in this tab until [`forget`] is called for the form: a reload or
/// a page turned by mistake costs nothing. `form` names the form, `field` the text in it.
#[must_use]
pub fn kept(form: &str, field: &str) -> RwSignal<String> {
    let key = format!("loa-form.{form}.{field}");
    let text = RwSignal::new(dom::kept(&key).unwrap_or_default());
    Effect::new(move |_| text.with(|text| dom::keep(&key, text)));
    text
}

/// Forgets the texts of a form: they have been sent.
pub fn forget(form: &str) {
    dom::forget(&format!("loa-form.{form}."));
}
